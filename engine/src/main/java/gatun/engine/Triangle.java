package gatun.engine;

/** Which half of a square matrix holds its elements, the diagonal included. */
public enum Triangle {
  /** On and below the diagonal. */
  LOWER,
  /** On and above the diagonal. */
  UPPER
}
