package gatun.linear;

import gatun.engine.DType;
import gatun.engine.Workspace;

/** An operator that can be had in another precision, as mixed-precision solvers need. */
public interface Retypable extends LinearOperator {
  /**
   * Returns the same map on vectors of another element type.
   *
   * @param workspace owns the memory of the result; this operator must outlive it
   */
  LinearOperator retyped(DType dtype, Workspace workspace);
}
