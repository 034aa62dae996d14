package gatun.engine;

/** The error function and its complement in double precision, plain and slow. */
final class ErrorFunction {
  private static final int TERMS = 500;

  private ErrorFunction() {}

  /** Returns erf x = 2/√π ∫₀ˣ e^(−t²) dt. */
  static double erf(double x) {
    double a = Math.abs(x);
    return a < 1 ? series(x) : Math.copySign(1 - erfc(a), x);
  }

  /** Returns 1 − erf x, with a small relative error in the tail too. */
  static double erfc(double x) {
    if (x < 1) {
      return x > -1 ? 1 - series(x) : 2 - erfc(-x);
    }
    return gauss(x, 1) * tail(x);
  }

  /** Returns Φ(x), the normal distribution, with a small relative error in the tail too. */
  static double normal(double x) {
    double t = -x / Math.sqrt(2);
    return 0.5 * (t < 1 ? erfc(t) : gauss(x, 0.5) * tail(t));
  }

  /** Returns e^(−c x²) for c = 1 or ½, with the rounding error of x² made good. */
  private static double gauss(double x, double c) {
    double square = x * x;
    double low = square < Double.MAX_VALUE ? Math.fma(x, x, -square) : 0;
    return StrictMath.exp(-c * square) * (1 - c * low);
  }

  /** Returns e^(t²) erfc(t) for t ≥ 1, by the continued fraction. */
  private static double tail(double t) {
    double fraction = 0; // t + (1/2) / (t + (2/2) / (t + (3/2) / …
    for (int k = TERMS; k > 0; k--) {
      fraction = 0.5 * k / (t + fraction);
    }
    return 1 / ((t + fraction) * Math.sqrt(Math.PI));
  }

  /** Adds the Maclaurin series times e^(x²): its terms have one sign. */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int k = 1; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
      term *= 2 * x * x / (2 * k + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
  }
}
