package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.util.Arrays;

/**
 * The basis of a GMRES cycle: A M⁻¹ V_j = V_{j+1} H_j with orthonormal V, and H brought to
 * triangular form by Givens rotations as it grows.
 */
final class Arnoldi {
  private static final double KEPT = Math.sqrt(0.5); // a vector shorter than that is done twice

  private final LinearOperator a;
  private final LinearOperator inverse;
  private final boolean plain;
  private final Blas blas;
  private final double epsilon;
  private final int capacity;
  private final HostTensor[] basis;
  private final HostTensor image; // M⁻¹ v
  private final double[] triangle; // column j begins at j · capacity
  private final double[] column;
  private final double[] cosine;
  private final double[] sine;
  private final double[] projected; // the rotated right-hand side, then the solution
  private int size;

  Arnoldi(LinearOperator a, LinearOperator inverse, int capacity, Workspace workspace) {
    long n = a.shape().extent(0);
    this.a = a;
    this.inverse = inverse;
    this.plain = inverse instanceof Identity.Operator;
    this.blas = Blas.of(workspace.backend(), a.dtype());
    this.epsilon = a.dtype() == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0);
    this.capacity = capacity;
    this.basis = new HostTensor[capacity + 1];
    for (int i = 0; i <= capacity; i++) {
      basis[i] = workspace.zeros(a.dtype(), n);
    }
    this.image = workspace.zeros(a.dtype(), n);
    this.triangle = new double[Math.multiplyExact(capacity, capacity)];
    this.column = new double[capacity + 1];
    this.cosine = new double[capacity];
    this.sine = new double[capacity];
    this.projected = new double[capacity + 1];
  }

  /** Returns the most iterations of a cycle. */
  int capacity() {
    return capacity;
  }

  /** Returns whether the cycle has no room left. */
  boolean full() {
    return size == capacity;
  }

  /** Returns the norm of the residual that {@link #correct} would leave. */
  double residual() {
    return Math.abs(projected[size]);
  }

  /** Begins a cycle with the residual r of the given norm, which is not 0. */
  void start(Tensor r, double norm) {
    size = 0;
    projected[0] = norm;
    blas.axpby(1 / norm, r, 0, basis[0]);
  }

  /**
   * Adds one vector to the basis. Returns false, leaving the basis as it was, if the new column of
   * H adds nothing: A M⁻¹ is singular on the space.
   */
  boolean extend() {
    int j = size;
    HostTensor w = basis[j + 1];
    if (plain) {
      a.apply(basis[j], w);
    } else {
      inverse.apply(basis[j], image);
      a.apply(image, w);
    }
    double before = blas.nrm2(w);
    double norm = orthogonalise(w, j, before);
    column[j + 1] = norm;
    if (norm > 0) {
      blas.scal(1 / norm, w);
    }
    return rotate(j, before);
  }

  /**
   * Subtracts from w its parts along the basis, which go into the column; returns its new norm, 0
   * if nothing but rounding is left. Traffic 5 (j + 1) n values, again as much for a second pass.
   */
  private double orthogonalise(HostTensor w, int j, double before) {
    Arrays.fill(column, 0, j + 1, 0);
    double last = before;
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i <= j; i++) {
        double product = blas.dot(basis[i], w);
        column[i] += product;
        blas.axpy(-product, basis[i], w);
      }
      double norm = blas.nrm2(w);
      if (!(norm < KEPT * last)) {
        return norm;
      }
      last = norm;
    }
    return last <= epsilon * before ? 0 : last;
  }

  /** Applies the rotations to the new column and adds one that clears its last element. */
  private boolean rotate(int j, double before) {
    for (int i = 0; i < j; i++) {
      double upper = column[i];
      column[i] = cosine[i] * upper + sine[i] * column[i + 1];
      column[i + 1] = cosine[i] * column[i + 1] - sine[i] * upper;
    }
    double length = Math.hypot(column[j], column[j + 1]);
    if (length <= epsilon * before) {
      return false;
    }
    cosine[j] = column[j] / length;
    sine[j] = column[j + 1] / length;
    column[j] = length;
    System.arraycopy(column, 0, triangle, j * capacity, j + 1);
    projected[j + 1] = -sine[j] * projected[j];
    projected[j] *= cosine[j];
    size = j + 1;
    return true;
  }

  /** Computes x ← x + scale · M⁻¹ V y with the y that minimises the residual. */
  void correct(double scale, Tensor x) {
    for (int i = size - 1; i >= 0; i--) {
      double y = projected[i] / triangle[i * capacity + i];
      projected[i] = y;
      for (int k = 0; k < i; k++) {
        projected[k] -= triangle[i * capacity + k] * y;
      }
    }
    if (plain) {
      for (int i = 0; i < size; i++) {
        blas.axpy(scale * projected[i], basis[i], x);
      }
      return;
    }
    HostTensor sum = basis[size]; // no longer needed: the cycle ends here
    blas.fill(0, sum);
    for (int i = 0; i < size; i++) {
      blas.axpy(projected[i], basis[i], sum);
    }
    inverse.apply(sum, image);
    blas.axpy(scale, image, x);
  }
}
