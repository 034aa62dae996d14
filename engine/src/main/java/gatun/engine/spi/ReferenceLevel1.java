package gatun.engine.spi;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;

/** Level 1 as formulas. */
final class ReferenceLevel1 implements Level1 {
  private static double x(Tensor t, long i) {
    return ((HostTensor) t).at(i);
  }

  private static void put(Tensor t, long i, double value) {
    ((HostTensor) t).set(value, i);
  }

  @Override
  public void fill(double value, Tensor x) {
    for (long i = 0; i < x.size(); i++) {
      put(x, i, value);
    }
  }

  @Override
  public void copy(Tensor x, Tensor y) {
    for (long i = 0; i < x.size(); i++) {
      put(y, i, x(x, i));
    }
  }

  @Override
  public void scal(double alpha, Tensor x) {
    for (long i = 0; i < x.size(); i++) {
      put(x, i, alpha * x(x, i));
    }
  }

  @Override
  public void axpy(double alpha, Tensor x, Tensor y) {
    for (long i = 0; i < x.size(); i++) {
      put(y, i, Math.fma(alpha, x(x, i), x(y, i)));
    }
  }

  @Override
  public void axpby(double alpha, Tensor x, double beta, Tensor y) {
    for (long i = 0; i < x.size(); i++) {
      put(y, i, beta == 0 ? alpha * x(x, i) : Math.fma(alpha, x(x, i), beta * x(y, i)));
    }
  }

  @Override
  public void multiply(Tensor x, Tensor y, Tensor z) {
    for (long i = 0; i < x.size(); i++) {
      put(z, i, x(x, i) * x(y, i));
    }
  }

  @Override
  public double dot(Tensor x, Tensor y) {
    double sum = 0;
    for (long i = 0; i < x.size(); i++) {
      sum = Math.fma(x(x, i), x(y, i), sum);
    }
    return sum;
  }

  @Override
  public double nrm2(Tensor x) {
    double largest = amax(x);
    if (largest == 0 || Double.isNaN(largest) || Double.isInfinite(largest)) {
      return largest;
    }
    double sum = 0;
    for (long i = 0; i < x.size(); i++) {
      double scaled = x(x, i) / largest;
      sum = Math.fma(scaled, scaled, sum);
    }
    return largest * Math.sqrt(sum);
  }

  @Override
  public double asum(Tensor x) {
    double sum = 0;
    for (long i = 0; i < x.size(); i++) {
      sum += Math.abs(x(x, i));
    }
    return sum;
  }

  @Override
  public double amax(Tensor x) {
    double largest = 0;
    for (long i = 0; i < x.size(); i++) {
      largest = Math.max(largest, Math.abs(x(x, i)));
    }
    return largest;
  }
}
