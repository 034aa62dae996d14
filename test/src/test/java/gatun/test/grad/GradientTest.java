package gatun.test.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.Workspace;
import gatun.engine.grad.GradientCheck;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation beside finite differences, on every backend. */
class GradientTest {
  static Stream<Cases> cases() {
    return Stream.concat(CoreCases.all(), LayerCases.all());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreThoseOfDifferences(Cases c) {
    for (String name : new String[] {"reference", "simd"}) {
      try (Backend backend = Backends.named(name, new BackendOptions(2));
          Workspace w = Workspace.on(backend)) {
        var wrong = GradientCheck.in(w).gradients(c.f(), c.operands(w, DType.F64, 11));
        assertEquals(List.of(), wrong, name);
      }
    }
  }
}
