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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation beside finite differences, on every backend. */
class GradientTest {
  private static Backend reference;
  private static Backend simd;

  @BeforeAll
  static void open() {
    reference = Backends.named("reference", new BackendOptions(1));
    simd = Backends.named("simd", new BackendOptions(2));
    assertEquals("simd", simd.name());
  }

  @AfterAll
  static void close() throws Exception {
    reference.close();
    simd.close();
  }

  static Stream<Cases> cases() {
    return Stream.concat(CoreCases.all(), LayerCases.all());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreThoseOfDifferences(Cases c) {
    for (Backend backend : new Backend[] {reference, simd}) {
      try (Workspace w = Workspace.on(backend)) {
        var wrong = GradientCheck.in(w).gradients(c.f(), c.operands(w, DType.F64, 11));
        assertEquals(List.of(), wrong, backend.name());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tangentsAreThoseOfDifferences(Cases c) {
    try (Workspace w = Workspace.on(simd)) {
      var wrong = GradientCheck.in(w).tangents(c.f(), c.operands(w, DType.F64, 12));
      assertEquals(List.of(), wrong);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void productsWithTheHessianAreThoseOfDifferences(Cases c) {
    try (Workspace w = Workspace.on(simd)) {
      var wrong = GradientCheck.in(w).curvature(c.f(), c.operands(w, DType.F64, 13));
      assertEquals(List.of(), wrong);
    }
  }
}
