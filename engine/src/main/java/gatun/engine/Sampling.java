package gatun.engine;

import gatun.engine.spi.KernelKey;
import gatun.engine.spi.RandomFill;

/**
 * Fills tensors with random numbers of {@link Philox}, checked. Any rank, any strides; element i
 * counts row-major. The numbers are the same on every backend for uniform numbers and coin tosses;
 * normal numbers have the same bits for any number of threads and any vector width of one backend
 * and agree between backends to rounding.
 *
 * <p>Each call begins at a fresh block of the generator and passes over the blocks it took: n/4 of
 * them for F32 and coin tosses, n/2 for F64, rounded up. Nothing is allocated by the fills. They
 * write n values.
 */
public final class Sampling {
  private final RandomFill kernel;
  private final DType dtype;

  private Sampling(RandomFill kernel, DType dtype) {
    this.kernel = kernel;
    this.dtype = dtype;
  }

  /**
   * Returns the operations for a backend and an element type.
   *
   * @throws UnsupportedOperationException if the backend lacks them
   */
  public static Sampling of(Backend backend, DType dtype) {
    return new Sampling(backend.require(KernelKey.of(RandomFill.class, dtype)), dtype);
  }

  /**
   * Computes x_i ← fma(u_i, high − low, low), uniform. u_i = ⌊w / 2^8⌋ 2^−24 of a 32-bit word (F32)
   * or ⌊w / 2^12⌋ 2^−52 of 64 bits (F64) lies in [0, 1); for other bounds rounding may give {@code
   * high} itself.
   */
  public void uniform(Philox random, double low, double high, Tensor x) {
    Check.dtype("uniform x", x, dtype);
    if (!(low <= high
        && Double.isFinite(high - low))) { // not Check.that: its message would allocate
      throw new IllegalArgumentException(
          "uniform: expected finite bounds low <= high, found " + low + " and " + high);
    }
    x.lifetime().acquire();
    try {
      kernel.uniform(random.seed(), random.stream(), take(random, x), low, high, x);
    } finally {
      x.lifetime().release();
    }
  }

  /**
   * Computes x_i ← fma(z_i, deviation, mean), z standard normal by Box and Muller's method from
   * pairs of numbers a = w_i, b = w_(i+1), i even, of N = 32 bits (F32) or 64 bits (F64). With u =
   * (a + ½) 2^−32 rounded to single precision, or (⌊a / 2^12⌋ + ½) 2^−52; r = √(−2 ln u); f = the
   * bits below the two highest ones of b, the 23 or 52 leading ones, as a fraction less ½; c =
   * cos(fπ/2), s = sin(fπ/2); c negated if the highest bit of b is set; c and s exchanged if the
   * second highest is set: z_i = r c, z_(i+1) = r s. |z| is at most 6.8 or 8.6.
   */
  public void normal(Philox random, double mean, double deviation, Tensor x) {
    Check.dtype("normal x", x, dtype);
    if (!(deviation >= 0)) {
      throw new IllegalArgumentException("normal: expected a deviation >= 0, found " + deviation);
    }
    x.lifetime().acquire();
    try {
      kernel.normal(random.seed(), random.stream(), take(random, x), mean, deviation, x);
    } finally {
      x.lifetime().release();
    }
  }

  /**
   * Computes x_i ← 1 with the probability p, else 0: 1 if word i mod 4 of block i / 4, unsigned, is
   * below ⌊p 2^32 + ½⌋, for both types.
   */
  public void bernoulli(Philox random, double p, Tensor x) {
    Check.dtype("bernoulli x", x, dtype);
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("bernoulli: expected a probability in [0, 1], found " + p);
    }
    x.lifetime().acquire();
    try {
      long block = random.take(Math.ceilDiv(x.size(), 4L));
      long threshold = Math.round(p * 0x1p32);
      kernel.bernoulli(random.seed(), random.stream(), block, threshold, x);
    } finally {
      x.lifetime().release();
    }
  }

  /**
   * Computes x_i ← mean + deviation z_i, z normal under the condition low ≤ x_i ≤ high: Φ⁻¹(Φ(α) +
   * u_i (Φ(β) − Φ(α))) with one {@link Philox#nextDouble} for each element. Scalar: some 50 ns an
   * element.
   */
  public void truncatedNormal(
      Philox random, double mean, double deviation, double low, double high, HostTensor x) {
    Check.dtype("truncatedNormal x", x, dtype);
    Check.that(
        deviation > 0 && low < high,
        () ->
            "truncatedNormal: expected a deviation > 0 and low < high, found "
                + deviation
                + ", "
                + low
                + " and "
                + high);
    double alpha = (low - mean) / deviation;
    double beta = (high - mean) / deviation;
    boolean mirrored = alpha > 0; // the lower tail keeps the small probabilities exact
    double from = mirrored ? Gaussian.cdf(-beta) : Gaussian.cdf(alpha);
    double width = (mirrored ? Gaussian.cdf(-alpha) : Gaussian.cdf(beta)) - from;
    random.position(random.position());
    long[] at = new long[x.shape().rank()];
    for (long i = 0; i < x.size(); i++) {
      double z = Gaussian.quantile(from + width * random.nextDouble());
      double value = mean + deviation * (mirrored ? -z : z);
      x.set(Math.clamp(value, low, high), at);
      for (int k = at.length - 1; k >= 0 && ++at[k] == x.shape().extent(k); k--) {
        at[k] = 0;
      }
    }
  }

  /**
   * Fills a vector with the numbers 0 … n − 1 in random order, each order as probable as any other
   * (Fisher and Yates): for i = n − 1 … 1, elements i and {@code random.nextLong(i + 1)} are
   * exchanged.
   *
   * @param x a dense I32 or I64 vector
   */
  public static void permutation(Philox random, HostTensor x) {
    Check.rank("permutation", x, 1);
    Check.that(
        x.dtype() == DType.I32 || x.dtype() == DType.I64,
        () -> "permutation: expected an I32 or I64 vector, found " + x);
    random.position(random.position());
    for (long i = 0; i < x.size(); i++) {
      x.setInteger(i, i);
    }
    for (long i = x.size() - 1; i > 0; i--) {
      long j = random.nextLong(i + 1);
      long old = x.integerAt(i);
      x.setInteger(x.integerAt(j), i);
      x.setInteger(old, j);
    }
  }

  private long take(Philox random, Tensor x) {
    return random.take(Math.ceilDiv(x.size(), dtype == DType.F64 ? 2L : 4L));
  }
}
