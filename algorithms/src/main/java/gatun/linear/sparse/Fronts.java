package gatun.linear.sparse;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.linear.dense.PartialCholesky;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The dense matrices of a multifrontal factorisation, on a stack: what is left of each group of
 * columns after its elimination waits there for the group's parent. Small ones are worked on in a
 * Java array, large ones by the dense kernels.
 */
final class Fronts {
  /** Rows up to which a front is worked on in an array. */
  private static final int SMALL = 64;

  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;

  private final SparseMatrix a;
  private final int[] order;
  private final int[] place;
  private final Supernodes groups;
  private final int[] local; // of each row, where it stands in the front
  private final int[] child; // first child of each group that waits, -1 for none
  private final int[] sibling;
  private final long[] at; // where a group's remainder waits
  private final HostTensor stack;
  private final MemorySegment memory;
  private final PartialCholesky dense;
  private final double[] small = new double[SMALL * SMALL];
  private final double[] row;
  private final int[] relative;
  private long top;
  private double pivot;

  Fronts(SparseMatrix a, int[] order, int[] place, Supernodes groups, Workspace w) {
    int count = groups.count();
    this.a = a;
    this.order = order;
    this.place = place;
    this.groups = groups;
    this.local = new int[order.length];
    this.child = new int[count];
    this.sibling = new int[count];
    this.at = new long[count];
    this.dense = PartialCholesky.of(w);
    Arrays.fill(child, -1);
    long peak = 0;
    long now = 0;
    int widest = 0;
    long[] waiting = new long[count];
    for (int s = 0; s < count; s++) {
      long size = groups.size(s);
      long rest = groups.below()[s].length;
      peak = Math.max(peak, now + size * size);
      now += rest * rest - waiting[s];
      int parent = groups.parent()[s];
      if (parent >= 0) {
        waiting[parent] += rest * rest;
      }
      widest = Math.max(widest, (int) size);
    }
    this.stack = w.zeros(DType.F64, peak);
    this.memory = stack.segment();
    this.row = new double[widest];
    this.relative = new int[widest];
  }

  /** Returns the pivot at which the last elimination failed. */
  double pivot() {
    return pivot;
  }

  /**
   * Eliminates the columns of a group and writes its rows of the factor.
   *
   * @return −1, or the column of the group whose pivot is not positive
   */
  long eliminate(int s, MemorySegment factor, long offset) {
    int size = groups.size(s);
    int width = groups.width(s);
    int first = groups.first()[s];
    int[] below = groups.below()[s];
    for (int p = 0; p < width; p++) {
      local[first + p] = p;
    }
    for (int y = 0; y < below.length; y++) {
      local[below[y]] = width + y;
    }
    boolean fits = size <= SMALL;
    long base = top;
    if (fits) {
      Arrays.fill(small, 0, size * size, 0);
    } else {
      memory.asSlice(8 * base, 8L * size * size).fill((byte) 0);
    }
    gather(first, width, size, fits, base);
    long begin = base;
    for (int c = child[s]; c >= 0; c = sibling[c]) {
      add(c, size, fits, base);
      begin = Math.min(begin, at[c]);
    }
    long failed = fits ? factorSmall(size, width) : factorLarge(size, width, base);
    if (failed < 0) {
      leave(s, size, width, fits, base, begin, factor, offset);
    }
    return failed;
  }

  /** Takes the entries of A in the group's columns. */
  private void gather(int first, int width, int size, boolean fits, long base) {
    for (int p = 0; p < width; p++) {
      int own = order[first + p];
      for (long e = a.rowPointer(own); e < a.rowPointer(own + 1L); e++) {
        int i = place[a.column(e)];
        if (i >= first + p) {
          int target = local[i];
          if (fits) {
            small[p * size + target] += a.value(e);
          } else {
            memory.setAtIndex(DOUBLE, base + (long) p * size + target, a.value(e));
          }
        }
      }
    }
  }

  /** Adds what a child has left. */
  private void add(int c, int size, boolean fits, long base) {
    int[] rows = groups.below()[c];
    int count = rows.length;
    for (int y = 0; y < count; y++) {
      relative[y] = local[rows[y]];
    }
    for (int x = 0; x < count; x++) {
      long from = 8 * (at[c] + (long) x * count + x);
      MemorySegment.copy(memory, DOUBLE, from, row, x, count - x);
      if (fits) {
        int line = relative[x] * size;
        for (int y = x; y < count; y++) {
          small[line + relative[y]] += row[y];
        }
      } else {
        long line = base + (long) relative[x] * size;
        for (int y = x; y < count; y++) {
          long target = line + relative[y];
          memory.setAtIndex(DOUBLE, target, memory.getAtIndex(DOUBLE, target) + row[y]);
        }
      }
    }
  }

  private long factorSmall(int size, int width) {
    for (int p = 0; p < width; p++) {
      pivot = small[p * size + p];
      if (!(pivot > 0 && pivot <= Double.MAX_VALUE)) {
        return p;
      }
      double root = Math.sqrt(pivot);
      int own = p * size;
      small[own + p] = root;
      for (int q = p + 1; q < size; q++) {
        small[own + q] /= root;
      }
      for (int i = p + 1; i < size; i++) {
        double factor = small[own + i];
        int line = i * size;
        for (int q = i; q < size; q++) {
          small[line + q] -= factor * small[own + q];
        }
      }
    }
    return -1;
  }

  private long factorLarge(int size, int width, long base) {
    HostTensor front = stack.view(Slice.range(base, base + (long) size * size)).reshape(size, size);
    long failed = dense.factor(front, width);
    pivot = failed < 0 ? 1 : memory.getAtIndex(DOUBLE, base + failed * size + failed);
    return failed;
  }

  /** Writes the group's rows of the factor and moves the rest to where its children were. */
  private void leave(
      int s,
      int size,
      int width,
      boolean fits,
      long base,
      long begin,
      MemorySegment factor,
      long offset) {
    MemorySegment from = fits ? MemorySegment.ofArray(small) : memory;
    long start = fits ? 0 : base;
    MemorySegment.copy(from, 8 * start, factor, 8 * offset, 8L * width * size);
    int rest = size - width;
    for (int x = 0; x < rest; x++) {
      long line = start + (long) (width + x) * size + width;
      MemorySegment.copy(from, 8 * line, memory, 8 * (begin + (long) x * rest), 8L * rest);
    }
    at[s] = begin;
    top = begin + (long) rest * rest;
    int parent = groups.parent()[s];
    if (parent >= 0) {
      sibling[s] = child[parent];
      child[parent] = s;
    }
  }
}
