package gatun.nn;

import gatun.engine.Activation;
import gatun.engine.Check;
import gatun.engine.ConvolutionShape;
import gatun.engine.Shape;
import gatun.engine.Window;
import gatun.engine.grad.Convolve;
import gatun.engine.grad.Variable;

/**
 * y ← f(w ∗ x + b) over one, two or three axes, channels last: see {@link
 * gatun.engine.Convolutions}. Parameters: {@code weight}, (taps…, inputs / groups, outputs), in
 * files (outputs, inputs / groups, taps…); {@code bias}.
 *
 * <p>2 · positions · taps · inputs / groups · outputs flops forward and for each of the two
 * gradients.
 *
 * @param window how the taps move
 * @param inputs channels of x
 * @param outputs channels of y
 * @param groups divides both; as many as inputs: every channel for itself
 * @param biased whether there is a bias
 * @param activation the function f
 * @param initializer of the weights; the bias begins as PyTorch's does, uniform on ±1/√fan in
 */
public record Convolution(
    Window window,
    int inputs,
    int outputs,
    int groups,
    boolean biased,
    Activation activation,
    Initializer initializer)
    implements Activated {

  /** Checks the numbers. */
  public Convolution {
    Check.that(
        inputs >= 1 && outputs >= 1 && groups >= 1 && inputs % groups == 0 && outputs % groups == 0,
        () ->
            "Convolution: expected channels >= 1, divisible by groups, found "
                + (inputs + " inputs, " + outputs + " outputs, " + groups + " groups"));
  }

  /** Returns a convolution with a bias, without groups or a function, initialised as in PyTorch. */
  public static Convolution of(Window window, int inputs, int outputs) {
    return new Convolution(
        window, inputs, outputs, 1, true, Activation.IDENTITY, Initializers.fanInUniform());
  }

  /** Returns a convolution of (batch, width, channels); stride 1, no padding. */
  public static Convolution line(int kernel, int inputs, int outputs) {
    return of(Window.line(kernel), inputs, outputs);
  }

  /** Returns a convolution of (batch, height, width, channels); stride 1, no padding. */
  public static Convolution image(int kernel, int inputs, int outputs) {
    return of(Window.square(kernel), inputs, outputs);
  }

  /** Returns a convolution of (batch, depth, height, width, channels); stride 1, no padding. */
  public static Convolution volume(int kernel, int inputs, int outputs) {
    return of(Window.cube(kernel), inputs, outputs);
  }

  private Convolution with(Window changed) {
    return new Convolution(changed, inputs, outputs, groups, biased, activation, initializer);
  }

  /** Returns this layer with another stride. */
  public Convolution stride(int stride) {
    return with(window.stride(stride));
  }

  /** Returns this layer with another padding; (kernel − 1)/2 keeps the extents. */
  public Convolution padding(int padding) {
    return with(window.padding(padding));
  }

  /** Returns this layer with another dilation. */
  public Convolution dilation(int dilation) {
    return with(window.dilation(dilation));
  }

  /** Returns this layer with groups of channels. */
  public Convolution groups(int count) {
    return new Convolution(window, inputs, outputs, count, biased, activation, initializer);
  }

  /** Returns this layer without a bias. */
  public Convolution unbiased() {
    return new Convolution(window, inputs, outputs, groups, false, activation, initializer);
  }

  /** Returns this layer with other first weights. */
  public Convolution initialized(Initializer weights) {
    return new Convolution(window, inputs, outputs, groups, biased, activation, weights);
  }

  @Override
  public Convolution activated(Activation function) {
    return new Convolution(window, inputs, outputs, groups, biased, function, initializer);
  }

  @Override
  public void declare(Declaration d) {
    long taps = window.taps();
    Fan fan = new Fan(taps * (inputs / groups), taps * outputs); // as PyTorch counts
    Shape weights = new ConvolutionShape(window, 1, 1, 1, 1, inputs, outputs, groups).weights();
    d.parameter("weight", initializer, fan, Interchange.convolution(weights));
    if (biased) {
      d.parameter("bias", Initializers.fanInUniform(), fan, outputs);
    }
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Features.map("Convolution", x, window.axes(), inputs);
    Variable weight = scope.parameter("weight");
    return biased
        ? Convolve.apply(window, groups, x, weight, scope.parameter("bias"), activation)
        : Activate.of(activation, Convolve.apply(window, groups, x, weight));
  }
}
