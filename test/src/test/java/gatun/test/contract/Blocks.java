package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Tensors of any rank for the contract tests: views with gaps, filled, compared, walked through.
 */
final class Blocks {
  private static final double SENTINEL = 77;

  private Blocks() {}

  /** Returns a view with the given step along every axis; between its elements stand sentinels. */
  static HostTensor block(Workspace w, DType dtype, int step, long... extents) {
    long[] whole = new long[extents.length];
    Slice[] slices = new Slice[extents.length];
    for (int k = 0; k < extents.length; k++) {
      whole[k] = Math.max(1, extents[k]) * step;
      slices[k] = new Slice(0, extents[k] * step, step);
    }
    HostTensor all = w.zeros(dtype, whole);
    each(all.shape(), at -> all.set(SENTINEL, at));
    return all.view(slices);
  }

  /** Fills a tensor with uniform numbers from [low, high). */
  static HostTensor random(HostTensor x, double low, double high, RandomGenerator random) {
    each(x.shape(), at -> x.set(low + (high - low) * random.nextDouble(), at));
    return x;
  }

  /** Runs an action at every position, row-major. The array is the action's to keep. */
  static void each(Shape shape, Consumer<long[]> action) {
    long[] extents = shape.extents();
    for (long i = 0; i < shape.size(); i++) {
      long[] at = new long[extents.length];
      long rest = i;
      for (int k = extents.length - 1; k >= 0; k--) {
        at[k] = rest % extents[k];
        rest /= extents[k];
      }
      action.accept(at);
    }
  }

  /** Compares within {@code bound}, relative to values above {@code scale}. */
  static void assertNear(HostTensor expected, HostTensor found, double bound, String what) {
    assertEquals(expected.shape(), found.shape(), what);
    each(
        expected.shape(),
        at -> {
          double e = expected.at(at);
          double f = found.at(at);
          boolean same =
              e == f
                  || (Double.isNaN(e) && Double.isNaN(f))
                  || Math.abs(e - f) <= bound * Math.max(1, Math.abs(e));
          assertTrue(
              same, () -> what + " at " + Arrays.toString(at) + ": expected " + e + ", found " + f);
        });
  }

  /** Returns the elements, row-major. */
  static double[] values(HostTensor x) {
    double[] values = new double[(int) x.size()];
    int[] next = {0};
    each(x.shape(), at -> values[next[0]++] = x.at(at));
    return values;
  }
}
