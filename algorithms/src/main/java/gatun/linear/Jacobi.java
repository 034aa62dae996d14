package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.SparseMatrices;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.util.Set;

/**
 * Jacobi (diagonal) preconditioning: M⁻¹ = D⁻¹ with d_i = a_ii.
 *
 * <p>Needs a {@link MatrixBacked} or {@link DiagonalBacked} operator. Elements without part in the
 * problem (d_i = 0 in a {@link DiagonalBacked} operator) are mapped to 0. An application moves 3n
 * values.
 */
public record Jacobi() implements Preconditioner {
  @Override
  public String name() {
    return "jacobi";
  }

  @Override
  public LinearOperator prepare(LinearOperator a, Workspace workspace) {
    HostTensor inverse = diagonal(a, workspace);
    boolean positive = true;
    for (long i = 0; i < inverse.size(); i++) {
      double d = inverse.at(i);
      boolean absent = d == 0 && !(a instanceof MatrixBacked);
      if (!absent && (d == 0 || !Double.isFinite(d))) {
        throw new IllegalArgumentException(
            "preconditioner jacobi: expected finite diagonal entries other than 0, found "
                + d
                + " in row "
                + i
                + " (counted from 0); use none");
      }
      positive &= d >= 0;
      inverse.set(absent ? 0 : 1 / d, i);
    }
    return new Scaling(inverse, positive, Blas.of(workspace.backend(), a.dtype()));
  }

  private static HostTensor diagonal(LinearOperator a, Workspace workspace) {
    if (a instanceof DiagonalBacked known) {
      HostTensor diagonal = workspace.zeros(a.dtype(), a.shape().extent(0));
      known.diagonal(diagonal);
      return diagonal;
    }
    if (a instanceof MatrixBacked backed) {
      return SparseMatrices.diagonal(backed.matrix(), workspace);
    }
    throw new IllegalArgumentException(
        "preconditioner jacobi: expected an operator that knows its diagonal, found "
            + a.description()
            + "; use none, or assemble the operator as a matrix");
  }

  /** The operator y = w ∘ x. */
  private static final class Scaling implements LinearOperator {
    private static final Set<Trait> DEFINITE = Set.of(Trait.values());
    private static final Set<Trait> INDEFINITE = Set.of(Trait.LINEAR, Trait.SYMMETRIC);

    private final HostTensor weights;
    private final boolean positive;
    private final Blas blas;
    private final Shape shape;

    private Scaling(HostTensor weights, boolean positive, Blas blas) {
      this.weights = weights;
      this.positive = positive;
      this.blas = blas;
      this.shape = Shape.of(weights.size(), weights.size());
    }

    @Override
    public Shape shape() {
      return shape;
    }

    @Override
    public DType dtype() {
      return weights.dtype();
    }

    @Override
    public Set<Trait> traits() {
      return positive ? DEFINITE : INDEFINITE;
    }

    @Override
    public void apply(Tensor x, Tensor y) {
      Check.dense("jacobi x", x, weights.dtype(), weights.size());
      Check.dense("jacobi y", y, weights.dtype(), weights.size());
      blas.multiply(weights, x, y);
    }

    @Override
    public boolean deferrable() {
      return true;
    }

    @Override
    public double infinityNorm() {
      return blas.amax(weights);
    }

    @Override
    public String description() {
      return positive ? "jacobi" : "jacobi (diagonal of both signs)";
    }
  }
}
