package gatun.engine.spi;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;

/** The steps of dense factorisations as formulas. */
final class ReferencePanels implements Panels {
  private static double at(Tensor a, long i, long j) {
    return ((HostTensor) a).at(i, j);
  }

  private static void put(Tensor a, long i, long j, double value) {
    ((HostTensor) a).set(value, i, j);
  }

  @Override
  public long cholesky(Tensor a) {
    long n = a.shape().extent(0);
    for (long k = 0; k < n; k++) {
      double pivot = at(a, k, k);
      for (long p = 0; p < k; p++) {
        pivot -= at(a, p, k) * at(a, p, k);
      }
      if (!(pivot > 0 && pivot < Double.POSITIVE_INFINITY)) {
        return k;
      }
      double root = Math.sqrt(pivot);
      put(a, k, k, root);
      for (long j = k + 1; j < n; j++) {
        double sum = at(a, k, j);
        for (long p = 0; p < k; p++) {
          sum -= at(a, p, k) * at(a, p, j);
        }
        put(a, k, j, sum / root);
      }
    }
    return -1;
  }

  @Override
  public long lu(Tensor a, Tensor pivots) {
    long m = a.shape().extent(0);
    long n = a.shape().extent(1);
    long failed = -1;
    for (long k = 0; k < n; k++) {
      long largest = largest(a, k);
      ((HostTensor) pivots).setInteger(largest, k);
      swap(a, k, largest);
      double pivot = at(a, k, k);
      if (pivot == 0 || !Double.isFinite(pivot)) {
        failed = failed < 0 ? k : failed;
        continue;
      }
      for (long i = k + 1; i < m; i++) {
        put(a, i, k, at(a, i, k) / pivot);
        for (long j = k + 1; j < n; j++) {
          put(a, i, j, at(a, i, j) - at(a, i, k) * at(a, k, j));
        }
      }
    }
    return failed;
  }

  private static long largest(Tensor a, long k) {
    long found = k;
    double largest = 0;
    for (long i = k; i < a.shape().extent(0); i++) {
      double magnitude = Math.abs(at(a, i, k));
      if (magnitude > largest) {
        largest = magnitude;
        found = i;
      }
    }
    return found;
  }

  private static void swap(Tensor a, long i, long k) {
    for (long j = 0; j < a.shape().extent(1); j++) {
      double kept = at(a, i, j);
      put(a, i, j, at(a, k, j));
      put(a, k, j, kept);
    }
  }

  @Override
  public void qr(Tensor a, Tensor tau) {
    long m = a.shape().extent(0);
    long n = a.shape().extent(1);
    for (long k = 0; k < n; k++) {
      double factor = reflector(a, k);
      ((HostTensor) tau).set(factor, k);
      for (long j = k + 1; j < n; j++) {
        double sum = at(a, k, j);
        for (long i = k + 1; i < m; i++) {
          sum += at(a, i, k) * at(a, i, j);
        }
        put(a, k, j, at(a, k, j) - factor * sum);
        for (long i = k + 1; i < m; i++) {
          put(a, i, j, at(a, i, j) - factor * at(a, i, k) * sum);
        }
      }
    }
  }

  /** Makes the reflection that maps column k to a multiple of the unit vector; returns its τ. */
  private static double reflector(Tensor a, long k) {
    long m = a.shape().extent(0);
    double largest = 0;
    for (long i = k + 1; i < m; i++) {
      largest = Math.max(largest, Math.abs(at(a, i, k)));
    }
    if (largest == 0) {
      return 0;
    }
    double alpha = at(a, k, k);
    double scale = Math.max(largest, Math.abs(alpha));
    double sum = 0;
    for (long i = k; i < m; i++) {
      sum += at(a, i, k) / scale * (at(a, i, k) / scale);
    }
    double beta = -Math.copySign(scale * Math.sqrt(sum), alpha);
    for (long i = k + 1; i < m; i++) {
      put(a, i, k, at(a, i, k) / (alpha - beta));
    }
    put(a, k, k, beta);
    return (beta - alpha) / beta;
  }

  @Override
  public void exchange(Tensor a, Tensor pivots, boolean reverse) {
    long count = pivots.size();
    for (long step = 0; step < count; step++) {
      long k = reverse ? count - 1 - step : step;
      swap(a, k, ((HostTensor) pivots).integerAt(k));
    }
  }
}
