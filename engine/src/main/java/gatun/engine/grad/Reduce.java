package gatun.engine.grad;

import gatun.engine.Binary;
import gatun.engine.Expression;
import gatun.engine.Reductions;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Unary;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A reduction over the axes whose bits are set. */
record Reduce(Kind kind, long axes, boolean keep) implements Op {
  enum Kind {
    SUM,
    MEAN,
    MAX,
    LOG_SUM_EXP,
    VARIANCE,
    SAMPLE_VARIANCE
  }

  /** What is kept: how many elements are the largest, or the mean. */
  private static final int AUXILIARY = 0;

  @Override
  public String name() {
    return kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  private boolean reduced(int axis) {
    return (axes >> axis & 1) != 0;
  }

  /** Returns the input's shape with 1 along the reduced axes. */
  private long[] kept(Shape x) {
    long[] extents = x.extents();
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = reduced(axis) ? 1 : extents[axis];
    }
    return extents;
  }

  private long terms(Shape x) {
    long terms = 1;
    for (int axis = 0; axis < x.rank(); axis++) {
      terms *= reduced(axis) ? x.extent(axis) : 1;
    }
    return terms;
  }

  private long[] result(Shape x) {
    if (keep) {
      return kept(x);
    }
    long[] extents = new long[x.rank()];
    int rank = 0;
    for (int axis = 0; axis < x.rank(); axis++) {
      if (!reduced(axis)) {
        extents[rank++] = x.extent(axis);
      }
    }
    return java.util.Arrays.copyOf(extents, rank);
  }

  @Override
  public void forward(Site s) {
    Tensor x = s.input(0);
    long[] kept = kept(x.shape());
    Tensor y = s.makes(result(x.shape())).reshape(kept);
    Reductions r = s.kernels().reductions();
    switch (kind) {
      case SUM -> s.then(() -> r.sum(x, y));
      case MEAN -> s.then(() -> r.mean(x, y));
      case LOG_SUM_EXP -> s.then(() -> r.logSumExp(x, y));
      case MAX -> {
        s.then(() -> r.max(x, y));
        Tensor equal = s.scratch(x.shape().extents());
        s.then(Expression.of(x).apply(Binary.EQUAL, Expression.of(y)), equal);
        Tensor count = s.save(AUXILIARY, s.dtype(), kept);
        s.then(() -> r.sum(equal, count));
      }
      case VARIANCE, SAMPLE_VARIANCE -> {
        Tensor mean = s.save(AUXILIARY, s.dtype(), kept);
        double correction = kind == Kind.VARIANCE ? 0 : 1;
        s.then(() -> r.moments(x, correction, mean, y));
      }
    }
  }

  /** ∂y/∂x, an element of x at a time; null if it is 1. */
  private @Nullable Expression slope(Site s, Tensor x, Tensor y) {
    return switch (kind) {
      case SUM -> null;
      case MEAN -> Expression.constant(1.0 / terms(x.shape()));
      case MAX -> Expression.of(x).apply(Binary.EQUAL, Expression.of(y)).divide(s.saved(AUXILIARY));
      case LOG_SUM_EXP -> Expression.of(x).subtract(y).apply(Unary.EXP);
      case VARIANCE -> variance(s, x, 2.0 / terms(x.shape()));
      case SAMPLE_VARIANCE -> variance(s, x, 2.0 / (terms(x.shape()) - 1));
    };
  }

  private static Expression variance(Site s, Tensor x, double factor) {
    return Expression.of(x).subtract(s.saved(AUXILIARY)).multiply(factor);
  }

  private static Expression times(Expression value, @Nullable Expression slope) {
    return slope == null ? value : value.apply(Binary.MULTIPLY, slope);
  }

  @Override
  public void vjp(Site s) {
    Tensor x = s.input(0);
    long[] kept = kept(x.shape());
    Tensor y = s.output().reshape(kept);
    Tensor dy = s.cotangent().reshape(kept);
    s.give(0, times(Expression.of(dy), slope(s, x, y)), x.shape());
  }

  @Override
  public void jvp(Site s) {
    Tensor dx = s.tangent(0);
    if (dx == null) {
      return;
    }
    Tensor x = s.input(0);
    long[] kept = kept(x.shape());
    Expression slope = slope(s, x, s.output().reshape(kept));
    Tensor all = slope == null ? dx : s.scratch(x.shape().extents());
    if (slope != null) {
      s.then(times(Expression.of(dx), slope), all);
    }
    Reductions r = s.kernels().reductions();
    s.giveTangent(Shape.of(kept), dy -> r.sum(all, dy));
  }

  @Override
  public void tangentOfVjp(Site s) {
    Tensor x = s.input(0);
    long[] kept = kept(x.shape());
    Tensor y = s.output().reshape(kept);
    Tensor dy = s.cotangent().reshape(kept);
    Expression slope = slope(s, x, y);
    Map<Tensor, Expression> changes = new IdentityHashMap<>();
    put(changes, dy, s.cotangentTangent(), kept);
    put(changes, y, s.outputTangent(), kept);
    Tensor dx = s.tangent(0);
    if (dx != null) {
      changes.put(x, Expression.of(dx));
    }
    if (dx != null && (kind == Kind.VARIANCE || kind == Kind.SAMPLE_VARIANCE)) {
      Tensor mean = s.scratch(kept);
      s.then(() -> s.kernels().reductions().mean(dx, mean));
      changes.put(s.saved(AUXILIARY), Expression.of(mean));
    }
    Expression change = times(Expression.of(dy), slope).tangent(changes);
    if (change != null) {
      s.give(0, change, x.shape());
    }
  }

  private static void put(
      Map<Tensor, Expression> changes, Tensor of, @Nullable Tensor by, long[] shape) {
    if (by != null) {
      changes.put(of, Expression.of(Objects.requireNonNull(by).reshape(shape)));
    }
  }
}
