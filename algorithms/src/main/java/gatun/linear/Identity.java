package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.util.Set;

/** No preconditioning: M = I. A solver may recognise the result and skip the copy. */
public record Identity() implements Preconditioner {
  @Override
  public String name() {
    return "none";
  }

  @Override
  public Operator prepare(LinearOperator a, Workspace workspace) {
    return new Operator(a.shape(), a.dtype(), Blas.of(workspace.backend(), a.dtype()));
  }

  /** The operator y = x. */
  public static final class Operator implements LinearOperator {
    private static final Set<Trait> ALL = Set.of(Trait.values());

    private final Shape shape;
    private final DType dtype;
    private final Blas blas;

    private Operator(Shape shape, DType dtype, Blas blas) {
      this.shape = shape;
      this.dtype = dtype;
      this.blas = blas;
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
      return ALL;
    }

    /** Computes y ← x. Moves 2n values. */
    @Override
    public void apply(Tensor x, Tensor y) {
      Check.dense("identity x", x, dtype, shape.extent(1));
      Check.dense("identity y", y, dtype, shape.extent(0));
      blas.copy(x, y);
    }

    @Override
    public boolean deferrable() {
      return true;
    }

    @Override
    public double infinityNorm() {
      return 1;
    }

    @Override
    public String description() {
      return "none";
    }
  }
}
