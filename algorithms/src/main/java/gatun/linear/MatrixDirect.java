package gatun.linear;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Outcome.Kind;
import gatun.engine.Progress;
import gatun.engine.Shape;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.linear.dense.Factored;
import gatun.linear.sparse.SparseCholesky;
import java.util.Set;

/** The direct solve of a sparse symmetric matrix by its Cholesky factor. */
final class MatrixDirect {
  private MatrixDirect() {}

  /**
   * Factorises the matrix. One that turns out not to be positive definite gives a solve that ends
   * with {@code NOT_DEFINITE}.
   */
  static Solver.Prepared prepare(
      String method, MatrixBacked a, Stopping stopping, Workspace workspace) {
    Requirements.operator(method, a, "use gmres or bicgstab", Trait.LINEAR, Trait.SYMMETRIC);
    SparseMatrix matrix = a.matrix();
    SparseCholesky cholesky = SparseCholesky.of(matrix, workspace);
    Factored factored = cholesky.factor(matrix);
    if (!factored.success()) {
      return new Refused(method, a, factored);
    }
    Iteration iteration = Iteration.of(method, a, stopping, workspace);
    return new Correction(a, new Inverse(cholesky, a.dtype(), workspace), iteration, workspace);
  }

  /** A⁻¹ by two triangular solves. */
  private static final class Inverse implements LinearOperator {
    private static final Set<Trait> TRAITS = Set.of(Trait.values());

    private final SparseCholesky cholesky;
    private final DType dtype;
    private final Held held;
    private final Shape shape;

    Inverse(SparseCholesky cholesky, DType dtype, Workspace workspace) {
      this.cholesky = cholesky;
      this.dtype = dtype;
      this.held = Held.of(workspace);
      this.shape = Shape.of(cholesky.size(), cholesky.size());
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

    @Override
    public void apply(Tensor x, Tensor y) {
      held.acquire(x, y);
      try {
        cholesky.solve(x, y);
      } finally {
        held.release(x, y);
      }
    }

    @Override
    public String description() {
      return cholesky.description();
    }
  }

  /** A solve that cannot be: x stays as it is. */
  private record Refused(String method, LinearOperator a, Factored factored)
      implements Solver.Prepared {
    @Override
    public Outcome solve(Tensor b, Tensor x, Progress progress) {
      long n = a.shape().extent(0);
      Check.vector(method + ", right-hand side b", b, a.dtype(), n);
      Check.dense(method + ", solution x", x, a.dtype(), n);
      boolean indefinite = factored.kind() == Factored.Kind.NOT_DEFINITE;
      Kind kind = indefinite ? Kind.NOT_DEFINITE : Kind.NON_FINITE;
      String advice =
          indefinite
              ? "the pivot of row "
                  + factored.index()
                  + " is not positive: the matrix is not positive definite, or singular; use minres"
              : factored.advice();
      double residual = indefinite ? relative(b, x) : Double.NaN;
      return new Outcome(kind, 0, residual, Double.NaN, new double[] {residual}, advice);
    }

    /** Returns ‖b − A x‖ / ‖b‖, computed plainly: this is no loop. */
    private double relative(Tensor b, Tensor x) {
      try (Workspace own = Workspace.on(((HostTensor) b).owner().backend())) {
        HostTensor r = own.zeros(a.dtype(), b.size());
        a.apply(x, r);
        double above = 0;
        double below = 0;
        for (long i = 0; i < b.size(); i++) {
          double value = ((HostTensor) b).at(i);
          above += (value - r.at(i)) * (value - r.at(i));
          below += value * value;
        }
        return Math.sqrt(above / below);
      }
    }

    @Override
    public String description() {
      return method + " on " + a.description() + ": " + factored.advice();
    }
  }
}
