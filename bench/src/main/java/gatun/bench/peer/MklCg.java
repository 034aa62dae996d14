package gatun.bench.peer;

import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import java.lang.foreign.Arena;

/**
 * Conjugate gradients as a C program would write them on MKL: the sparse product and BLAS level 1
 * of one library, so that they share its threads.
 */
public final class MklCg {
  private final Arena arena = Arena.ofAuto(); // lives as long as this object
  private final MklSparse a;
  private final HostTensor b;
  private final int n;
  private final int iterations;
  private final long x;
  private final long r;
  private final long p;
  private final long q;

  /** Copies the matrix and allocates the vectors. */
  public MklCg(SparseMatrix matrix, HostTensor rhs, int threads, int iterations) {
    Mkl.threads(threads);
    this.a = new MklSparse(matrix);
    this.b = rhs;
    this.n = Math.toIntExact(rhs.size());
    this.iterations = iterations;
    long[] vectors = new long[4];
    for (int i = 0; i < 4; i++) {
      long offset = i * 5 * 64L; // as the engine's own workspace does
      vectors[i] = arena.allocate(8L * n + offset, 64).fill((byte) 0).address() + offset;
    }
    x = vectors[0];
    r = vectors[1];
    p = vectors[2];
    q = vectors[3];
  }

  /** Runs the iterations from x = 0. */
  public void run() {
    Cblas blas = Mkl.cblas();
    blas.dscal(n, 0, x);
    blas.dcopy(n, b.address(), r);
    blas.dcopy(n, r, p);
    double rr = blas.ddot(n, r, r);
    for (int i = 0; i < iterations; i++) {
      a.apply(p, q);
      double alpha = rr / blas.ddot(n, p, q);
      blas.daxpy(n, alpha, p, x);
      blas.daxpy(n, -alpha, q, r);
      double next = blas.ddot(n, r, r);
      blas.dscal(n, next / rr, p);
      blas.daxpy(n, 1, r, p);
      rr = next;
    }
  }

  /** Returns ‖r‖², so that a test can compare. */
  public double residual() {
    return Mkl.cblas().ddot(n, r, r);
  }
}
