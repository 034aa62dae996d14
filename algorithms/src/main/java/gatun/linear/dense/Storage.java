package gatun.linear.dense;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The matrices that factorisations keep, views of parts of them, and copies in and out. */
final class Storage {
  private static final long LINE = 16; // F32 elements of a cache line

  private Storage() {}

  /**
   * Returns an m×n matrix whose rows are an odd number of cache lines apart, so that the elements
   * of a column do not compete for the same cache sets where n is a power of two.
   */
  static HostTensor matrix(Workspace w, DType dtype, long m, long n) {
    long lines = Math.ceilDiv(Math.max(1, n), LINE) | 1;
    return w.zeros(dtype, m, lines * LINE).view(Slice.all(), new Slice(0, n, 1));
  }

  /** Returns rows i to m − 1 and columns j to n − 1. */
  static HostTensor part(HostTensor a, long i, long m, long j, long n) {
    return a.view(new Slice(i, m, 1), new Slice(j, n, 1));
  }

  /** Checks that an operand is an m×n matrix of a type. */
  static void check(String operand, Tensor a, DType dtype, long m, long n) {
    Check.dtype(operand, a, dtype);
    if (a.shape().rank() != 2 || a.shape().extent(0) != m || a.shape().extent(1) != n) {
      throw new IllegalArgumentException(
          operand + ": expected a matrix of " + m + " x " + n + ", found shape " + a.shape());
    }
  }

  /** Copies a matrix of the same shape, by rows where they are dense. */
  static void copy(HostTensor from, HostTensor to) {
    long rows = to.shape().extent(0);
    long columns = to.shape().extent(1);
    long bytes = columns * to.dtype().bytes();
    boolean dense = from.stride(1) == 1 && to.stride(1) == 1;
    for (long i = 0; i < rows; i++) {
      if (dense) {
        long source = i * from.stride(0) * from.dtype().bytes();
        long target = i * to.stride(0) * to.dtype().bytes();
        MemorySegment.copy(from.segment(), source, to.segment(), target, bytes);
      } else {
        for (long j = 0; j < columns; j++) {
          put(to, i, j, at(from, i, j));
        }
      }
    }
  }

  /** Sets what is below the diagonal to zero. */
  static void clearLower(HostTensor a) {
    long columns = a.shape().extent(1);
    for (long i = 1; i < a.shape().extent(0); i++) {
      long row = i * a.stride(0) * a.dtype().bytes();
      a.segment().asSlice(row, Math.min(i, columns) * a.dtype().bytes()).fill((byte) 0);
    }
  }

  /** Copies the upper triangle of a square matrix to the lower one. */
  static void mirrorUpper(HostTensor a) {
    long n = a.shape().extent(0);
    long block = 32; // both the rows read and those written stay in cache
    for (long i = 0; i < n; i += block) {
      for (long j = i; j < n; j += block) {
        for (long row = i; row < Math.min(n, i + block); row++) {
          for (long column = Math.max(j, row + 1); column < Math.min(n, j + block); column++) {
            put(a, column, row, at(a, row, column));
          }
        }
      }
    }
  }

  /** Returns element (i, j) of a matrix of real numbers, without an array of indices. */
  static double at(HostTensor a, long i, long j) {
    long index = i * a.stride(0) + j * a.stride(1);
    return a.dtype() == DType.F64
        ? a.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, index)
        : a.segment().getAtIndex(ValueLayout.JAVA_FLOAT, index);
  }

  /** Stores element (i, j) of a matrix of real numbers. */
  static void put(HostTensor a, long i, long j, double value) {
    long index = i * a.stride(0) + j * a.stride(1);
    if (a.dtype() == DType.F64) {
      a.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
    } else {
      a.segment().setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
    }
  }
}
