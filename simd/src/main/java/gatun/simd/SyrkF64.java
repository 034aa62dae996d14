package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;

import java.lang.foreign.ValueLayout;

/**
 * One triangle of C ← α A Aᵀ + β C, by halves: two smaller triangles and a product between them.
 * Small diagonal blocks are computed whole, beside C, and half of them is added to it.
 */
final class SyrkF64 {
  private static final int B = Double.BYTES;

  /** Rows of a diagonal block: half of its work is for nothing. */
  static final int BLOCK = 48;

  private static final ValueLayout.OfDouble E = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private SyrkF64() {}

  /** Computes the lower triangle of an n×n matrix C; an upper one is that of Cᵀ. */
  static void lower(
      Workers workers,
      long n,
      long k,
      double alpha,
      long a,
      long ai,
      long ak,
      double beta,
      long c,
      long ci,
      long cj) {
    GemmCall call = GemmCall.own();
    if (n <= BLOCK) {
      if (n > 0) {
        long product = GemmBuffers.own().block((long) BLOCK * BLOCK * B);
        call.matrices(n, n, k, a, ai, ak, a, ak, ai, product, (long) BLOCK * B, B);
        call.alpha = alpha;
        call.beta = 0;
        GemmF64.run(workers, call);
        add((int) n, product, beta, c, ci, cj);
      }
      return;
    }
    long half = Math.ceilDiv(n / 2, (long) BLOCK) * BLOCK;
    long rest = n - half;
    lower(workers, half, k, alpha, a, ai, ak, beta, c, ci, cj);
    long below = a + half * ai;
    call.matrices(rest, half, k, below, ai, ak, a, ak, ai, c + half * ci, ci, cj);
    call.alpha = alpha;
    call.beta = beta;
    GemmF64.run(workers, call);
    lower(workers, rest, k, alpha, below, ai, ak, beta, c + half * (ci + cj), ci, cj);
  }

  private static void add(int n, long product, double beta, long c, long ci, long cj) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        long at = (c + i * ci + j * cj) & ADDRESS;
        double value = ALL.get(E, (product + ((long) i * BLOCK + j) * B) & ADDRESS);
        ALL.set(E, at, beta == 0 ? value : Math.fma(beta, ALL.get(E, at), value));
      }
    }
  }
}
