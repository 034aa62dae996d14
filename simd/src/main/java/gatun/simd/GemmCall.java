package gatun.simd;

import gatun.engine.Activation;
import gatun.engine.DType;
import gatun.engine.Epilogue;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One product C ← f(α A B + β C + …), ready for the kernels: addresses, strides in bytes, extents,
 * and how it is to be done. Transposes are strides by now. Each thread reuses its own.
 */
final class GemmCall {
  private static final ThreadLocal<GemmCall> OWN = ThreadLocal.withInitial(GemmCall::new);

  /** Rows of C, columns of C, terms of a sum, products of a batch. */
  long m;

  long n;
  long k;
  long count;

  /** What A and B are stored in: 16 bits or the type computed in. */
  DType typeA = DType.F32;

  DType typeB = DType.F32;

  /** Address, step along the rows' index, along the columns' index, and along a batch. */
  long a;

  long ai;
  long ak;
  long at;
  long b;
  long bk;
  long bj;
  long bt;
  long c;
  long ci;
  long cj;
  long ct;

  double alpha;
  double beta;

  /** Addresses and steps of the epilogue's operands; address 0: there is none. */
  long column;

  long columnStep;
  long row;
  long rowStep;
  long residual;
  long residualRow;
  long residualColumn;
  Activation activation = Activation.IDENTITY;

  /**
   * How it is done: whether A is read along its rows, what is packed, the longest sum in one go,
   * and the columns packed at once.
   */
  boolean byRows;

  boolean packA;

  boolean packB;
  int depth;
  int width;

  /** The blocks of C that threads share out: how many across, and their extents. */
  long across;

  long blockRows;
  long blockColumns;

  private GemmCall() {}

  /** Returns the current thread's call. */
  static GemmCall own() {
    return OWN.get();
  }

  /** Takes the operands; the last two axes are rows and columns. */
  void operands(Tensor ta, boolean transposeA, Tensor tb, boolean transposeB, Tensor tc) {
    int bytes = tc.dtype().bytes();
    int rows = tc.shape().rank() - 2;
    int columns = rows + 1;
    m = tc.shape().extent(rows);
    n = tc.shape().extent(columns);
    k = ta.shape().extent(transposeA ? rows : columns);
    count = rows == 0 ? 1 : tc.shape().extent(0);
    a = ((HostTensor) ta).address();
    typeA = ta.dtype();
    ai = typeA.bytes() * ta.stride(transposeA ? columns : rows);
    ak = typeA.bytes() * ta.stride(transposeA ? rows : columns);
    at = batch(ta, rows);
    b = ((HostTensor) tb).address();
    typeB = tb.dtype();
    bk = typeB.bytes() * tb.stride(transposeB ? columns : rows);
    bj = typeB.bytes() * tb.stride(transposeB ? rows : columns);
    bt = batch(tb, rows);
    c = ((HostTensor) tc).address();
    ci = bytes * tc.stride(rows);
    cj = bytes * tc.stride(columns);
    ct = batch(tc, rows);
  }

  private static long batch(Tensor t, int rows) {
    return rows == 0 || t.shape().extent(0) == 1 ? 0 : t.dtype().bytes() * t.stride(0);
  }

  void epilogue(Epilogue e) {
    activation = e.activation();
    column = address(e.column());
    row = address(e.row());
    residual = address(e.residual());
    columnStep = step(e.column(), 0);
    rowStep = step(e.row(), 0);
    residualRow = step(e.residual(), 0);
    residualColumn = step(e.residual(), 1);
  }

  /** Takes away the epilogue. */
  void plain() {
    activation = Activation.IDENTITY;
    column = 0;
    row = 0;
    residual = 0;
  }

  /** Takes operands by address and strides in bytes: C is m×n, the sums have k terms. */
  void matrices(
      long m,
      long n,
      long k,
      long a,
      long ai,
      long ak,
      long b,
      long bk,
      long bj,
      long c,
      long ci,
      long cj) {
    this.m = m;
    this.n = n;
    this.k = k;
    this.count = 1;
    this.typeA = DType.F32; // or F64: not of 16 bits
    this.typeB = DType.F32;
    this.a = a;
    this.ai = ai;
    this.ak = ak;
    this.at = 0;
    this.b = b;
    this.bk = bk;
    this.bj = bj;
    this.bt = 0;
    this.c = c;
    this.ci = ci;
    this.cj = cj;
    this.ct = 0;
    plain();
  }

  /** Returns whether the epilogue does anything. */
  boolean finishes() {
    return activation != Activation.IDENTITY || (column | row | residual) != 0;
  }

  private static long address(@Nullable Tensor t) {
    return t == null || t.size() == 0 ? 0 : ((HostTensor) t).address();
  }

  private static long step(@Nullable Tensor t, int axis) {
    return t == null ? 0 : t.stride(axis) * t.dtype().bytes();
  }

  /** Writes the product as Cᵀ ← f(α Bᵀ Aᵀ + β Cᵀ + …). */
  void transpose() {
    long old = m;
    m = n;
    n = old;
    exchangeFactors();
    old = ci;
    ci = cj;
    cj = old;
    old = column;
    column = row;
    row = old;
    old = columnStep;
    columnStep = rowStep;
    rowStep = old;
    old = residualRow;
    residualRow = residualColumn;
    residualColumn = old;
  }

  private void exchangeFactors() {
    DType type = typeA;
    typeA = typeB;
    typeB = type;
    long old = a;
    a = b;
    b = old;
    old = ai;
    ai = bj;
    bj = old;
    old = ak;
    ak = bk;
    bk = old;
    old = at;
    at = bt;
    bt = old;
  }
}
