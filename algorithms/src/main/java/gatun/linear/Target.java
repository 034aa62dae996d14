package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/**
 * Where a loop's corrections go and how its residual is made true: in one precision throughout, or
 * with a narrow loop around which solution and residual are kept in double precision.
 */
sealed interface Target {
  /** Returns the operator of the system that is solved. */
  LinearOperator operator();

  /** Returns the operations on b and x. */
  Blas blas();

  /** Forgets what a solve before may have left. */
  void clear();

  /** Returns what the loop adds its corrections to; x itself or a vector that x takes later. */
  Tensor unknown(Tensor x);

  /** Returns the factor of corrections that were made from residuals in a unit. */
  double factor(double unit);

  /** Completes x, computes r ← (b − A x) / unit and returns its norm. */
  double measure(double unit, Tensor b, Tensor x, Tensor r);

  /** Returns max |r_i| of the residual that {@link #measure} just made. */
  double largest(Tensor r);

  /** Returns the arithmetic in words. */
  String arithmetic();

  /** Returns ‖r‖∞ / (‖A‖∞ ‖x‖∞ + ‖b‖∞), the normwise backward error of Rigal and Gaches. */
  default double backwardError(double unit, Tensor b, Tensor x, Tensor r) {
    double scale = operator().infinityNorm() * blas().amax(x) + blas().amax(b);
    return largest(r) * unit / scale;
  }

  /** Says what holds the number that is not finite, where ‖b‖ or the first residual is not. */
  default String blame(double size, Tensor b, Tensor x) {
    if (!Double.isFinite(size)) {
      return Advice.input("the right-hand side b", (HostTensor) b);
    }
    return Double.isFinite(blas().amax(x))
        ? Advice.operator(operator().description())
        : Advice.input("the initial guess x", (HostTensor) x);
  }

  /**
   * One precision: corrections go into x. A measurement moves 5 n values besides the operator's.
   *
   * @param operator the operator of the system and of the loop
   * @param blas operations of its element type
   */
  record Direct(LinearOperator operator, Blas blas) implements Target {
    @Override
    public void clear() {}

    @Override
    public Tensor unknown(Tensor x) {
      return x;
    }

    @Override
    public double factor(double unit) {
      return unit;
    }

    @Override
    public double measure(double unit, Tensor b, Tensor x, Tensor r) {
      operator.apply(x, r);
      blas.axpby(1 / unit, b, -1 / unit, r);
      return blas.nrm2(r);
    }

    @Override
    public double largest(Tensor r) {
      return blas.amax(r);
    }

    @Override
    public String arithmetic() {
      return operator.dtype().toString();
    }
  }

  /**
   * An F32 loop inside an F64 system: corrections gather in an F32 vector, in units. A measurement
   * moves about 10 n values of F64 besides the operator's.
   */
  final class Refined implements Target {
    private final LinearOperator operator;
    private final Blas wideBlas;
    private final Blas narrowBlas;
    private final HostTensor wide; // the correction, then the residual
    private final HostTensor narrow; // the correction as the loop gathers it

    Refined(LinearOperator operator, Workspace workspace) {
      this.operator = operator;
      this.wideBlas = Blas.of(workspace.backend(), DType.F64);
      this.narrowBlas = Blas.of(workspace.backend(), DType.F32);
      this.wide = workspace.zeros(DType.F64, operator.shape().extent(0));
      this.narrow = workspace.zeros(DType.F32, operator.shape().extent(0));
    }

    @Override
    public LinearOperator operator() {
      return operator;
    }

    @Override
    public Blas blas() {
      return wideBlas;
    }

    @Override
    public void clear() {
      narrowBlas.fill(0, narrow);
    }

    @Override
    public Tensor unknown(Tensor x) {
      return narrow;
    }

    @Override
    public double factor(double unit) {
      return 1;
    }

    @Override
    public double measure(double unit, Tensor b, Tensor x, Tensor r) {
      narrowBlas.copy(narrow, wide);
      wideBlas.axpy(unit, wide, x);
      narrowBlas.fill(0, narrow);
      operator.apply(x, wide);
      wideBlas.axpby(1 / unit, b, -1 / unit, wide);
      wideBlas.copy(wide, r);
      return wideBlas.nrm2(wide);
    }

    @Override
    public double largest(Tensor r) {
      return wideBlas.amax(wide);
    }

    @Override
    public String arithmetic() {
      return "mixed precision";
    }
  }
}
