package gatun.linear;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Shape;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Sptrsv;
import java.util.Set;

/** The operator y = L⁻ᵀ L⁻¹ x with a sparse lower triangular L of positive diagonal. */
final class FactoredInverse implements LinearOperator {
  private static final Set<Trait> TRAITS = Set.of(Trait.values());

  private final Sptrsv.Triangle triangle;
  private final Held held; // L and what the analysis made of it
  private final DType dtype;
  private final long size;
  private final Shape shape;
  private final String title;

  /** Analyses L for solves on the workspace's backend, which allocates in the workspace. */
  FactoredInverse(SparseMatrix lower, String title, Workspace workspace) {
    this.dtype = lower.dtype();
    this.triangle =
        workspace.backend().require(KernelKey.of(Sptrsv.class, dtype)).prepare(lower, workspace);
    this.held = Held.of(workspace, lower.values());
    this.size = lower.rows();
    this.shape = Shape.of(size, size);
    this.title = title;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public Set<Trait> traits() {
    return TRAITS;
  }

  /**
   * Computes y ← L⁻ᵀ L⁻¹ x. Cost: twice the entries of L multiplications; moves L twice and 4n
   * values.
   */
  @Override
  public void apply(Tensor x, Tensor y) {
    Check.dense("preconditioner x", x, dtype, size);
    Check.dense("preconditioner y", y, dtype, size);
    held.acquire(x, y);
    try {
      triangle.solveLower(x, y);
      triangle.solveTransposed(y, y);
    } finally {
      held.release(x, y);
    }
  }

  @Override
  public String description() {
    return title + "; triangular solves: " + triangle.description();
  }
}
