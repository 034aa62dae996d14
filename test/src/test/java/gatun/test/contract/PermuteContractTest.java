package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Maps;
import gatun.engine.Shape;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copies of tensors whose axes are in another order: every element arrives where it belongs. */
class PermuteContractTest {
  private static final int[][] ORDERS = {
    {0, 2, 3, 1}, {0, 3, 1, 2}, {3, 2, 1, 0}, {1, 0, 2, 3}, {0, 1, 2, 3}, {2, 0, 3, 1}
  };
  private static final long[][] SHAPES = {
    {2, 3, 5, 7}, {1, 64, 9, 33}, {3, 1, 1, 40}, {2, 33, 0, 4}, {5, 4, 31, 32}
  };

  @ParameterizedTest
  @CsvSource({"F32, 1", "F32, 2", "F32, 3", "F64, 2"})
  void everyElementArrives(DType computed, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      Maps maps = Maps.of(backend, computed);
      for (DType dtype : new DType[] {computed, DType.I32, DType.F16}) {
        for (long[] s : SHAPES) {
          for (int step = 1; step <= 2; step++) {
            HostTensor wide = w.zeros(dtype, s[0], s[1], s[2], s[3] * step);
            HostTensor x = wide.view(Slice.all(), Slice.all(), Slice.all(), Slice.every(step));
            fill(x);
            for (int[] order : ORDERS) {
              HostTensor view = x.permute(order);
              HostTensor y = w.zeros(dtype, view.shape().extents());
              maps.copy(view, y);
              check(x, order, y);
            }
          }
        }
      }
    }
  }

  private static void fill(HostTensor x) {
    Shape s = x.shape();
    int value = 0;
    for (long i = 0; i < s.extent(0); i++) {
      for (long j = 0; j < s.extent(1); j++) {
        for (long k = 0; k < s.extent(2); k++) {
          for (long l = 0; l < s.extent(3); l++) {
            x.set(value++ % 2039, i, j, k, l); // exact in F16
          }
        }
      }
    }
  }

  private static void check(HostTensor x, int[] order, HostTensor y) {
    Shape s = y.shape();
    long[] at = new long[4];
    for (long i = 0; i < s.extent(0); i++) {
      for (long j = 0; j < s.extent(1); j++) {
        for (long k = 0; k < s.extent(2); k++) {
          for (long l = 0; l < s.extent(3); l++) {
            at[order[0]] = i;
            at[order[1]] = j;
            at[order[2]] = k;
            at[order[3]] = l;
            assertEquals(x.at(at), y.at(i, j, k, l));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, 1"})
  void wrongAxesAreRefused(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      HostTensor x = w.zeros(dtype, 2, 3);
      for (int[] axes : new int[][] {{0}, {0, 0}, {0, 2}, {-1, 0}, {0, 1, 2}}) {
        assertThrows(IllegalArgumentException.class, () -> x.permute(axes));
      }
    }
  }
}
