package gatun.linear;

import gatun.engine.SparseMatrix;

/** An operator that is a sparse matrix; preconditioners that read entries need one. */
public interface MatrixBacked extends LinearOperator {
  /** Returns the matrix, in the numbering of the operator's vectors. */
  SparseMatrix matrix();
}
