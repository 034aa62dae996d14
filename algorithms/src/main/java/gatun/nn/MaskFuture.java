package gatun.nn;

import gatun.engine.Expression;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.grad.Op;
import gatun.engine.grad.Site;

/** Sets scores of tokens behind the one that looks to −∞. */
enum MaskFuture implements Op {
  OP;

  @Override
  public void forward(Site s) {
    Tensor x = s.input(0);
    int last = x.shape().rank() - 1;
    long tokens = x.shape().extent(last);
    s.makes(x.shape());
    HostTensor mask = s.workspace().zeros(s.dtype(), tokens, tokens);
    for (long i = 0; i < tokens; i++) {
      for (long j = i + 1; j < tokens; j++) {
        mask.set(Double.NEGATIVE_INFINITY, i, j);
      }
    }
    s.fills(Expression.of(x).add(mask));
  }

  @Override
  public void vjp(Site s) {
    s.hand(0); // softmax sends nothing back to what has no weight
  }
}
