package gatun.linear;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Shape;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Recurrence;
import gatun.engine.spi.Spmv;
import java.util.EnumSet;
import java.util.Set;

/**
 * The product y = A x with a sparse matrix, laid out for the backend of a workspace. Cost of a
 * product: 2 flops for each entry; traffic: the bytes of the layout and, out of cache, the two
 * vectors. The matrix and the workspace must outlive the operator. Products allocate nothing.
 */
public final class MatrixOperator implements FusedOperator, MatrixBacked, Retypable {
  private final SparseMatrix matrix;
  private final Workspace workspace;
  private final Held held; // the layout and the matrix
  private final Spmv.Product product;
  private final Shape shape;
  private final Set<Trait> traits;
  private double infinityNorm = Double.NaN;

  private MatrixOperator(
      SparseMatrix matrix, SparseFormat format, Set<Trait> traits, Workspace workspace) {
    Check.that(
        !traits.contains(Trait.SYMMETRIC) || matrix.rows() == matrix.columns(),
        () -> "a symmetric operator needs a square matrix, found " + matrix);
    this.matrix = matrix;
    this.workspace = workspace;
    this.held = Held.of(workspace, matrix.values());
    this.product =
        workspace
            .backend()
            .require(KernelKey.of(Spmv.class, matrix.dtype()))
            .prepare(matrix, format, workspace);
    this.shape = Shape.of(matrix.rows(), matrix.columns());
    this.traits = Set.copyOf(traits);
  }

  /**
   * Lays a matrix out in the format the backend finds best. A symmetric matrix whose diagonal is
   * positive throughout is presumed positive definite; CG finds out if it is not.
   *
   * @param workspace owns the layout
   */
  public static MatrixOperator of(SparseMatrix matrix, Workspace workspace) {
    return of(matrix, SparseFormat.AUTO, workspace);
  }

  /** Lays a matrix out in the given format, with the traits that {@link #of} presumes. */
  public static MatrixOperator of(SparseMatrix matrix, SparseFormat format, Workspace workspace) {
    return of(matrix, format, presumed(matrix), workspace);
  }

  /** Lays a matrix out in the given format and takes the caller's word for its traits. */
  public static MatrixOperator of(
      SparseMatrix matrix, SparseFormat format, Set<Trait> traits, Workspace workspace) {
    return new MatrixOperator(matrix, format, traits, workspace);
  }

  private static Set<Trait> presumed(SparseMatrix matrix) {
    EnumSet<Trait> traits = EnumSet.of(Trait.LINEAR);
    if (matrix.symmetric()) {
      traits.add(Trait.SYMMETRIC);
      boolean positive = true;
      for (long i = 0; i < matrix.rows() && positive; i++) {
        positive = matrix.at(i, i) > 0;
      }
      if (positive) {
        traits.add(Trait.POSITIVE_DEFINITE);
      }
    }
    return traits;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public DType dtype() {
    return matrix.dtype();
  }

  @Override
  public Set<Trait> traits() {
    return traits;
  }

  @Override
  public SparseMatrix matrix() {
    return matrix;
  }

  /** Returns the layout in use, never {@code AUTO}. */
  public SparseFormat format() {
    return product.format();
  }

  /** Returns the bytes of matrix data that one product reads. */
  public long bytes() {
    return product.bytes();
  }

  @Override
  public void apply(Tensor x, Tensor y) {
    check(x, y);
    held.acquire(x, y);
    try {
      product.apply(x, y);
    } finally {
      held.release(x, y);
    }
  }

  @Override
  public double applyDot(Tensor x, Tensor y) {
    check(x, y);
    Check.sameLength("applyDot needs a square matrix", x, y);
    held.acquire(x, y);
    try {
      return product.applyDot(x, y);
    } finally {
      held.release(x, y);
    }
  }

  @Override
  @SuppressWarnings("exports")
  public void applyDot(Tensor x, Tensor y, Recurrence numbers) {
    check(x, y);
    Check.sameLength("applyDot needs a square matrix", x, y);
    held.acquire(x, y);
    try {
      product.applyDot(x, y, numbers);
    } finally {
      held.release(x, y);
    }
  }

  @Override
  public boolean deferrable() {
    return true;
  }

  private void check(Tensor x, Tensor y) {
    Check.dense("matrix product, x", x, dtype(), matrix.columns());
    Check.dense("matrix product, y", y, dtype(), matrix.rows());
    Check.distinct("matrix product", x, y);
  }

  /**
   * Returns Aᵀ: this operator if it is symmetric, else the transposed matrix laid out in the same
   * workspace, at each call anew.
   */
  @Override
  public LinearOperator adjoint() {
    return traits.contains(Trait.SYMMETRIC)
        ? this
        : of(SparseMatrices.transpose(matrix, workspace), format(), traits, workspace);
  }

  @Override
  public MatrixOperator retyped(DType dtype, Workspace target) {
    return of(SparseMatrices.convert(matrix, dtype, target), format(), traits, target);
  }

  /** Returns max_i Σ_j |a_ij|, computed at the first call. */
  @Override
  public double infinityNorm() {
    if (Double.isNaN(infinityNorm)) {
      infinityNorm = SparseMatrices.infinityNorm(matrix);
    }
    return infinityNorm;
  }

  @Override
  public String description() {
    return matrix + ", " + product.description();
  }
}
