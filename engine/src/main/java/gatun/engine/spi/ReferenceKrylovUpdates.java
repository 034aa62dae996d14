package gatun.engine.spi;

import gatun.engine.Tensor;

/** The fused updates as sequences of level-1 operations. */
final class ReferenceKrylovUpdates implements KrylovUpdates {
  private final Level1 level1 = new ReferenceLevel1();

  @Override
  public double residual(double alpha, Tensor q, Tensor r) {
    level1.axpy(-alpha, q, r);
    return level1.dot(r, r);
  }

  @Override
  public double step(double alpha, Tensor p, Tensor q, Tensor x, Tensor r) {
    level1.axpy(alpha, p, x);
    return residual(alpha, q, r);
  }

  @Override
  public void direction(double alpha, Tensor x, double beta, Tensor z, Tensor p) {
    level1.axpy(alpha, p, x);
    level1.axpby(1, z, beta, p);
  }
}
