package gatun.engine.grad;

import gatun.engine.Check;
import gatun.engine.Expression;
import gatun.engine.Normalizations;
import gatun.engine.Reductions;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import org.jspecify.annotations.Nullable;

/** The cross entropy of each row of logits; the gradient is computed with the value. */
record CrossEntropy(double smoothing) implements Op {
  private static final int GRADIENT = 0;

  @Override
  public String name() {
    return "crossEntropy";
  }

  @Override
  public void forward(Site s) {
    Tensor x = s.input(0);
    Check.rank("crossEntropy logits", x, 2);
    long rows = x.shape().extent(0);
    long n = x.shape().extent(1);
    Tensor y = s.makes(rows);
    Tensor gradient = s.save(GRADIENT, s.dtype(), rows, n);
    Normalizations norms = s.kernels().normalizations();
    Tensor labels = s.input(1);
    s.then(() -> norms.crossEntropy(x, labels, 1, y, gradient));
    if (smoothing > 0) {
      smooth(s, x, y, gradient);
    }
  }

  /** y ← (1 − ε) y + ε (ln Σ e^x − mean x), and its gradient. */
  private void smooth(Site s, Tensor x, Tensor y, Tensor gradient) {
    long rows = x.shape().extent(0);
    long n = x.shape().extent(1);
    Reductions r = s.kernels().reductions();
    Tensor sum = s.scratch(rows, 1);
    Tensor mean = s.scratch(rows, 1);
    s.then(() -> r.logSumExp(x, sum));
    s.then(() -> r.mean(x, mean));
    Expression uniform = Expression.of(sum.reshape(rows)).subtract(mean.reshape(rows));
    s.then(
        Expression.of(y)
            .multiply(1 - smoothing)
            .apply(gatun.engine.Binary.ADD, uniform.multiply(smoothing)),
        y);
    Tensor softmax = s.scratch(rows, n);
    s.then(() -> s.kernels().normalizations().softmax(1, x, softmax));
    Expression change = Expression.of(softmax).add(-1.0 / n).multiply(smoothing);
    s.then(
        Expression.of(gradient).multiply(1 - smoothing).apply(gatun.engine.Binary.ADD, change),
        gradient);
  }

  private static Tensor column(Tensor rows) {
    return rows.reshape(rows.size(), 1);
  }

  @Override
  public void vjp(Site s) {
    s.give(0, Expression.of(s.saved(GRADIENT)).multiply(column(s.cotangent())), s.input(0).shape());
  }

  @Override
  public void jvp(Site s) {
    Tensor dx = s.tangent(0);
    if (dx != null) {
      Tensor products = s.scratch(dx.shape().extents());
      s.then(Expression.of(s.saved(GRADIENT)).multiply(dx), products);
      Reductions r = s.kernels().reductions();
      s.giveTangent(Shape.of(dx.shape().extent(0), 1), dy -> r.sum(products, dy));
    }
  }

  @Override
  public void tangentOfVjp(Site s) {
    Tensor x = s.input(0);
    Tensor dx = s.tangent(0);
    @Nullable Tensor dc = s.cotangentTangent();
    if (dx != null) {
      Tensor softmax = s.scratch(x.shape().extents());
      Tensor change = s.scratch(x.shape().extents());
      Normalizations norms = s.kernels().normalizations();
      s.then(() -> norms.softmax(1, x, softmax));
      s.then(() -> norms.softmaxGradient(1, softmax, dx, change));
      s.give(0, Expression.of(change).multiply(column(s.cotangent())), x.shape());
    }
    if (dc != null) {
      s.give(0, Expression.of(s.saved(GRADIENT)).multiply(column(dc)), x.shape());
    }
  }
}
