package gatun.engine.grad;

import gatun.engine.Binary;
import gatun.engine.Check;
import gatun.engine.Expression;
import gatun.engine.Reductions;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Unary;
import org.jspecify.annotations.Nullable;

/**
 * Batch or group normalisation of values with the channels last, the function max(·, 0) behind it
 * if asked for. Inputs: values, scale, shift and, of batch normalisation, the running mean and
 * variance.
 *
 * @param groups 0 for batch normalisation
 * @param epsilon is added to the variance
 * @param momentum how far the running statistics move
 * @param training whether statistics are those of the values
 * @param relu whether negative results become 0
 */
record ChannelNorm(long groups, double epsilon, double momentum, boolean training, boolean relu)
    implements Op {
  private static final int MEAN = 0;
  private static final int INVERSE = 1;

  @Override
  public String name() {
    return groups == 0 ? "batchNorm" : "groupNorm";
  }

  @Override
  public void forward(Site s) {
    Tensor x = s.input(0);
    Check.that(x.shape().rank() >= 2, () -> name() + ": expected [batch, …, channels], found " + x);
    ChannelLanes lanes = ChannelLanes.of(x, groups);
    Check.dense(name() + " scale", s.input(1), s.dtype(), lanes.channels());
    Check.dense(name() + " shift", s.input(2), s.dtype(), lanes.channels());
    Tensor y = s.makes(x.shape());
    Tensor mean = s.save(MEAN, s.dtype(), lanes.sets());
    Tensor inverse = s.save(INVERSE, s.dtype(), lanes.sets());
    if (training) {
      statistics(s, lanes, mean, inverse);
    } else {
      s.then(Expression.of(s.input(3)), lanes.channelWise(mean));
      s.then(inverse(s.input(4)), lanes.channelWise(inverse));
    }
    Tensor a = s.scratch(lanes.lanes());
    Tensor b = s.scratch(lanes.lanes());
    s.then(Expression.of(lanes.vector(s.input(1))).multiply(inverse), a);
    Expression shift = Expression.of(lanes.vector(s.input(2)));
    s.then(shift.apply(Binary.SUBTRACT, Expression.of(mean).multiply(a)), b);
    Expression value =
        Expression.of(lanes.rows(x)).fma(Expression.of(lanes.row(a)), Expression.of(lanes.row(b)));
    s.then(relu ? value.apply(Unary.RELU) : value, lanes.rows(y));
  }

  private Expression inverse(Tensor variance) {
    return Expression.of(variance).add(epsilon).apply(Unary.RSQRT);
  }

  /** Mean and variance: first those of each lane, then of all lanes of a set. */
  private void statistics(Site s, ChannelLanes lanes, Tensor mean, Tensor inverse) {
    Reductions r = s.kernels().reductions();
    Tensor x = lanes.rows(s.input(0));
    Tensor means = s.scratch(lanes.lanes());
    Tensor variances = s.scratch(lanes.lanes());
    Tensor m = lanes.row(means);
    Tensor v = lanes.row(variances);
    s.then(() -> r.moments(x, 0, m, v));
    s.then(() -> r.mean(means, mean));
    Expression apart = Expression.of(means).subtract(mean).apply(Unary.SQUARE);
    s.then(apart.add(variances), variances);
    Tensor variance = s.scratch(lanes.sets());
    s.then(() -> r.mean(variances, variance));
    s.then(inverse(variance), inverse);
    if (groups == 0 && s.inputs() > 3) {
      double n = lanes.terms();
      moves(s, s.input(3), lanes.channelWise(mean), 1);
      moves(s, s.input(4), lanes.channelWise(variance), n > 1 ? n / (n - 1) : 1);
    }
  }

  private void moves(Site s, Tensor running, Tensor now, double factor) {
    Expression old = Expression.of(running).multiply(1 - momentum);
    s.once(old.apply(Binary.ADD, Expression.of(now).multiply(momentum * factor)), running);
  }

  /** The cotangent in front of the function max(·, 0). */
  private Tensor inside(Site s, Tensor cotangent, @Nullable Tensor into) {
    if (!relu || into == null) {
      return cotangent;
    }
    Expression positive = Expression.of(s.output()).apply(Binary.GREATER, Expression.constant(0));
    s.then(positive.select(Expression.of(cotangent), Expression.constant(0)), into);
    return into;
  }

  @Override
  public void vjp(Site s) {
    ChannelLanes lanes = ChannelLanes.of(s.input(0), groups);
    Tensor dz = inside(s, s.cotangent(), relu ? s.spent() : null);
    Tensor mean = s.saved(MEAN);
    Tensor inverse = s.saved(INVERSE);
    Tensor center = s.scratch(lanes.lanes());
    s.then(Expression.of(mean), center);
    Tensor sums = s.scratch(lanes.lanes());
    Tensor products = s.scratch(lanes.lanes());
    s.then(lanes.sums(s, s.input(0), center, dz, sums, products));
    Tensor scaled = s.scratch(lanes.lanes());
    s.then(Expression.of(products).multiply(inverse), scaled);
    Reductions r = s.kernels().reductions();
    Shape each = lanes.vector(s.input(1)).shape();
    s.give(1, each, (Writer) target -> r.sum(scaled, target));
    s.give(2, each, (Writer) target -> r.sum(sums, target));
    if (s.wants(0)) {
      values(s, lanes, dz, sums, products);
    }
  }

  /** dx = a dz + b x + c, see ChannelNormalization. */
  private void values(Site s, ChannelLanes lanes, Tensor dz, Tensor sums, Tensor products) {
    Expression scale = Expression.of(lanes.vector(s.input(1)));
    Tensor mean = s.saved(MEAN);
    Tensor inverse = s.saved(INVERSE);
    Tensor a = s.scratch(lanes.lanes());
    s.then(scale.multiply(inverse), a);
    Expression value = Expression.of(lanes.rows(dz)).multiply(lanes.row(a));
    if (training) {
      Reductions r = s.kernels().reductions();
      Tensor f = s.scratch(lanes.sets());
      Tensor fh = s.scratch(lanes.sets());
      s.then(scale.multiply(sums), sums);
      s.then(scale.multiply(products), products);
      s.then(() -> r.sum(sums, f));
      s.then(() -> r.sum(products, fh));
      double n = lanes.terms();
      Tensor b = s.scratch(lanes.lanes());
      Tensor c = s.scratch(lanes.lanes());
      Expression cube =
          Expression.of(inverse).apply(Unary.SQUARE).multiply(inverse).multiply(-1 / n);
      s.then(cube.multiply(fh), b);
      Expression first = Expression.of(inverse).multiply(f).multiply(-1 / n);
      s.then(first.apply(Binary.SUBTRACT, Expression.of(b).multiply(mean)), c);
      Expression rest =
          Expression.of(lanes.rows(s.input(0)))
              .fma(Expression.of(lanes.row(b)), Expression.of(lanes.row(c)));
      value = Expression.of(lanes.rows(dz)).fma(Expression.of(lanes.row(a)), rest);
    }
    s.give(0, value, lanes.rows(dz).shape());
  }

  private Standardization standardization(Site s) {
    ChannelLanes lanes = ChannelLanes.of(s.input(0), groups);
    return new Standardization(
        s,
        lanes.samples(),
        lanes.positions(),
        lanes.groups(),
        lanes.channels() / lanes.groups(),
        s.saved(MEAN),
        s.saved(INVERSE),
        !training);
  }

  @Override
  public void jvp(Site s) {
    if (standardization(s).jvp() && relu) {
      inside(s, s.givenTangent(), s.givenTangent());
    }
  }

  @Override
  public void tangentOfVjp(Site s) {
    long[] extents = s.output().shape().extents();
    Tensor c = inside(s, s.cotangent(), relu ? s.scratch(extents) : null);
    Tensor change = s.cotangentTangent();
    Tensor dc = change == null ? null : inside(s, change, relu ? s.scratch(extents) : null);
    standardization(s).tangentOfVjp(c, dc);
  }
}
