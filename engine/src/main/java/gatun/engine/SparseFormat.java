package gatun.engine;

/** How a backend stores a sparse matrix for products. */
public enum SparseFormat {
  /** The backend picks by the structure of the matrix. */
  AUTO,
  /** Compressed sparse rows, as the matrix comes. */
  CSR,
  /** Sliced ELLPACK with rows sorted by length within windows (SELL-C-σ). */
  SELL,
  /** Lower half of a symmetric matrix; each stored entry is used twice. */
  SYMMETRIC,
  /** Sliced, with one index for a run of consecutive columns across the rows of a slice. */
  RUNS
}
