package gatun.nn;

import gatun.engine.Activation;
import gatun.engine.Check;
import gatun.engine.Window;
import gatun.engine.grad.Shaping;
import gatun.engine.grad.Variable;

/**
 * One level of a U-Net (Ronneberger, Fischer, Brox, MICCAI 2015) around the levels below it: two
 * convolutions, then the half grid below, enlarged again and put behind what the convolutions gave,
 * and two convolutions more. Parts: {@code encoder}, {@code inner}, {@code decoder}.
 *
 * @param encoder before the map is made smaller
 * @param pool makes it smaller by two
 * @param inner the level below
 * @param decoder takes the channels of encoder and inner together
 */
public record UNet(Layer encoder, Layer pool, Layer inner, Layer decoder) implements Layer {
  private static final Upsample TWICE = new Upsample(2, true);

  /**
   * Returns a U-Net for (batch, height, width, inputs) to (batch, height, width, outputs); extents
   * are multiples of 2^depth.
   *
   * @param width channels of the finest level; each level below doubles them
   * @param depth how often the map is halved
   */
  public static Layer images(int inputs, int outputs, int width, int depth) {
    return of(2, inputs, outputs, width, depth);
  }

  /** Returns a U-Net for volumes, (batch, depth, height, width, inputs); see {@link #images}. */
  public static Layer volumes(int inputs, int outputs, int width, int depth) {
    return of(3, inputs, outputs, width, depth);
  }

  private static Layer of(int axes, int inputs, int outputs, int width, int depth) {
    Check.that(depth >= 1, () -> "UNet: expected a depth of at least 1, found " + depth);
    return Sequential.empty()
        .with("levels", level(axes, inputs, width, depth))
        .with("head", Convolution.of(window(axes, 1), width, outputs));
  }

  private static Layer level(int axes, int inputs, int width, int depth) {
    if (depth == 0) {
      return block(axes, inputs, width);
    }
    Window half = window(axes, 2).stride(2);
    Layer inner = level(axes, width, 2 * width, depth - 1);
    return new UNet(
        block(axes, inputs, width), Pool.max(half), inner, block(axes, 3 * width, width));
  }

  private static Window window(int axes, int kernel) {
    return axes == 2 ? Window.square(kernel) : Window.cube(kernel);
  }

  private static Layer block(int axes, int inputs, int width) {
    Window same = window(axes, 3).padding(1);
    return Sequential.of(
        Convolution.of(same, inputs, width).unbiased(),
        BatchNorm.of(width),
        new Activate(Activation.RELU),
        Convolution.of(same, width, width).unbiased(),
        BatchNorm.of(width),
        new Activate(Activation.RELU));
  }

  @Override
  public void declare(Declaration d) {
    encoder.declare(d.under("encoder"));
    inner.declare(d.under("inner"));
    decoder.declare(d.under("decoder"));
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Variable fine = scope.run("encoder", encoder, x);
    Variable coarse = scope.run("inner", inner, scope.run("pool", pool, fine));
    Variable enlarged = scope.run("upsample", TWICE, coarse);
    Variable both = Shaping.concat(x.shape().rank() - 1, fine, enlarged);
    return scope.run("decoder", decoder, both);
  }
}
