package gatun.engine;

import gatun.engine.spi.Channels;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Lifetime;

/**
 * Batch or group normalisation of one layer: y = (x − mean) / √(variance + ε) · scale + shift, with
 * mean and variance over the samples and positions of a channel (batch), or over the channels of a
 * group and the positions of one sample (group). Holds what the gradient needs of the last training
 * step, and the running statistics; its tensors belong to the workspace it was prepared in.
 *
 * <p>Values are dense tensors [N, C, S] (samples, channels, positions) or [N, C]. Images in NHWC
 * order are batch-normalised as [N·H·W, C]. Forward moves 3 values an element (statistics, then the
 * values), the gradient 5. After the preparation no memory is taken but for a few views, small
 * objects on the heap. Not for several threads at once.
 */
public final class ChannelNormalization {
  private final Channels kernel;
  private final Reductions reductions;
  private final DType dtype;
  private final long samples;
  private final long channels;
  private final long groups;
  private final double epsilon;
  private final HostTensor mean; // one for each group
  private final HostTensor variance;
  private final HostTensor center; // one for each coefficient: channel, or sample and channel
  private final HostTensor a;
  private final HostTensor b;
  private final HostTensor c;
  private final HostTensor sum;
  private final HostTensor product;
  private final HostTensor runningMean;
  private final HostTensor runningVariance;
  private final HostTensor means; // the mean, shaped as a sum over the planes
  private final HostTensor variances;
  private HostTensor measured; // the values of the last training step, so that a view is made once
  private HostTensor planes;

  private ChannelNormalization(
      Workspace w, DType dtype, long samples, long channels, long groups, double epsilon) {
    Check.that(
        channels > 0 && samples > 0 && (groups == 0 || channels % groups == 0),
        () ->
            "normalisation: expected samples > 0 and channels that are a multiple of the groups,"
                + (" found " + samples + " samples, " + channels + " channels, ")
                + (groups + " groups"));
    this.kernel = w.backend().require(KernelKey.of(Channels.class, dtype));
    this.reductions = Reductions.of(w.backend(), dtype);
    this.dtype = dtype;
    this.samples = samples;
    this.channels = channels;
    this.groups = groups;
    this.epsilon = epsilon;
    long sets = groups == 0 ? channels : samples * groups;
    long width = groups == 0 ? channels : samples * channels;
    mean = w.zeros(dtype, sets);
    variance = w.zeros(dtype, sets);
    means = groups == 0 ? mean.reshape(1, channels, 1) : mean.reshape(sets, 1);
    variances = groups == 0 ? variance.reshape(1, channels, 1) : variance.reshape(sets, 1);
    measured = mean;
    planes = mean;
    center = w.zeros(dtype, width);
    a = w.zeros(dtype, width);
    b = w.zeros(dtype, width);
    c = w.zeros(dtype, width);
    sum = w.zeros(dtype, width);
    product = w.zeros(dtype, width);
    runningMean = w.zeros(dtype, channels);
    runningVariance = w.zeros(dtype, channels);
    for (long k = 0; k < channels; k++) {
      runningVariance.set(1, k);
    }
  }

  /** Prepares batch normalisation of values with {@code channels} channels. */
  public static ChannelNormalization batch(
      Workspace workspace, DType dtype, long channels, double epsilon) {
    return new ChannelNormalization(workspace, dtype, 1, channels, 0, epsilon);
  }

  /** Prepares group normalisation for a fixed number of samples, channels and groups. */
  public static ChannelNormalization group(
      Workspace workspace, DType dtype, long samples, long channels, long groups, double epsilon) {
    Check.that(groups > 0, () -> "group: expected at least 1 group, found " + groups);
    return new ChannelNormalization(workspace, dtype, samples, channels, groups, epsilon);
  }

  /** Returns the running mean of each channel, of batch normalisation. */
  public HostTensor runningMean() {
    return runningMean;
  }

  /** Returns the running variance of each channel, of batch normalisation; 1 at first. */
  public HostTensor runningVariance() {
    return runningVariance;
  }

  /**
   * Normalises by the statistics of these values, which are kept for {@link #gradient}. In batch
   * normalisation the running statistics move towards them: r ← (1 − momentum) r + momentum s, the
   * variance as n / (n − 1) times that of the elements.
   *
   * @param scale a dense vector of C elements
   * @param shift a dense vector of C elements
   * @param y shaped like x; may be x
   */
  public void train(Tensor x, Tensor scale, Tensor shift, double momentum, Tensor y) {
    operands("train", x, y);
    Check.dense("train scale", scale, dtype, channels);
    Check.dense("train shift", shift, dtype, channels);
    statistics(x);
    double n = terms(x);
    for (long k = 0; k < center.size(); k++) {
      double m = mean.at(set(k));
      double factor = 1 / Math.sqrt(variance.at(set(k)) + epsilon);
      double g = ((HostTensor) scale).at(k % channels) * factor;
      center.set(m, k);
      a.set(g, k);
      b.set(((HostTensor) shift).at(k % channels) - m * g, k);
    }
    if (groups == 0) {
      for (long k = 0; k < channels; k++) {
        double sample = n > 1 ? variance.at(k) * (n / (n - 1)) : variance.at(k);
        runningMean.set((1 - momentum) * runningMean.at(k) + momentum * mean.at(k), k);
        runningVariance.set((1 - momentum) * runningVariance.at(k) + momentum * sample, k);
      }
    }
    affine(x, y);
  }

