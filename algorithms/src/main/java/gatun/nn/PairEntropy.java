package gatun.nn;

import gatun.engine.DType;
import gatun.engine.Expression;
import gatun.engine.HostTensor;
import gatun.engine.Normalizations;
import gatun.engine.Tensor;
import gatun.engine.grad.Op;
import gatun.engine.grad.Site;

/**
 * The cross entropy of each row i of a square matrix of logits with its partner's column: column i,
 * or, where a row does not meet itself, the row half the matrix away. The gradient is computed with
 * the value.
 *
 * @param butItself whether the diagonal is left out
 */
record PairEntropy(boolean butItself) implements Op {
  private static final int GRADIENT = 0;
  private static final int PARTNERS = 1;

  @Override
  public String name() {
    return "contrastive";
  }

  @Override
  public void forward(Site s) {
    Tensor x = s.input(0);
    long m = x.shape().extent(0);
    Tensor y = s.makes(m);
    Tensor gradient = s.save(GRADIENT, s.dtype(), m, m);
    HostTensor partners = (HostTensor) s.save(PARTNERS, DType.I32, m);
    for (long i = 0; i < m; i++) {
      partners.setInteger(butItself ? (i + m / 2) % m : i, i);
    }
    Tensor logits = x;
    if (butItself) {
      HostTensor mask = s.workspace().zeros(s.dtype(), m, m);
      for (long i = 0; i < m; i++) {
        mask.set(Double.NEGATIVE_INFINITY, i, i);
      }
      logits = s.scratch(m, m);
      s.then(Expression.of(x).add(mask), logits);
    }
    Tensor read = logits;
    Normalizations norms = Normalizations.of(s.workspace().backend(), s.dtype());
    s.then(() -> norms.crossEntropy(read, partners, 1, y, gradient));
  }

  @Override
  public void vjp(Site s) {
    Tensor column = s.cotangent().reshape(s.cotangent().size(), 1);
    s.give(0, Expression.of(s.saved(GRADIENT)).multiply(column), s.input(0).shape());
  }
}
