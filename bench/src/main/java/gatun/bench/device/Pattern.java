package gatun.bench.device;

import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.Workspace;

/**
 * Vectors whose every element is known: a pattern of fixed length, repeated by copies on the
 * backend itself. Values are multiples of 2⁻⁹ between −1 and 1, exact in every type.
 */
final class Pattern {
  static final long PERIOD = 1021; // a prime: no stride of a kernel meets it

  private Pattern() {}

  /** Returns element i of vector number {@code which}. */
  static double value(long i, int which) {
    long at = i % PERIOD;
    return (at * (2 * which + 3) % PERIOD - PERIOD / 2) / 512.0;
  }

  /** Returns a new vector with the pattern. */
  static HostTensor filled(Workspace w, DType dtype, long n, int which) {
    HostTensor x = w.zeros(dtype, n);
    fill(x, which);
    return x;
  }

  /** Writes the pattern over a vector. */
  static void fill(HostTensor x, int which) {
    long n = x.size();
    long done = Math.min(n, PERIOD);
    for (long i = 0; i < done; i++) {
      x.set(value(i, which), i);
    }
    Blas blas = Blas.of(x.owner().backend(), x.dtype());
    while (done < n) {
      long more = Math.min(done, n - done);
      blas.copy(x.view(Slice.range(0, more)), x.view(Slice.range(done, done + more)));
      done += more;
    }
  }

  /** The value that an element should have. */
  interface Formula {
    double at(long i);
  }

  /** Compares elements spread over a vector, its ends among them, with what they should be. */
  static String check(HostTensor x, Formula expected) {
    double worst = 0;
    long n = x.size();
    long step = Math.max(1, n / 509);
    for (long k = 0; k <= n / step + 1; k++) {
      long i = Math.min(n - 1, k * step);
      double e = expected.at(i);
      double error = Math.abs(x.at(i) - e);
      if (!(error <= 1e3 * x.dtype().epsilon() * Math.max(1, Math.abs(e)))) {
        return "wrong: element " + i + " is " + x.at(i) + ", expected " + e;
      }
      worst = Math.max(worst, error);
    }
    return "ok, error " + (float) worst;
  }

  /** Compares a sum with the sum of what was added. */
  static String sum(double found, long n, DType dtype, Formula terms) {
    double expected = 0;
    double size = 0;
    for (long i = 0; i < Math.min(n, PERIOD); i++) {
      long count = n / PERIOD + (i < n % PERIOD ? 1 : 0);
      expected += count * terms.at(i);
      size += count * Math.abs(terms.at(i));
    }
    double error = Math.abs(found - expected) / Math.max(size, Double.MIN_NORMAL);
    return error <= 1e3 * dtype.epsilon()
        ? "ok, error " + (float) error
        : "wrong: the sum is " + found + ", expected " + expected;
  }
}
