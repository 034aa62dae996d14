package gatun.test.edges;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MatrixBlas;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Operands that share elements are refused; views that merely interleave are not. */
class OverlapTest {
  private static final long[] EXTENTS = {5, 6, 7};

  private static HostTensor part(HostTensor all, Random random) {
    Slice[] slices = new Slice[EXTENTS.length];
    for (int k = 0; k < slices.length; k++) {
      long from = random.nextLong(EXTENTS[k]);
      slices[k] =
          new Slice(from, from + 1 + random.nextLong(EXTENTS[k] - from), 1 + random.nextLong(3));
    }
    return all.view(slices);
  }

  private static void mark(HostTensor x, double value) {
    for (long i = 0; i < x.shape().extent(0); i++) {
      for (long j = 0; j < x.shape().extent(1); j++) {
        for (long k = 0; k < x.shape().extent(2); k++) {
          x.set(value, i, j, k);
        }
      }
    }
  }

  private static double sum(HostTensor x) {
    return Arrays.stream(x.reshape(x.size()).toArray()).sum();
  }

  @Test
  void whatSharesAnElementIsRefusedAndMostOfTheRestIsNot() {
    try (Backend backend = Backends.named("reference", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      HostTensor all = w.zeros(DType.F64, EXTENTS);
      Random random = new Random(5);
      int apart = 0;
      int refused = 0;
      for (int round = 0; round < 5000; round++) {
        HostTensor a = part(all, random);
        HostTensor b = part(all, random);
        mark(all, 0);
        mark(a, 1);
        mark(b, 0);
        boolean share = sum(all) != a.size();
        if (share) {
          assertThrows(IllegalArgumentException.class, () -> Check.distinct("test", a, b));
        } else {
          apart++;
          try {
            Check.distinct("test", a, b);
          } catch (IllegalArgumentException e) {
            refused++;
          }
        }
      }
      assertTrue(refused < apart / 2, refused + " of " + apart);
    }
  }

  @Test
  void blocksAndColumnsOfOneMatrixAreOperands() {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      HostTensor all = w.zeros(DType.F64, 8, 8);
      HostTensor left = all.view(Slice.range(0, 4), Slice.range(0, 4));
      HostTensor right = all.view(Slice.range(0, 4), Slice.range(4, 8));
      HostTensor below = all.view(Slice.range(4, 8), Slice.range(4, 8));
      MatrixBlas blas = MatrixBlas.of(backend, DType.F64);
      assertDoesNotThrow(() -> blas.gemm(left, right, below));
      HostTensor across = all.view(Slice.range(0, 4), Slice.range(3, 7));
      assertThrows(IllegalArgumentException.class, () -> blas.gemm(left, below, across));
    }
  }

  @Test
  void vectorsThatPartlyOverlapAreRefused() {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      HostTensor all = w.vector(1, 2, 3, 4, 5, 6, 7, 8);
      HostTensor x = all.view(Slice.range(0, 6));
      HostTensor y = all.view(Slice.range(1, 7));
      Blas blas = Blas.of(backend, DType.F64);
      assertThrows(IllegalArgumentException.class, () -> blas.axpy(1, x, y));
      assertThrows(IllegalArgumentException.class, () -> blas.axpby(1, x, 1, y));
      assertThrows(IllegalArgumentException.class, () -> blas.copy(x, y));
      assertThrows(IllegalArgumentException.class, () -> blas.multiply(x, x, y));
      blas.axpy(1, x, x);
      blas.axpy(1, all.view(Slice.every(2)), all.view(new Slice(1, 8, 2)));
      assertEquals(8 + 6, all.at(3));
    }
  }
}