  /** Normalises by the running statistics, of batch normalisation; y may be x. */
  public void infer(Tensor x, Tensor scale, Tensor shift, Tensor y) {
    Check.that(groups == 0, () -> "infer: group normalisation has no running statistics; train it");
    operands("infer", x, y);
    Check.dense("infer scale", scale, dtype, channels);
    Check.dense("infer shift", shift, dtype, channels);
    for (long k = 0; k < channels; k++) {
      double factor = 1 / Math.sqrt(runningVariance.at(k) + epsilon);
      double g = ((HostTensor) scale).at(k) * factor;
      a.set(g, k);
      b.set(((HostTensor) shift).at(k) - runningMean.at(k) * g, k);
    }
    affine(x, y);
  }

  /**
   * Computes the gradients of the last {@link #train} with these values: with h the normalised
   * value, g = dy scale and means over the set that mean and variance were taken of, dx ← (g − mean
   * g − h mean(g h)) / √(variance + ε), dscale ← Σ dy h, dshift ← Σ dy. dx may be dy.
   */
  public void gradient(Tensor x, Tensor scale, Tensor dy, Tensor dx, Tensor dscale, Tensor dshift) {
    operands("gradient", x, dx);
    operands("gradient", dy, dx);
    Check.dense("gradient scale", scale, dtype, channels);
    Check.dense("gradient dscale", dscale, dtype, channels);
    Check.dense("gradient dshift", dshift, dtype, channels);
    Lifetime.acquire(x, dy, sum);
    try {
      kernel.sums(x, center, dy, sum, product);
    } finally {
      Lifetime.release(x, dy, sum);
    }
    parameters((HostTensor) dscale, (HostTensor) dshift);
    coefficients((HostTensor) scale, terms(x));
    Lifetime.acquire(x, dy, dx, a);
    try {
      kernel.combine(dy, x, a, b, c, dx);
    } finally {
      Lifetime.release(x, dy, dx, a);
    }
  }

  private void parameters(HostTensor dscale, HostTensor dshift) {
    for (long k = 0; k < channels; k++) {
      double s = 0;
      double t = 0;
      for (long i = k; i < sum.size(); i += channels) {
        s += product.at(i) / Math.sqrt(variance.at(set(i)) + epsilon);
        t += sum.at(i);
      }
      dscale.set(s, k);
      dshift.set(t, k);
    }
  }

  /** dx = r (g − Σ g / n − (x − m) r² Σ g (x − m) / n), sums over the coefficients of one set. */
  private void coefficients(HostTensor scale, double n) {
    long share = groups == 0 ? 1 : channels / groups;
    for (long first = 0; first < center.size(); first += share) {
      double f = 0;
      double fh = 0;
      for (long k = first; k < first + share; k++) {
        f += scale.at(k % channels) * sum.at(k);
        fh += scale.at(k % channels) * product.at(k);
      }
      double r = 1 / Math.sqrt(variance.at(set(first)) + epsilon);
      double beta = -r * r * r * fh / n;
      for (long k = first; k < first + share; k++) {
        a.set(r * scale.at(k % channels), k);
        b.set(beta, k);
        c.set(-r * f / n - beta * center.at(k), k);
      }
    }
  }

  private long set(long coefficient) {
    return groups == 0 ? coefficient : coefficient / (channels / groups);
  }

  private double terms(Tensor x) {
    return (double) x.size() / mean.size();
  }

  private void statistics(Tensor x) {
    if (x != measured) {
      long positions = x.size() / (x.shape().extent(0) * channels);
      measured = (HostTensor) x;
      planes =
          groups == 0
              ? measured.reshape(x.shape().extent(0), channels, positions)
              : measured.reshape(mean.size(), channels / groups * positions);
    }
    reductions.moments(planes, 0, means, variances);
  }

  private void affine(Tensor x, Tensor y) {
    Lifetime.acquire(x, y, a);
    try {
      kernel.affine(x, a, b, y);
    } finally {
      Lifetime.release(x, y, a);
    }
  }

  private void operands(String operation, Tensor x, Tensor y) {
    Shapes.dtype(operation, "x", x, dtype);
    Shapes.like(operation, "y", x, y, dtype);
    int rank = x.shape().rank();
    boolean fits =
        (rank == 2 || rank == 3)
            && x.size() > 0
            && x.shape().extent(1) == channels
            && (groups == 0 || x.shape().extent(0) == samples);
    if (!fits || !x.contiguous() || !y.contiguous()) {
      throw new IllegalArgumentException(
          operation
              + ": expected densely packed values [N, "
              + channels
              + ", S] or [N, "
              + channels
              + "], not empty, N as prepared, found "
              + x
              + " and "
              + y);
    }
    Shapes.sameOrDistinct(operation, x, y);
  }
}
