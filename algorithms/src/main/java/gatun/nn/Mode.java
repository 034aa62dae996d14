package gatun.nn;

/** What a layer computes for: the two differ in dropout and in batch normalisation. */
public enum Mode {
  /** A training step: dropout drops, batch normalisation takes and keeps statistics. */
  TRAIN,
  /** Use of what was learned: the same input gives the same output. */
  EVALUATE
}
