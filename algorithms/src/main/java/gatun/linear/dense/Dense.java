package gatun.linear.dense;

import gatun.engine.Backend;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Epilogue;
import gatun.engine.HostTensor;
import gatun.engine.Side;
import gatun.engine.Slice;
import gatun.engine.Tensor;
import gatun.engine.Triangle;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Level2;
import gatun.engine.spi.Level3;
import gatun.engine.spi.Lifetime;
import gatun.engine.spi.Panels;
import gatun.engine.spi.RowRotations;

/**
 * The kernels that factorisations are made of, on one backend, and the checks that they share.
 * Shapes were checked by the factorisation; here only the memory is held.
 */
final class Dense {
  /** How a triangular matrix stands in a solve from the left. */
  record Triangular(Triangle part, boolean transposed, boolean unit) {}

  static final Triangular UPPER = new Triangular(Triangle.UPPER, false, false);
  static final Triangular UPPER_TRANSPOSED = new Triangular(Triangle.UPPER, true, false);
  static final Triangular UNIT_UPPER = new Triangular(Triangle.UPPER, false, true);
  static final Triangular UNIT_UPPER_TRANSPOSED = new Triangular(Triangle.UPPER, true, true);
  static final Triangular UNIT_LOWER = new Triangular(Triangle.LOWER, false, true);
  static final Triangular UNIT_LOWER_TRANSPOSED = new Triangular(Triangle.LOWER, true, true);

  /** The most rows that {@link #combine} takes. */
  private static final long FEW = 128;

  private final DType dtype;
  private final Panels panels;
  private final RowRotations rotations;
  private final Level2 level2;
  private final Level3 level3;
  private final HostTensor factors;

  private Dense(Workspace w, DType dtype) {
    Backend backend = w.backend();
    this.dtype = dtype;
    this.panels = backend.require(KernelKey.of(Panels.class, dtype));
    this.rotations = backend.require(KernelKey.of(RowRotations.class, dtype));
    this.level2 = backend.require(KernelKey.of(Level2.class, dtype));
    this.level3 = backend.require(KernelKey.of(Level3.class, dtype));
    this.factors = w.zeros(dtype, FEW);
  }

  static Dense of(Workspace w, DType dtype) {
    return new Dense(w, dtype);
  }

  DType dtype() {
    return dtype;
  }

  /** Checks what a factorisation is prepared for. */
  static void check(String operation, long n, DType dtype) {
    Check.that(
        dtype == DType.F32 || dtype == DType.F64,
        () -> operation + ": expected F32 or F64, found " + dtype);
    Check.that(
        n >= 0 && n < Integer.MAX_VALUE,
        () -> operation + ": expected an extent of 0 to 2^31 - 2, found " + n);
  }

  static void requireFactors(String operation, boolean factored) {
    if (!factored) {
      throw new IllegalStateException(
          operation
              + ": there are no factors; call factor() first and look at its outcome, which says"
              + " why there are none");
    }
  }

  /**
   * Checks b and x of a solve, copies b to x and returns x as a matrix with dense rows.
   *
   * @param b a vector of length n, or an n×m matrix
   */
  HostTensor rightHandSides(String operation, boolean factored, long n, Tensor b, Tensor x) {
    requireFactors(operation, factored);
    HostTensor from = columns(operation + " b", b, n);
    HostTensor to = columns(operation + " x", x, n);
    Check.that(
        from.shape().equals(to.shape()),
        () ->
            operation
                + ": expected b and x of one shape, found "
                + b.shape()
                + " and "
                + x.shape());
    Check.that(
        to.shape().extent(1) == 1 || to.stride(1) == 1,
        () -> operation + " x: expected dense rows; copy it into a fresh tensor");
    if (!same(from, to)) {
      Check.distinct(operation + " b and x", from, to);
      Storage.copy(from, to);
    }
    return to;
  }

  private static boolean same(HostTensor a, HostTensor b) {
    return a.address() == b.address()
        && (a.stride(0) == b.stride(0) || a.shape().extent(0) == 1)
        && (a.stride(1) == b.stride(1) || a.shape().extent(1) == 1);
  }

