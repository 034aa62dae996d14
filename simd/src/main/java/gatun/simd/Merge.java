package gatun.simd;

/**
 * Combines the states of two parts of one reduction. A state is two numbers and a count: sum and
 * what rounding lost of it; mean and sum of squares; largest element and sum of exponentials.
 */
final class Merge {
  private Merge() {}

  /** Returns the first number of the combination of states (f, s, c) and (g, t, d). */
  static double first(
      ReductionPlan plan, double f, double s, double c, double g, double t, double d) {
    if (plan.moments) {
      return c + d == 0 ? f : f + (g - f) * (d / (c + d));
    }
    return switch (plan.operation) {
      case SUM, MEAN, COUNT -> f + g;
      case PRODUCT -> f * g;
      case MAXIMUM -> Math.max(f, g);
      case MINIMUM -> Math.min(f, g);
      case LOG_SUM_EXP -> g > f ? g : f;
    };
  }

  /** Returns the second number of the combination of states (f, s, c) and (g, t, d). */
  static double second(
      ReductionPlan plan, double f, double s, double c, double g, double t, double d) {
    if (plan.moments) {
      return c + d == 0 ? s : s + t + (g - f) * (g - f) * (c * (d / (c + d)));
    }
    return switch (plan.operation) {
      case SUM, MEAN -> s + t + lost(f, g);
      case LOG_SUM_EXP -> exponentials(f, s, g, t);
      case COUNT, PRODUCT, MAXIMUM, MINIMUM -> 0;
    };
  }

  /** Returns what rounding loses of f + g. */
  static double lost(double f, double g) {
    double sum = f + g;
    double part = sum - f;
    return (f - (sum - part)) + (g - part);
  }

  /** Returns the sum with what rounding lost; the plain sum if it is infinite or not a number. */
  static double total(double sum, double lost) {
    double total = sum + lost;
    return Double.isFinite(sum) ? total : sum;
  }

  /** Returns Σ e^(x − m) with the larger m of two such sums. */
  static double exponentials(double f, double s, double g, double t) {
    if (f == g) {
      return s + t;
    }
    return f > g ? s + t * Math.exp(g - f) : s * Math.exp(f - g) + t;
  }
}
