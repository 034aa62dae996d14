package gatun.test.edges;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Normalizations;
import gatun.engine.Sorting;
import gatun.engine.Workspace;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an output may be an input, the values are those of separate outputs. */
class InPlaceTest {
  private static final long[] SHAPE = {3, 40, 5};

  private interface Operation {
    void run(HostTensor x, HostTensor y, HostTensor result);
  }

  private static HostTensor random(Workspace w, DType dtype) {
    HostTensor x = w.zeros(dtype, SHAPE);
    HostTensor flat = x.reshape(x.size());
    Random random = new Random(3);
    for (long i = 0; i < flat.size(); i++) {
      flat.set(2 * random.nextDouble() - 1, i);
    }
    return x;
  }

  private static void compare(Workspace w, DType dtype, boolean second, Operation operation) {
    HostTensor apart = w.zeros(dtype, SHAPE);
    operation.run(random(w, dtype), random(w, dtype), apart);
    HostTensor x = random(w, dtype);
    HostTensor y = random(w, dtype);
    HostTensor result = second ? y : x;
    operation.run(x, y, result);
    HostTensor found = result.reshape(result.size());
    for (long i = 0; i < found.size(); i++) {
      assertEquals(apart.reshape(found.size()).at(i), found.at(i), "element " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"simd, F64", "simd, F32", "reference, F64", "reference, F32"})
  void theResultReplacesAnOperand(String name, DType dtype) {
    try (Backend backend = Backends.named(name, new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      Normalizations norms = Normalizations.of(backend, dtype);
      Sorting sorting = Sorting.of(backend, dtype);
      for (int k = 0; k < SHAPE.length; k++) {
        int axis = k;
        compare(w, dtype, false, (x, y, z) -> sorting.sort(axis, false, x, z));
        compare(w, dtype, false, (x, y, z) -> sorting.sort(axis, true, x, z));
        compare(w, dtype, false, (x, y, z) -> norms.softmax(axis, x, z));
        compare(w, dtype, false, (x, y, z) -> norms.logSoftmax(axis, x, z));
        compare(w, dtype, false, (x, y, z) -> norms.softmaxGradient(axis, x, y, z));
        compare(w, dtype, true, (x, y, z) -> norms.softmaxGradient(axis, x, y, z));
        compare(w, dtype, false, (x, y, z) -> norms.logSoftmaxGradient(axis, x, y, z));
      }
    }
  }
}
