package gatun.test.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Unary;
import org.junit.jupiter.api.Test;

/** A sample over all single-precision numbers; {@link UlpSurvey} takes all of them. */
final class UlpTest {
  @Test
  void errorsStayBelowTheStatedBounds() {
    try (Backend backend = Backends.named("simd", new BackendOptions(1))) {
      for (Unary f : UlpSurvey.SURVEYED) {
        UlpSurvey found = UlpSurvey.of(backend, f, 19_997);
        assertTrue(found.worst <= bound(f), () -> f + ": " + found);
        assertEquals(0, found.wrongKind, () -> f + ": " + found);
      }
    }
  }

  /** See docs/results/elementwise/ulp.txt. */
  private static double bound(Unary f) {
    return switch (f) {
      case LOG -> 1;
      case EXP -> 1.1;
      case EXPM1, LOG1P, SIN, COS, RSQRT -> 2;
      case TANH, SIGMOID, SOFTPLUS -> 3;
      case ERF -> 3.5;
      case GELU -> 8;
      case SILU -> 80; // 3 above 1e-36
      case GELU_TANH -> 250; // the argument of its exponential is rounded: the far left tail
      default -> 0.5;
    };
  }
}
