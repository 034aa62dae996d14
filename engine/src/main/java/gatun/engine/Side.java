package gatun.engine;

/** On which side of the unknown a triangular matrix stands. */
public enum Side {
  /** A X = B. */
  LEFT,
  /** X A = B. */
  RIGHT
}
