package gatun.engine.grad;

import gatun.engine.Expression;
import gatun.engine.Philox;
import gatun.engine.Sampling;
import gatun.engine.Tensor;

/** Keeps each element with the probability 1 − p, divided by it, else 0. */
record Dropout(double p, Philox random) implements Op {
  private static final int MASK = 0;

  @Override
  public String name() {
    return "dropout";
  }

  private static Expression kept(Expression x, Tensor mask, double p) {
    return x.multiply(mask).multiply(1 / (1 - p));
  }

  @Override
  public void forward(Site s) {
    Tensor x = s.input(0);
    s.makes(x.shape());
    Tensor mask = s.save(MASK, s.dtype(), x.shape().extents());
    Sampling sampling = s.kernels().sampling();
    s.draws(random, () -> sampling.bernoulli(random, 1 - p, mask));
    s.fills(kept(Expression.of(x), mask, p));
  }

  @Override
  public void vjp(Site s) {
    s.give(0, kept(Expression.of(s.cotangent()), s.saved(MASK), p));
  }

  @Override
  public void jvp(Site s) {
    Tensor dx = s.tangent(0);
    if (dx != null) {
      s.giveTangent(kept(Expression.of(dx), s.saved(MASK), p));
    }
  }

  @Override
  public void tangentOfVjp(Site s) {
    Tensor change = s.cotangentTangent();
    if (change != null) {
      s.give(0, kept(Expression.of(change), s.saved(MASK), p));
    }
  }
}
