package gatun.engine;

/** Functions of three numbers. */
public enum Ternary implements Function {
  /** y where x is not 0 (NaN included), else z. */
  SELECT,
  /** x y + z, rounded once. */
  FMA;

  /** Returns the value at (x, y, z), by the formula in double precision. */
  public double at(double x, double y, double z) {
    return this == FMA ? Math.fma(x, y, z) : x != 0 ? y : z;
  }
}
