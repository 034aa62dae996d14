package gatun.engine.grad;

import gatun.engine.Activation;
import gatun.engine.Window;
import java.util.Objects;

/**
 * Convolutions along one, two or three axes. Values are [batch, …, channels]; weights are [taps…,
 * inputs / groups, outputs], see {@link gatun.engine.ConvolutionShape}. Each gradient costs as much
 * as the value.
 */
public final class Convolve {
  private Convolve() {}

  /** Returns w ∗ x + b. */
  public static Variable apply(Window window, Variable x, Variable weights, Variable bias) {
    return apply(window, 1, x, weights, bias, Activation.IDENTITY);
  }

  /** Returns w ∗ x. */
  public static Variable apply(Window window, Variable x, Variable weights) {
    return apply(window, 1, x, weights);
  }

  /** Returns w ∗ x for groups of channels that do not see each other. */
  public static Variable apply(Window window, int groups, Variable x, Variable weights) {
    Variable seen = x.tape().history().seen(2);
    return x.tape().apply(op(seen, window, groups, false, Activation.IDENTITY), x, weights);
  }

  /** Returns f(w ∗ x + b) for groups of channels that do not see each other. */
  public static Variable apply(
      Window window,
      int groups,
      Variable x,
      Variable weights,
      Variable bias,
      Activation activation) {
    Activation inside = Linear.reversible(activation) ? activation : Activation.IDENTITY;
    Variable seen = x.tape().history().seen(3);
    Variable y = x.tape().apply(op(seen, window, groups, false, inside), x, weights, bias);
    return inside == activation ? y : y.apply(Objects.requireNonNull(activation.function()));
  }

  /**
   * Returns the transposed convolution: the gradient of a convolution with this window and these
   * weights, from its outputs to its inputs. Along an axis of extent n the result has (n − 1)
   * stride − 2 padding + dilation (kernel − 1) + 1 positions.
   *
   * @param weights [taps…, channels of the result, channels of x]
   * @param bias one for each channel of the result
   */
  public static Variable transposed(Window window, Variable x, Variable weights, Variable bias) {
    Variable seen = x.tape().history().seen(3);
    return x.tape().apply(op(seen, window, 1, true, Activation.IDENTITY), x, weights, bias);
  }

  private static Op op(
      @org.jspecify.annotations.Nullable Variable seen,
      Window window,
      int groups,
      boolean transposed,
      Activation activation) {
    return seen != null
            && seen.op() instanceof Convolution c
            && c.window().equals(window)
            && c.groups() == groups
            && c.transposed() == transposed
            && c.activation() == activation
        ? c
        : new Convolution(window, groups, transposed, activation);
  }
}
