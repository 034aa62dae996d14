package gatun.engine.spi;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;

/** Level 2 as formulas. */
final class ReferenceLevel2 implements Level2 {
  @Override
  public void gemv(double alpha, Tensor a, boolean transposed, Tensor x, double beta, Tensor y) {
    HostTensor matrix = (HostTensor) a;
    for (long i = 0; i < y.size(); i++) {
      double sum = 0;
      for (long j = 0; j < x.size() && alpha != 0; j++) {
        double element = transposed ? matrix.at(j, i) : matrix.at(i, j);
        sum = Math.fma(element, ((HostTensor) x).at(j), sum);
      }
      double old = beta == 0 ? 0 : beta * ((HostTensor) y).at(i);
      ((HostTensor) y).set(Math.fma(alpha, sum, old), i);
    }
  }

  @Override
  public void ger(double alpha, Tensor x, Tensor y, Tensor a) {
    HostTensor matrix = (HostTensor) a;
    for (long i = 0; i < x.size(); i++) {
      double factor = alpha * ((HostTensor) x).at(i);
      for (long j = 0; j < y.size(); j++) {
        matrix.set(Math.fma(factor, ((HostTensor) y).at(j), matrix.at(i, j)), i, j);
      }
    }
  }
}
