package gatun.linear;

/**
 * When an iteration ends.
 *
 * @param tolerance bound on the true relative residual ‖b − A x‖₂ / ‖b‖₂, greater than 0
 * @param maxIterations the most iterations, at least 1
 */
public record Stopping(double tolerance, int maxIterations) {
  /** Checks the bounds. */
  public Stopping {
    if (!(tolerance > 0 && tolerance < 1)) {
      throw new IllegalArgumentException(
          "tolerance: expected a number between 0 and 1, found " + tolerance);
    }
    if (maxIterations < 1) {
      throw new IllegalArgumentException(
          "maxIterations: expected at least 1, found " + maxIterations);
    }
  }

  /** Returns a tolerance of 1e-8 within 100,000 iterations. */
  public static Stopping defaults() {
    return new Stopping(1e-8, 100_000);
  }
}
