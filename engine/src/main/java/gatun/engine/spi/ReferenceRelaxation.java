package gatun.engine.spi;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;

/** The relaxations as formulas. */
final class ReferenceRelaxation implements Relaxation {
  @Override
  public void begin(double omega, Tensor w, Tensor b, Tensor x) {
    for (long i = 0; i < x.size(); i++) {
      at(x).set(omega * at(w).at(i) * at(b).at(i), i);
    }
  }

  @Override
  public void relax(double omega, Tensor w, Tensor b, Tensor y, Tensor x) {
    for (long i = 0; i < x.size(); i++) {
      double r = at(b).at(i) - at(y).at(i);
      at(x).set(at(x).at(i) + omega * at(w).at(i) * r, i);
    }
  }

  @Override
  public void residual(Tensor b, Tensor y) {
    for (long i = 0; i < y.size(); i++) {
      at(y).set(at(b).at(i) - at(y).at(i), i);
    }
  }

  private static HostTensor at(Tensor t) {
    return (HostTensor) t;
  }
}
