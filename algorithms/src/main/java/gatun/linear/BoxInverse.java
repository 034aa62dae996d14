package gatun.linear;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import gatun.engine.Backend;
import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MatrixBlas;
import gatun.engine.Shape;
import gatun.engine.Slice;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The inverse of a sum of second differences on a box and a multiple of the identity, by transforms
 * along each axis: z = Vᵀ (V r / λ). Where λ is 0 to rounding, which is the constant vector between
 * walls, the quotient is 0: z is then the solution of least size of the system with the nearest
 * right-hand side.
 *
 * <p>A transform is a product with the matrix of eigenvectors, 2 n flops an element along an axis
 * of n cells, so any n is as good as any other. An application makes 4 (nx + ny + nz) flops a cell
 * and moves some 16 values a cell. Allocates nothing but, when the vectors change, two views of
 * them.
 */
final class BoxInverse implements LinearOperator {
  private final Shape shape;
  private final DType dtype;
  private final List<BoxAxis> axes;
  private final boolean singular;
  private final Blas blas;
  private final MatrixBlas products;
  private final @Nullable HostTensor[] transforms = new HostTensor[3]; // x, y, z; null for 1 cell
  private final @Nullable HostTensor batch; // that of y, the same for every plane
  private final HostTensor quotients; // 1/λ
  private final Field one;
  private final Field two;
  private @Nullable Field source;
  private @Nullable Field target;

  /** A vector on the grid in the shapes that the products take. */
  private record Field(Tensor flat, HostTensor lines, HostTensor planes, HostTensor columns) {
    static Field of(HostTensor v, List<BoxAxis> axes) {
      long nx = axes.get(0).n();
      long ny = axes.get(1).n();
      long nz = axes.get(2).n();
      return new Field(v, v.reshape(ny * nz, nx), v.reshape(nz, ny, nx), v.reshape(nz, nx * ny));
    }
  }

  /**
   * Makes the transforms.
   *
   * @param axes x, y and z
   * @param shift the multiple of the identity
   */
  BoxInverse(List<BoxAxis> axes, double shift, DType dtype, Workspace workspace) {
    long cells = axes.get(0).n() * axes.get(1).n() * axes.get(2).n();
    this.axes = List.copyOf(axes);
    this.dtype = dtype;
    this.shape = Shape.of(cells, cells);
    this.blas = Blas.of(workspace.backend(), dtype);
    this.products = MatrixBlas.of(workspace.backend(), dtype);
    for (int axis = 0; axis < 3; axis++) {
      BoxAxis a = axes.get(axis);
      transforms[axis] = a.n() == 1 ? null : a.transform(dtype, workspace);
    }
    HostTensor inY = transforms[1];
    this.batch = inY == null ? null : inY.reshape(1, axes.get(1).n(), axes.get(1).n());
    this.quotients = workspace.zeros(dtype, cells);
    this.singular = quotients(shift, workspace.backend());
    this.one = Field.of(workspace.zeros(dtype, cells), axes);
    this.two = Field.of(workspace.zeros(dtype, cells), axes);
  }

  /** Sets 1/λ and returns whether one is 0. */
  private boolean quotients(double shift, Backend backend) {
    BoxAxis x = axes.get(0);
    BoxAxis y = axes.get(1);
    BoxAxis z = axes.get(2);
    double largest = x.eigenvalue(x.n() - 1) + y.eigenvalue(y.n() - 1) + z.eigenvalue(z.n() - 1);
    boolean found = false;
    double[] inX = new double[(int) x.n()];
    for (int i = 0; i < inX.length; i++) {
      inX[i] = x.eigenvalue(i);
    }
    HostTensor line = quotients.owner().zeros(DType.F64, x.n());
    HostTensor lines = quotients.reshape(y.n() * z.n(), x.n());
    Blas wide = Blas.of(backend, DType.F64);
    double zero = 1e-14 * (largest + Math.abs(shift));
    for (long l = 0; l < y.n() * z.n(); l++) {
      double others = y.eigenvalue(l % y.n()) + z.eigenvalue(l / y.n()) + shift;
      for (int i = 0; i < inX.length; i++) {
        double value = inX[i] + others;
        found |= Math.abs(value) <= zero;
        line.segment().setAtIndex(JAVA_DOUBLE, i, Math.abs(value) <= zero ? 0 : 1 / value);
      }
      wide.copy(line, lines.view(Slice.at(l), Slice.all()).reshape(x.n()));
    }
    return found;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  /**
   * Returns all traits, or without that of being definite where a constant is in the null space.
   */
  @Override
  public Set<Trait> traits() {
    Set<Trait> traits = EnumSet.allOf(Trait.class);
    if (singular) {
      traits.remove(Trait.POSITIVE_DEFINITE);
    }
    return traits;
  }

  @Override
  public void apply(Tensor r, Tensor z) {
    Check.dense("box inverse r", r, dtype, shape.extent(0));
    Check.dense("box inverse z", z, dtype, shape.extent(0));
    Check.distinct("box inverse", r, z);
    Field from = source != null && source.flat == r ? source : Field.of((HostTensor) r, axes);
    Field to = target != null && target.flat == z ? target : Field.of((HostTensor) z, axes);
    source = from;
    target = to;
    alongX(from, one, false);
    alongY(one, two, false);
    alongZ(two, one, false);
    blas.multiply(one.flat, quotients, one.flat);
    alongZ(one, two, true);
    alongY(two, one, true);
    alongX(one, to, true);
  }

  private void alongX(Field from, Field to, boolean back) {
    HostTensor matrix = transforms[0];
    if (matrix == null) {
      blas.copy(from.flat, to.flat);
    } else {
      products.gemm(1, from.lines, false, matrix, !back, 0, to.lines);
    }
  }

  private void alongY(Field from, Field to, boolean back) {
    HostTensor matrix = batch;
    if (matrix == null) {
      blas.copy(from.flat, to.flat);
    } else {
      products.batched(1, matrix, back, from.planes, false, 0, to.planes);
    }
  }

  private void alongZ(Field from, Field to, boolean back) {
    HostTensor matrix = transforms[2];
    if (matrix == null) {
      blas.copy(from.flat, to.flat);
    } else {
      products.gemm(1, matrix, back, from.columns, false, 0, to.columns);
    }
  }

  @Override
  public String description() {
    return "transforms of a box of "
        + axes.get(0).n()
        + " x "
        + axes.get(1).n()
        + " x "
        + axes.get(2).n()
        + " cells";
  }
}
