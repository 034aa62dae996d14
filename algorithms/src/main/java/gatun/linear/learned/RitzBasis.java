package gatun.linear.learned;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Epilogue;
import gatun.engine.HostTensor;
import gatun.engine.MatrixBlas;
import gatun.engine.Progress;
import gatun.engine.Slice;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.linear.LinearOperator;
import gatun.linear.dense.SymmetricEigen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lanczos vectors q of a symmetric operator and its Ritz vectors: from a start q₀,
 *
 * <pre>
 *   w = A q_j;  α_j = wᵀq_j;  w ← w − Q (Qᵀw), twice;  β_j = ‖w‖;  q_{j+1} = w / β_j
 *   T = tridiagonal(α, β) = S Θ Sᵀ;   Ritz vectors V = Q S, values Θ, ascending
 * </pre>
 *
 * <p>Right-hand sides to learn from are combinations of Ritz vectors, b = V c = Q (S c): the Ritz
 * vectors are never formed. Cost of m vectors of n values: m products with A and 4 m² n flops for
 * orthogonality; m n values of memory, or of disk, if a folder is given: then pieces of {@value
 * #CHUNK} vectors are written as they are finished, mapped, and found again by the next call.
 */
public final class RitzBasis {
  static final int CHUNK = 32;

  private static final double DROPPED = 1e-8; // Ritz values below count as null space

  private final List<HostTensor> chunks; // [CHUNK, n]
  private final double[] alpha;
  private final double[] beta;
  private final HostTensor values;
  private final HostTensor vectors; // column k belongs to value k
  private final int first; // Ritz value that counts

  private RitzBasis(
      List<HostTensor> chunks, double[] alpha, double[] beta, int count, Workspace workspace) {
    this.chunks = chunks;
    this.alpha = Arrays.copyOf(alpha, count);
    this.beta = Arrays.copyOf(beta, count - 1);
    SymmetricEigen eigen = SymmetricEigen.of(count, DType.F64, workspace);
    HostTensor t = workspace.zeros(DType.F64, count, count);
    for (int i = 0; i < count; i++) {
      t.set(alpha[i], i, i);
      if (i + 1 < count) {
        t.set(beta[i], i, i + 1);
        t.set(beta[i], i + 1, i);
      }
    }
    var factored = eigen.factor(t);
    Check.that(factored.success(), () -> "Ritz values: the decomposition ended with " + factored);
    this.values = (HostTensor) eigen.values();
    this.vectors = (HostTensor) eigen.vectors();
    int found = 0;
    while (found < count && values.at((long) found) < DROPPED) {
      found++;
    }
    this.first = found;
  }

  /**
   * Computes the vectors.
   *
   * @param a symmetric, F32 or F64
   * @param start q₀ before it is made to length 1
   * @param count how many vectors are wanted; there are fewer if they span all that A makes of the
   *     start
   * @param folder where pieces are kept, null for memory alone
   * @param title what the vectors belong to; pieces of another title are refused
   * @param progress hears of each vector and may stop, which an {@link IllegalStateException} says
   * @param workspace owns the memory
   * @throws IOException if a piece cannot be read or written
   * @throws IllegalArgumentException if the folder holds pieces of other vectors
   */
  public static RitzBasis lanczos(
      LinearOperator a,
      Tensor start,
      int count,
      @Nullable Path folder,
      String title,
      Progress progress,
      Workspace workspace)
      throws IOException {
    Check.that(count >= 2, () -> "Lanczos vectors: expected 2 or more, found " + count);
    Check.dense("Lanczos start", start, a.dtype(), a.shape().extent(0));
    return new Iteration(a, count, folder, title, workspace).run(start, progress);
  }

  /** Returns A z for normal numbers z where the diagonal of A is not 0: the usual start. */
  static HostTensor start(LinearOperator a, Tensor cells, RandomGenerator random, Workspace w) {
    long n = a.shape().extent(0);
    HostTensor z = w.zeros(a.dtype(), n);
    HostTensor q = w.zeros(a.dtype(), n);
    HostTensor kinds = (HostTensor) cells;
    for (long i = 0; i < n; i++) {
      z.set(kinds.integerAt(i) == 0 ? 0 : random.nextGaussian(), i);
    }
    a.apply(z, q);
    return q;
  }

  /** Returns the number of vectors. */
  public int size() {
    return alpha.length;
  }

  /** Returns the diagonal of T. */
  public double[] alpha() {
    return alpha.clone();
  }

  /** Returns what stands beside the diagonal of T. */
  public double[] beta() {
    return beta.clone();
  }

  /** Returns the Ritz values, ascending. */
  public double[] values() {
    return values.toArray();
  }

  /**
   * Draws coefficients of a right-hand side over Ritz vectors: standard normal, those of the first
   * {@code emphasised} times 9.
   */
  static void draw(RandomGenerator random, int emphasised, double[] target) {
    for (int j = 0; j < target.length; j++) {
      target[j] = random.nextGaussian() * (j < emphasised ? 9 : 1);
    }
  }

  /**
   * Prepares target ← C V^T for coefficients C, [batch, size], over the Ritz vectors, and a target
   * [batch, n]; allocates nothing later. Ritz values below 1e-8 take no part. 2 batch m (m + n)
   * flops.
   */
  Runnable combination(HostTensor coefficients, HostTensor target) {
    Workspace w = target.owner();
    int m = size();
    MatrixBlas blas = MatrixBlas.of(w.backend(), target.dtype());
    HostTensor mixing = w.zeros(target.dtype(), m, m); // row k is Ritz vector k over Lanczos'
    for (int k = first; k < m; k++) {
      for (int i = 0; i < m; i++) {
        mixing.set(vectors.at(i, k), k - first, i); // the lowest that counts has the number 0
      }
    }
    HostTensor mixed = w.zeros(target.dtype(), coefficients.shape().extent(0), m);
    List<Runnable> parts = new ArrayList<>();
    parts.add(() -> blas.gemm(coefficients, mixing, mixed));
    for (int k = 0; k < chunks.size(); k++) {
      int from = k * CHUNK;
      int to = Math.min(m, from + CHUNK);
      HostTensor c = mixed.view(Slice.all(), Slice.range(from, to));
      HostTensor q = chunks.get(k).view(Slice.range(0, to - from), Slice.all());
      double beta = k == 0 ? 0 : 1;
      parts.add(() -> blas.gemm(1, c, false, q, false, beta, target, Epilogue.NONE));
    }
    return () -> parts.forEach(Runnable::run);
  }

  /** Lanczos' iteration at work. */
  private static final class Iteration {
    private final LinearOperator a;
    private final int count;
    private final Workspace workspace;
    private final Blas blas;
    private final MatrixBlas matrices;
    private final RitzPieces pieces;
    private final List<HostTensor> chunks = new ArrayList<>();
    private final double[] alpha;
    private final double[] beta;
    private final HostTensor w;
    private final HostTensor products;

    Iteration(
        LinearOperator a, int count, @Nullable Path folder, String title, Workspace workspace) {
      long n = a.shape().extent(0);
      this.a = a;
      this.count = count;
      this.workspace = workspace;
      this.blas = Blas.of(workspace.backend(), a.dtype());
      this.matrices = MatrixBlas.of(workspace.backend(), a.dtype());
      this.pieces = new RitzPieces(folder, title, workspace);
      this.alpha = new double[count];
      this.beta = new double[count];
      this.w = workspace.zeros(a.dtype(), n);
      this.products = workspace.zeros(a.dtype(), CHUNK);
    }

    RitzBasis run(Tensor start, Progress progress) throws IOException {
      int known = pieces.load(a.dtype(), w.size(), count, chunks, alpha, beta);
      if (known == 0) {
        append(0, start, 1 / blas.nrm2(start));
      }
      int j = Math.max(0, known - 1);
      while (true) {
        HostTensor q = row(j);
        a.apply(q, w);
        alpha[j] = blas.dot(w, q);
        if ((j + 1) % CHUNK == 0 && j >= known) {
          chunks.set(j / CHUNK, pieces.save(j / CHUNK, chunks.get(j / CHUNK), alpha, beta));
        }
        boolean wanted = progress.report(j + 1, count, j + 1, count);
        if (!wanted && j + 1 < count) {
          throw new IllegalStateException("Lanczos vectors: stopped after " + (j + 1));
        }
        if (j + 1 == count) {
          break;
        }
        orthogonalise(j);
        orthogonalise(j);
        beta[j] = blas.nrm2(w);
        if (!(beta[j] > 1e-6 * Math.abs(alpha[0]))) {
          break; // an invariant subspace: nothing new
        }
        append(j + 1, w, 1 / beta[j]);
        j++;
      }
      return new RitzBasis(chunks, alpha, beta, j + 1, workspace);
    }

    private HostTensor row(int j) {
      return chunks.get(j / CHUNK).view(Slice.at(j % CHUNK), Slice.all()).reshape(w.size());
    }

    private void append(int j, Tensor vector, double scale) {
      if (j % CHUNK == 0) {
        chunks.add(pieces.fresh(a.dtype(), Math.min(CHUNK, count - j), w.size()));
      }
      HostTensor row = row(j);
      blas.copy(vector, row);
      blas.scal(scale, row);
    }

    /** w ← w − Q (Qᵀ w) over the vectors 0 to j. */
    private void orthogonalise(int j) {
      for (int k = 0; k <= j / CHUNK; k++) {
        int rows = Math.min(CHUNK, j + 1 - k * CHUNK);
        HostTensor q = chunks.get(k).view(Slice.range(0, rows), Slice.all());
        HostTensor c = products.view(Slice.range(0, rows));
        matrices.gemv(1, q, false, w, 0, c);
        matrices.gemv(-1, q, true, c, 1, w);
      }
    }
  }
}
