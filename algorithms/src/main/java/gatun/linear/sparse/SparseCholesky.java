package gatun.linear.sparse;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.linear.dense.Factored;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/**
 * The Cholesky factorisation P A Pᵀ = Rᵀ R of a sparse symmetric positive definite matrix, in F64.
 *
 * <p>The order P is an approximate minimum degree one, then a postorder of the elimination tree.
 * The factorisation is multifrontal: each group of columns with the same rows below gathers its
 * entries and its children's contributions in a dense matrix, of which the group's rows are
 * factorised; large ones on the dense kernels of the backend. The analysis is done once for a
 * pattern; {@link #factor} may be called for any values of it. Results do not depend on the number
 * of threads. Not for use by several threads at once.
 *
 * <p>Memory: {@link #bytes} for the factor, taken when it is prepared, and as much again or less
 * during {@link #factor}. Two-dimensional problems with n unknowns have O(n log n) entries and take
 * O(n^1.5) flops, three-dimensional ones O(n^4/3) and O(n²).
 *
 * <p>Source: J. Liu, The multifrontal method for sparse matrix solution, SIAM Review 34 (1992).
 */
public final class SparseCholesky {
  private final SparseMatrix pattern;
  private final int[] order;
  private final int[] place;
  private final Supernodes groups;
  private final long[] offsets; // of each group's rows in the factor
  private final HostTensor factor;
  private final Workspace workspace;
  private final double[] work;
  private final double[] values;
  private final double[] row;
  private boolean factored;

  private SparseCholesky(SparseMatrix a, Workspace w) {
    this.pattern = a;
    this.workspace = w;
    this.order = MinimumDegree.of(a);
    int[] parents = EliminationTree.postordered(a, order);
    this.groups = Supernodes.of(a, order, parents);
    this.place = EliminationTree.inverse(order);
    this.offsets = new long[groups.count() + 1];
    int widest = 0;
    for (int s = 0; s < groups.count(); s++) {
      offsets[s + 1] = offsets[s] + (long) groups.width(s) * groups.size(s);
      widest = Math.max(widest, groups.size(s));
    }
    this.factor = w.zeros(DType.F64, offsets[groups.count()]);
    this.work = new double[order.length];
    this.values = new double[widest];
    this.row = new double[widest];
  }

  /**
   * Orders and analyses a pattern and takes the memory of the factor.
   *
   * @param a a symmetric matrix; its values are not read
   * @param w owns the factor
   * @throws IllegalArgumentException if the matrix is not square
   * @throws gatun.engine.MemoryLimitException if the factor does not fit, before any arithmetic
   */
  public static SparseCholesky of(SparseMatrix a, Workspace w) {
    Check.that(
        a.rows() == a.columns(), () -> "SparseCholesky: expected a square matrix, found " + a);
    return new SparseCholesky(a, w);
  }

  /** Returns the number of rows. */
  public long size() {
    return order.length;
  }

  /** Returns the entries of the factor that are stored, zeros of joined groups included. */
  public long entries() {
    return offsets[groups.count()];
  }

  /** Returns the bytes of the factor. */
  public long bytes() {
    return 8 * entries();
  }

  /**
   * Factorises a matrix of the pattern.
   *
   * @return {@code DONE}, {@code NOT_DEFINITE} with the row of A whose pivot is not positive, or
   *     {@code NON_FINITE}
   * @throws IllegalArgumentException if the matrix has another size or number of entries
   * @throws gatun.engine.MemoryLimitException if the work memory does not fit
   */
  public Factored factor(SparseMatrix a) {
    Check.that(
        a.rows() == pattern.rows() && a.nonzeros() == pattern.nonzeros(),
        () -> "SparseCholesky: expected the pattern of " + pattern + ", found " + a);
    factored = false;
    long room = workspace.settings().limitBytes() - workspace.bytes();
    try (Workspace own =
        Workspace.on(
            workspace.backend(), workspace.settings().named("sparse Cholesky").limitedTo(room))) {
      Fronts fronts = new Fronts(a, order, place, groups, own);
      for (int s = 0; s < groups.count(); s++) {
        long failed = fronts.eliminate(s, factor.segment(), offsets[s]);
        if (failed >= 0) {
          long at = order[groups.first()[s] + (int) failed];
          return Double.isFinite(fronts.pivot())
              ? Factored.notDefinite(at)
              : Factored.nonFinite(at);
        }
      }
    }
    factored = true;
    return Factored.SUCCESS;
  }

  /**
   * Solves A x = b after a successful {@link #factor}. 4 flops for each entry of the factor, which
   * is read twice. Allocates nothing.
   *
   * @param b a contiguous vector, F32 or F64; may be x itself
   * @param x receives the solution
   * @throws IllegalStateException if the last factorisation failed or there was none
   */
  public void solve(Tensor b, Tensor x) {
    if (!factored) {
      throw new IllegalStateException(
          "SparseCholesky: there are no factors; call factor() first and look at its outcome");
    }
    Check.dense("SparseCholesky b", b, b.dtype(), order.length);
    Check.dense("SparseCholesky x", x, b.dtype(), order.length);
    HostTensor in = (HostTensor) b;
    HostTensor out = (HostTensor) x;
    for (int k = 0; k < order.length; k++) {
      work[k] = in.at(order[k]);
    }
    MemorySegment r = factor.segment();
    for (int s = 0; s < groups.count(); s++) {
      forward(s, r);
    }
    for (int s = groups.count() - 1; s >= 0; s--) {
      backward(s, r);
    }
    for (int k = 0; k < order.length; k++) {
      out.set(work[k], order[k]);
    }
  }

  private void gather(int s) {
    int width = groups.width(s);
    System.arraycopy(work, groups.first()[s], values, 0, width);
    int[] below = groups.below()[s];
    for (int y = 0; y < below.length; y++) {
      values[width + y] = work[below[y]];
    }
  }

  private void load(MemorySegment r, int s, int p, int size) {
    long from = 8 * (offsets[s] + (long) p * size + p);
    MemorySegment.copy(r, ValueLayout.JAVA_DOUBLE, from, row, p, size - p);
  }

  private void forward(int s, MemorySegment r) {
    gather(s);
    int size = groups.size(s);
    int width = groups.width(s);
    for (int p = 0; p < width; p++) {
      load(r, s, p, size);
      double value = values[p] / row[p];
      values[p] = value;
      for (int q = p + 1; q < size; q++) {
        values[q] -= row[q] * value;
      }
    }
    System.arraycopy(values, 0, work, groups.first()[s], width);
    int[] below = groups.below()[s];
    for (int y = 0; y < below.length; y++) {
      work[below[y]] = values[width + y];
    }
  }

  private void backward(int s, MemorySegment r) {
    gather(s);
    int size = groups.size(s);
    int width = groups.width(s);
    for (int p = width - 1; p >= 0; p--) {
      load(r, s, p, size);
      double even = values[p];
      double odd = 0;
      int q = p + 1;
      for (; q + 1 < size; q += 2) {
        even -= row[q] * values[q];
        odd -= row[q + 1] * values[q + 1];
      }
      if (q < size) {
        even -= row[q] * values[q];
      }
      values[p] = (even + odd) / row[p];
    }
    System.arraycopy(values, 0, work, groups.first()[s], width);
  }

  /** Returns one line for people. */
  public String description() {
    return String.format(
        Locale.ROOT,
        "sparse Cholesky, minimum degree, %,d groups of columns, %,d entries",
        groups.count(),
        entries());
  }
}
