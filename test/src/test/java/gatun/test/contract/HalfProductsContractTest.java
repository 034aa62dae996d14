package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Maps;
import gatun.engine.MatrixBlas;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import gatun.engine.spi.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products of matrices of F16 and BF16 are those of the same matrices in F32, bit by bit. */
class HalfProductsContractTest {
  private static final int[][] SHAPES = {
    {1, 1, 1}, {3, 5, 2}, {16, 32, 16}, {17, 33, 31}, {8, 200, 65}, {70, 40, 500}, {130, 250, 90}
  };
  private static final DType[][] TYPES = {
    {DType.F16, DType.F32}, {DType.F32, DType.BF16}, {DType.F16, DType.BF16}
  };

  private final SplittableRandom random = new SplittableRandom(5);

  private HostTensor filled(Workspace w, DType dtype, int rows, int columns, int step) {
    HostTensor x = w.zeros(dtype, rows, (long) columns * step).view(Slice.all(), Slice.every(step));
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        x.set(random.nextDouble() - 0.5, i, j);
      }
    }
    return x;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void productsAreThoseOfF32(int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      MatrixBlas blas = MatrixBlas.of(backend, DType.F32);
      int turn = 0;
      for (int[] s : SHAPES) {
        for (DType[] types : TYPES) {
          for (int flags = 0; flags < 4; flags++, turn++) {
            boolean ta = (flags & 1) != 0;
            boolean tb = (flags & 2) != 0;
            int step = turn % 3 == 0 ? 2 : 1;
            HostTensor a = filled(w, types[0], ta ? s[2] : s[0], ta ? s[0] : s[2], step);
            HostTensor b = filled(w, types[1], tb ? s[1] : s[2], tb ? s[2] : s[1], step);
            HostTensor c = filled(w, DType.F32, s[0], s[1], 1);
            HostTensor expected = wide(w, c);
            blas.gemm(1, wide(w, a), ta, wide(w, b), tb, 1, expected);
            blas.gemm(1, a, ta, b, tb, 1, c);
            for (int i = 0; i < s[0]; i++) {
              for (int j = 0; j < s[1]; j++) {
                assertEquals(expected.at(i, j), c.at(i, j), s[0] + " " + s[1] + " " + s[2]);
              }
            }
          }
        }
      }
    }
  }

  private static HostTensor wide(Workspace w, HostTensor x) {
    HostTensor y = w.zeros(DType.F32, x.shape().extents());
    Maps.of(new ReferenceBackend(), DType.F32).copy(x, y);
    return y;
  }

  @Test
  void batchesAgreeAndOtherOperationsRefuse() {
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      MatrixBlas blas = MatrixBlas.of(backend, DType.F32);
      MatrixBlas oracle = MatrixBlas.of(new ReferenceBackend(), DType.F32);
      HostTensor a = w.zeros(DType.BF16, 3, 9, 20);
      HostTensor b = w.zeros(DType.F16, 1, 20, 33);
      for (HostTensor x : new HostTensor[] {a, b}) {
        HostTensor all = x.reshape(x.size());
        for (int i = 0; i < x.size(); i++) {
          all.set(random.nextInt(-8, 9) / 8.0, i); // sums are exact
        }
      }
      HostTensor expected = w.zeros(DType.F32, 3, 9, 33);
      HostTensor c = w.zeros(DType.F32, 3, 9, 33);
      oracle.batched(1, a, false, b, false, 0, expected);
      blas.batched(1, a, false, b, false, 0, c);
      for (int i = 0; i < c.size(); i++) {
        assertEquals(expected.reshape(c.size()).at(i), c.reshape(c.size()).at(i));
      }
      HostTensor half = w.zeros(DType.F16, 4, 4);
      HostTensor full = w.zeros(DType.F32, 4, 4);
      HostTensor wide = w.zeros(DType.F64, 4, 4);
      assertThrows(IllegalArgumentException.class, () -> blas.gemm(full, full, half));
      assertThrows(
          IllegalArgumentException.class,
          () -> MatrixBlas.of(backend, DType.F64).gemm(half, wide, wide));
      HostTensor vector = w.zeros(DType.F32, 4);
      assertThrows(
          IllegalArgumentException.class, () -> blas.gemv(1, half, false, vector, 0, vector));
    }
  }
}