  private HostTensor columns(String operand, Tensor t, long n) {
    Check.dtype(operand, t, dtype);
    int rank = t.shape().rank();
    if (rank < 1 || rank > 2 || t.shape().extent(0) != n) {
      throw new IllegalArgumentException(
          operand
              + ": expected a vector of "
              + n
              + " elements or a matrix of "
              + n
              + " rows, found shape "
              + t.shape());
    }
    Check.that(
        rank == 2 || t.contiguous(),
        () -> operand + ": expected densely packed elements; copy it into a fresh tensor");
    return rank == 2 ? (HostTensor) t : (HostTensor) t.reshape(n, 1);
  }

  long cholesky(HostTensor a) {
    a.lifetime().acquire();
    try {
      return panels.cholesky(a);
    } finally {
      a.lifetime().release();
    }
  }

  long lu(HostTensor a, HostTensor pivots) {
    Lifetime.acquire(a, pivots);
    try {
      return panels.lu(a, pivots);
    } finally {
      Lifetime.release(a, pivots);
    }
  }

  void qr(HostTensor a, HostTensor tau) {
    Lifetime.acquire(a, tau);
    try {
      panels.qr(a, tau);
    } finally {
      Lifetime.release(a, tau);
    }
  }

  void exchange(HostTensor a, HostTensor pivots, boolean reverse) {
    Lifetime.acquire(a, pivots);
    try {
      panels.exchange(a, pivots, reverse);
    } finally {
      Lifetime.release(a, pivots);
    }
  }

  void rotate(HostTensor c, HostTensor s, long sweeps, HostTensor z) {
    Lifetime.acquire(c, s, z);
    try {
      rotations.rotate(c, s, sweeps, z);
    } finally {
      Lifetime.release(c, s, z);
    }
  }

  double orthogonalise(HostTensor a, long length, HostTensor squares) {
    Lifetime.acquire(a, squares);
    try {
      return rotations.orthogonalise(a, length, squares);
    } finally {
      Lifetime.release(a, squares);
    }
  }

  /** Computes C ← α A B + β C, A or B transposed where said. */
  void multiply(
      double alpha, HostTensor a, boolean ta, HostTensor b, boolean tb, double beta, HostTensor c) {
    Lifetime.acquire(a, b, c);
    try {
      level3.gemm(alpha, a, ta, b, tb, beta, c, Epilogue.NONE);
    } finally {
      Lifetime.release(a, b, c);
    }
  }

  /** Computes the upper triangle of C ← C − Aᵀ A. */
  void subtractSquare(HostTensor a, HostTensor c) {
    Lifetime.acquire(a, c);
    try {
      level3.syrk(Triangle.UPPER, -1, a, true, 1, c);
    } finally {
      Lifetime.release(a, c);
    }
  }

  /** Computes B ← A⁻¹ B, or A⁻ᵀ B, for a triangular A. */
  void solve(Triangular t, HostTensor a, HostTensor b) {
    Lifetime.acquire(a, b);
    try {
      level3.trsm(Side.LEFT, t.part(), t.transposed(), t.unit(), 1, a, b);
    } finally {
      Lifetime.release(a, b);
    }
  }

  /** Computes y ← α A x + β y; x and y are matrices of one row. */
  void product(double alpha, HostTensor a, HostTensor x, double beta, HostTensor y) {
    gemv(alpha, a, false, x.reshape(x.size()), beta, y.reshape(y.size()));
  }

  /** Computes y ← α Σ_p f_p a_p + β y from the rows of A; f is a row or a column, y a row. */
  void combine(double alpha, HostTensor f, HostTensor a, double beta, HostTensor y) {
    boolean column = f.shape().extent(1) == 1;
    HostTensor x = factors.view(Slice.range(0, f.size()));
    for (long p = 0; p < f.size(); p++) {
      x.set(column ? Storage.at(f, p, 0) : Storage.at(f, 0, p), p);
    }
    gemv(alpha, a, true, x, beta, y.reshape(y.size()));
  }

  private void gemv(
      double alpha, HostTensor a, boolean t, HostTensor x, double beta, HostTensor y) {
    Lifetime.acquire(a, x, y);
    try {
      level2.gemv(alpha, a, t, x, beta, y);
    } finally {
      Lifetime.release(a, x, y);
    }
  }
}
