package gatun.test.kernels;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Maps;
import gatun.engine.Unary;
import gatun.engine.Workspace;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Measures the largest error of the SIMD functions in single precision over the bit patterns of all
 * numbers, or over every n-th of them. The truth is the formula in double precision.
 *
 * <p>Usage: {@code UlpSurvey STRIDE [FUNCTION ...]}; stride 1 takes all 2^32 numbers, some minutes
 * a function.
 */
final class UlpSurvey {
  private static final int BLOCK = 1 << 16;

  /** Functions that are rounded once or not at all and need no survey are left out. */
  static final Unary[] SURVEYED = {
    Unary.EXP, Unary.EXPM1, Unary.LOG, Unary.LOG1P, Unary.TANH, Unary.SIGMOID, Unary.ERF,
    Unary.GELU, Unary.GELU_TANH, Unary.SILU, Unary.SOFTPLUS, Unary.SIN, Unary.COS, Unary.RSQRT
  };

  /** The largest error in units in the last place among normal results, and where it is. */
  double worst;

  float at;

  /** The largest error among subnormal results, in units of the smallest number. */
  double worstSubnormal;

  /** How many results were not NaN, infinite or finite where the truth is. */
  long wrongKind;

  /** How many numbers were looked at. */
  long count;

  static UlpSurvey of(Backend backend, Unary f, long stride) {
    var survey = new UlpSurvey();
    try (Workspace w = Workspace.on(backend)) {
      Maps maps = Maps.of(backend, DType.F32);
      HostTensor x = w.zeros(DType.F32, BLOCK);
      HostTensor y = w.zeros(DType.F32, BLOCK);
      for (long bits = 0; bits < 1L << 32; bits += stride * BLOCK) {
        for (int i = 0; i < BLOCK; i++) {
          long pattern = Math.min(bits + i * stride, (1L << 32) - 1);
          x.segment().setAtIndex(ValueLayout.JAVA_INT, i, (int) pattern);
        }
        maps.apply(f, x, y);
        for (int i = 0; i < BLOCK; i++) {
          float v = x.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i);
          survey.add(v, f.at(v), y.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i));
        }
      }
    }
    return survey;
  }

  private void add(float x, double truth, float found) {
    count++;
    float rounded = (float) truth;
    if (Float.isNaN(rounded) || Float.isInfinite(rounded) || !Float.isFinite(found)) {
      boolean edge = Math.abs(truth) > 0x1.fffffcp127 && Math.abs(found) > 0x1.fffffcp127;
      wrongKind += Float.compare(rounded, found) == 0 || edge ? 0 : 1;
      return;
    }
    double error = Math.abs(truth - found) / Math.ulp(rounded);
    if (Math.abs(rounded) < Float.MIN_NORMAL) {
      worstSubnormal = Math.max(worstSubnormal, error);
    } else if (error > worst) {
      worst = error;
      at = x;
    }
  }

  @Override
  public String toString() {
    return "%8.3f ulp at %-16s  subnormal %8.2f  wrong kind %d  of %d numbers"
        .formatted(worst, at, worstSubnormal, wrongKind, count);
  }

  public static void main(String[] args) {
    long stride = Long.parseLong(args[0]);
    try (Backend backend = Backends.named("simd", new BackendOptions(1))) {
      for (Unary f : SURVEYED) {
        if (args.length == 1 || List.of(args).contains(f.name())) {
          System.out.printf("%-10s F32 %s%n", f, of(backend, f, stride));
        }
      }
    }
  }
}
