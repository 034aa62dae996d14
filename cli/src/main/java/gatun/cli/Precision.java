package gatun.cli;

/** The arithmetic of a solve. */
enum Precision {
  /** Double precision throughout. */
  F64,
  /** Single precision throughout. */
  F32,
  /** Iterations in single precision, solution and residual in double precision. */
  MIXED;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
