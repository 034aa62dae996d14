package gatun.engine;

/** A function that a product applies to each element before it stores it. */
public enum Activation {
  /** x. */
  IDENTITY,
  /** max(x, 0); NaN stays NaN. */
  RELU;

  /** Returns the function's value in double precision. */
  public double of(double x) {
    return switch (this) {
      case IDENTITY -> x;
      case RELU -> Math.max(x, 0);
    };
  }
}
