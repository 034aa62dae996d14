package gatun.test.edges;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Normalizations;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows without elements have a mean and a deviation each: NaN, written where they belong. */
class EmptyRowsTest {
  private static final int ROWS = 6;
  private static final double SENTINEL = 77;

  private static HostTensor sentinels(Workspace w, DType dtype) {
    HostTensor all = w.zeros(dtype, 32);
    for (long i = 0; i < all.size(); i++) {
      all.set(SENTINEL, i);
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"simd, F64", "simd, F32", "reference, F64", "reference, F32"})
  void statisticsHaveOneElementForEachRow(String name, DType dtype) {
    try (Backend backend = Backends.named(name, new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      Normalizations all = Normalizations.of(backend, dtype);
      HostTensor x = w.zeros(dtype, 2, 3, 0);
      HostTensor none = w.zeros(dtype, 0);
      HostTensor around = sentinels(w, dtype);
      HostTensor mean = around.view(Slice.range(8, 8 + ROWS));
      HostTensor inverse = sentinels(w, dtype).view(Slice.range(8, 8 + ROWS));
      all.layer(x, none, none, 1e-5, x, mean, inverse);
      all.layerGradient(x, none, mean, inverse, x, x, none, w.zeros(dtype, 0));
      for (long i = 0; i < around.size(); i++) {
        boolean inside = i >= 8 && i < 8 + ROWS;
        assertEquals(inside ? Double.NaN : SENTINEL, around.at(i), "mean " + i);
      }
      HostTensor tooShort = sentinels(w, dtype).view(Slice.range(8, 8));
      assertThrows(
          IllegalArgumentException.class,
          () -> all.layer(x, none, none, 1e-5, x, mean, tooShort),
          "kernels write an element for each row");
      assertThrows(
          IllegalArgumentException.class, () -> all.rms(x, none, 1e-5, x, tooShort), "likewise");
    }
  }
}
