package gatun.engine.grad;

import gatun.engine.Binary;
import gatun.engine.Expression;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tangents that all normalisations share: y = h scale + shift with h = (x − mean) inverse, mean
 * and inverse taken over positions and the channels of a group.
 *
 * @param site the place
 * @param samples first extent
 * @param positions second extent
 * @param groups third extent
 * @param channels fourth extent, the channels of one group
 * @param mean [samples, 1, groups, 1], null if nothing is subtracted
 * @param inverse likewise
 * @param fixed whether mean and inverse do not depend on x
 */
record Standardization(
    Site site,
    long samples,
    long positions,
    long groups,
    long channels,
    @Nullable Tensor mean,
    Tensor inverse,
    boolean fixed) {

  private Tensor wide(Tensor x) {
    return x.reshape(samples, positions, groups, channels);
  }

  private @Nullable Tensor wideOrNull(@Nullable Tensor x) {
    return x == null ? null : wide(x);
  }

  private Tensor vector(Tensor x) {
    return x.reshape(1, 1, groups, channels);
  }

  private Tensor scratch(Expression value) {
    Tensor all = site.scratch(samples, positions, groups, channels);
    site.then(value, all);
    return all;
  }

  /** Returns the means over each set. */
  private Tensor means(Expression value) {
    Tensor all = scratch(value);
    Tensor means = site.scratch(samples, 1, groups, 1);
    site.then(() -> site.kernels().reductions().mean(all, means));
    return means;
  }

  private static Expression times(Tensor a, Tensor b) {
    return Expression.of(a).multiply(b);
  }

  private static Expression minus(Expression a, Expression b) {
    return a.apply(Binary.SUBTRACT, b);
  }

  private Tensor standardized() {
    Expression x = Expression.of(wide(site.input(0)));
    return scratch((mean == null ? x : x.subtract(mean)).multiply(inverse));
  }

  /** The tangent of h: inverse (dx − mean dx − h mean(h dx)). */
  private Tensor change(Tensor h, Tensor dx, Tensor meanOfProduct) {
    if (fixed) {
      return scratch(times(dx, inverse));
    }
    Expression value = minus(Expression.of(dx), times(h, meanOfProduct));
    if (mean != null) {
      value = value.subtract(means(Expression.of(dx)));
    }
    return scratch(value.multiply(inverse));
  }

  /** Gives the tangent of the output; returns whether there is one. */
  boolean jvp() {
    Tensor h = standardized();
    Tensor dx = wideOrNull(site.tangent(0));
    Tensor dscale = site.tangent(1);
    Tensor dshift = site.inputs() > 2 ? site.tangent(2) : null;
    Shape wide = h.shape();
    if (dx != null) {
      Tensor change = change(h, dx, means(times(h, dx)));
      site.giveTangent(times(change, vector(site.input(1))), wide);
    }
    if (dscale != null) {
      site.giveTangent(times(h, vector(dscale)), wide);
    }
    if (dshift != null) {
      site.giveTangent(Expression.of(vector(dshift)), wide);
    }
    return dx != null || dscale != null || dshift != null;
  }

  /** Gives the tangents of the gradients for a cotangent and its tangent. */
  void tangentOfVjp(Tensor cotangent, @Nullable Tensor cotangentTangent) {
    Tensor c = wide(cotangent);
    Tensor dc = wideOrNull(cotangentTangent);
    Tensor h = standardized();
    Tensor dx = wideOrNull(site.tangent(0));
    Tensor dscale = site.tangent(1);
    Tensor product = dx == null ? null : means(times(h, dx));
    Tensor change = dx == null ? null : change(h, dx, Objects.requireNonNull(product));
    parameters(c, dc, h, change);
    Tensor scale = vector(site.input(1));
    if (dc != null) {
      linear(times(dc, scale), h);
    }
    if (dscale != null) {
      linear(times(c, vector(dscale)), h);
    }
    if (change != null && product != null && !fixed) {
      moved(scratch(times(c, scale)), h, change, product);
    }
  }

  private void parameters(Tensor c, @Nullable Tensor dc, Tensor h, @Nullable Tensor change) {
    if (dc != null) {
      sum(1, times(dc, h));
      sum(2, Expression.of(dc));
    }
    if (change != null) {
      sum(1, times(c, change));
    }
  }

  private void sum(int input, Expression value) {
    if (input < site.inputs() && site.wants(input)) {
      Tensor all = scratch(value);
      site.give(
          input,
          Shape.of(1, 1, groups, channels),
          (Writer) target -> site.kernels().reductions().sum(all, target));
    }
  }

  /** Gives inverse (g − mean g − h mean(g h)), the gradient for another g. */
  private void linear(Expression value, Tensor h) {
    if (fixed) {
      site.give(0, value.multiply(inverse), h.shape());
      return;
    }
    Tensor g = scratch(value);
    Expression gradient = minus(Expression.of(g), times(h, means(times(g, h))));
    if (mean != null) {
      gradient = gradient.subtract(means(Expression.of(g)));
    }
    site.give(0, gradient.multiply(inverse), g.shape());
  }

  /** The part that comes from x: h and inverse move, g stays. */
  private void moved(Tensor g, Tensor h, Tensor change, Tensor product) {
    Tensor q = means(times(g, h));
    Tensor dq = means(times(g, change));
    Expression gradient = minus(Expression.of(g), times(h, q));
    if (mean != null) {
      gradient = gradient.subtract(means(Expression.of(g)));
    }
    Tensor old = scratch(gradient.multiply(inverse));
    Expression now = times(change, q).apply(Binary.ADD, times(h, dq));
    Expression both = now.apply(Binary.ADD, times(old, product));
    site.give(0, both.multiply(inverse).apply(gatun.engine.Unary.NEGATE), g.shape());
  }
}
