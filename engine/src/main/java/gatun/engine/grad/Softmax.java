package gatun.engine.grad;

import gatun.engine.Binary;
import gatun.engine.Expression;
import gatun.engine.Normalizations;
import gatun.engine.Tensor;
import gatun.engine.Unary;
import org.jspecify.annotations.Nullable;

/** Softmax along an axis, or its logarithm. */
record Softmax(int axis, boolean log) implements Op {
  @Override
  public String name() {
    return log ? "logSoftmax" : "softmax";
  }

  @Override
  public void forward(Site s) {
    Tensor x = s.input(0);
    Tensor y = s.makes(x.shape());
    Normalizations norms = s.kernels().normalizations();
    s.then(log ? () -> norms.logSoftmax(axis, x, y) : () -> norms.softmax(axis, x, y));
  }

  @Override
  public void vjp(Site s) {
    Tensor y = s.output();
    Tensor dy = s.cotangent();
    Normalizations norms = s.kernels().normalizations();
    s.give(
        0,
        log
            ? dx -> norms.logSoftmaxGradient(axis, y, dy, dx)
            : dx -> norms.softmaxGradient(axis, y, dy, dx));
  }

  /** Returns the sums of a formula along the axis, with extent 1 there. */
  private Tensor sums(Site s, Expression value) {
    long[] extents = s.output().shape().extents();
    Tensor all = s.scratch(extents);
    s.then(value, all);
    extents[axis] = 1;
    Tensor sums = s.scratch(extents);
    s.then(() -> s.kernels().reductions().sum(all, sums));
    return sums;
  }

  private static Expression times(Expression a, Tensor b) {
    return a.multiply(b);
  }

  @Override
  public void jvp(Site s) {
    Tensor dx = s.tangent(0);
    if (dx == null) {
      return;
    }
    Expression y = Expression.of(s.output());
    if (log) {
      Tensor mean = sums(s, times(y.apply(Unary.EXP), dx));
      s.giveTangent(Expression.of(dx).subtract(mean));
    } else {
      Tensor mean = sums(s, times(y, dx));
      s.giveTangent(y.apply(Binary.MULTIPLY, Expression.of(dx).subtract(mean)));
    }
  }

  @Override
  public void tangentOfVjp(Site s) {
    Tensor dy = s.outputTangent();
    Tensor dc = s.cotangentTangent();
    Expression y = Expression.of(s.output());
    Expression c = Expression.of(s.cotangent());
    if (log) {
      tangentOfLog(s, y.apply(Unary.EXP), c, dy, dc);
      return;
    }
    if (dy != null) {
      Tensor mean = sums(s, times(c, s.output()));
      Tensor change = sums(s, times(c, dy));
      s.give(0, times(c.subtract(mean), dy).apply(Binary.SUBTRACT, y.multiply(change)));
    }
    if (dc != null) {
      Tensor mean = sums(s, times(y, dc));
      s.give(0, y.apply(Binary.MULTIPLY, Expression.of(dc).subtract(mean)));
    }
  }

  private void tangentOfLog(
      Site s, Expression p, Expression c, @Nullable Tensor dy, @Nullable Tensor dc) {
    if (dy != null) {
      Tensor sum = sums(s, c);
      s.give(0, p.multiply(dy).multiply(sum).apply(Unary.NEGATE));
    }
    if (dc != null) {
      Tensor sum = sums(s, Expression.of(dc));
      s.give(0, Expression.of(dc).apply(Binary.SUBTRACT, p.multiply(sum)));
    }
  }
}
