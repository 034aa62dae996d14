package gatun.engine.grad;

import gatun.engine.AxisMap;
import gatun.engine.Window;
import java.util.Arrays;
import java.util.List;

/** Pooling, up-sampling and padding of values [batch, …, channels] with one to three axes. */
public final class Pooling {
  private Pooling() {}

  /** Returns the largest value of each window, every channel for itself. */
  public static Variable max(Variable x, Window window) {
    Op op =
        x.tape().history().seenOf(x) instanceof MaxPooled m && m.window().equals(window)
            ? m
            : new MaxPooled(window);
    return x.tape().apply(op, x);
  }

  /**
   * Returns the average of each window.
   *
   * @param padded whether taps in the padding count
   */
  public static Variable average(Variable x, Window window, boolean padded) {
    Op op =
        x.tape().history().seenOf(x) instanceof Resampled r
                && r.kind() instanceof Resampled.Average a
                && a.window().equals(window)
                && a.padded() == padded
            ? r
            : new Resampled(new Resampled.Average(window, padded));
    return x.tape().apply(op, x);
  }

  /** Returns the average of all positions, [batch, channels]. */
  public static Variable globalAverage(Variable x) {
    long batch = x.shape().extent(0);
    int last = x.shape().rank() - 1;
    long channels = x.shape().extent(last);
    Variable flat = x;
    if (last != 2) {
      long positions = x.shape().size() / Math.max(1, batch * channels);
      Op seen = x.tape().history().seenOf(x);
      flat =
          x.tape()
              .apply(
                  seen instanceof Reshape r && r.is(batch, positions, channels)
                      ? r
                      : Reshape.to(batch, positions, channels),
                  x);
    }
    return Aggregates.mean(flat, false, 1);
  }

  /** Returns x on a grid that is larger by a whole factor, each value repeated. */
  public static Variable nearest(Variable x, long factor) {
    return scaled(x, factor, false, false);
  }

  /** Returns x on a grid that is larger by a whole factor, linear in between, see AxisMap. */
  public static Variable linear(Variable x, long factor, boolean corners) {
    return scaled(x, factor, true, corners);
  }

  private static Variable scaled(Variable x, long factor, boolean linear, boolean corners) {
    Op op =
        x.tape().history().seenOf(x) instanceof Resampled r
                && r.kind() instanceof Resampled.Scaled k
                && k.to() == factor
                && k.linear() == linear
                && k.corners() == corners
            ? r
            : new Resampled(new Resampled.Scaled(factor, linear, corners));
    return x.tape().apply(op, x);
  }

  /**
   * Returns x with something around it.
   *
   * @param amounts for each axis how many positions before and how many after
   */
  public static Variable pad(Variable x, AxisMap.Border border, int... amounts) {
    Op seen = x.tape().history().seenOf(x);
    Op op =
        seen instanceof Resampled r
                && r.kind() instanceof Resampled.Padded p
                && p.border() == border
                && same(p.amounts(), amounts)
            ? r
            : new Resampled(new Resampled.Padded(border, Arrays.stream(amounts).boxed().toList()));
    return x.tape().apply(op, x);
  }

  private static boolean same(List<Integer> known, int[] amounts) {
    boolean same = known.size() == amounts.length;
    for (int i = 0; same && i < amounts.length; i++) {
      same = known.get(i) == amounts[i];
    }
    return same;
  }
}
