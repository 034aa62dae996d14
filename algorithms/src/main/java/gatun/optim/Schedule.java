package gatun.optim;

import gatun.engine.Check;

/**
 * A learning rate as a pure function of the step: how many updates were done before. So a resumed
 * training goes on with the rate it would have had, and nothing but the step is to be stored.
 */
@FunctionalInterface
public interface Schedule {
  /** Returns the rate of an update before which {@code step} updates were done, 0 at the start. */
  double at(long step);

  /** Returns the same rate at every step. */
  static Schedule constant(double rate) {
    return step -> rate;
  }

  /**
   * Returns a straight line: {@code first} at step 0, {@code last} from step {@code steps} on.
   *
   * @throws IllegalArgumentException if {@code steps} is not positive
   */
  static Schedule linear(double first, double last, long steps) {
    positive("linear", steps);
    return step -> step >= steps ? last : first + (last - first) * ((double) step / steps);
  }

  /**
   * Returns half a cosine: {@code last + (first − last)(1 + cos(π step/steps))/2}, and {@code last}
   * from step {@code steps} on.
   *
   * @throws IllegalArgumentException if {@code steps} is not positive
   */
  static Schedule cosine(double first, double last, long steps) {
    positive("cosine", steps);
    return step ->
        step >= steps ? last : last + (first - last) * (1 + Math.cos(Math.PI * step / steps)) / 2;
  }

  /**
   * Returns stairs: {@code rate · factor^⌊step/every⌋}.
   *
   * @throws IllegalArgumentException if {@code every} is not positive
   */
  static Schedule stairs(double rate, double factor, long every) {
    positive("stairs", every);
    return step -> rate * Math.pow(factor, (double) (step / every));
  }

  /**
   * Returns this schedule behind a warm-up: for the first {@code steps} steps a straight line that
   * grows from {@code at(0)/steps} to {@code at(0)}, then this schedule from its beginning.
   *
   * @throws IllegalArgumentException if {@code steps} is negative
   */
  default Schedule warmUp(long steps) {
    Check.that(steps >= 0, () -> "warmUp: expected steps >= 0, found " + steps);
    return step -> step < steps ? at(0) * (step + 1.0) / steps : at(step - steps);
  }

  /**
   * Returns one cycle: half a cosine from {@code peak/25} up to {@code peak} during the first 30 %
   * of the steps, then half a cosine down to {@code peak/250000} (the defaults of PyTorch's {@code
   * OneCycleLR}, which cycles momentum too; this does not).
   *
   * @throws IllegalArgumentException if there are fewer than 4 steps
   */
  static Schedule oneCycle(double peak, long steps) {
    Check.that(steps >= 4, () -> "oneCycle: expected at least 4 steps, found " + steps);
    double top = 0.3 * steps - 1; // as PyTorch has it: a real number
    double end = steps - 1;
    double first = peak / 25;
    double last = first / 1e4;
    return step -> {
      double up = Math.min(1, step / top);
      double down = Math.min(1, (step - top) / (end - top));
      return step <= top
          ? peak + (first - peak) * (1 + Math.cos(Math.PI * up)) / 2
          : last + (peak - last) * (1 + Math.cos(Math.PI * down)) / 2;
    };
  }

  private static void positive(String name, long steps) {
    Check.that(steps > 0, () -> name + ": expected steps > 0, found " + steps);
  }
}
