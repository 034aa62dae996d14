package gatun.engine;

/**
 * All sizes of a convolution: the window, the extents of batch and input, the channels.
 *
 * <p>Tensors are densely packed with the channels last:
 *
 * <ul>
 *   <li>input: (batch, [depth, [height,]] width, inputs)
 *   <li>output: (batch, [depth', [height',]] width', outputs)
 *   <li>weights: ([kernel depth, [kernel height,]] kernel width, inputs / groups, outputs)
 *   <li>bias: (outputs)
 * </ul>
 *
 * <p>With g groups, output channel c sees the inputs of group ⌊c · g / outputs⌋ alone. groups =
 * inputs is the depthwise convolution.
 *
 * @param window how the kernel moves; its number of axes is that of the tensors less two
 * @param batch number of samples, 0 or more
 * @param depth extent of the input, 1 unless the window has three axes
 * @param height extent of the input, 1 unless the window has two axes
 * @param width extent of the input
 * @param inputs channels of the input
 * @param outputs channels of the output
 * @param groups divides both numbers of channels
 */
public record ConvolutionShape(
    Window window,
    long batch,
    long depth,
    long height,
    long width,
    int inputs,
    int outputs,
    int groups) {

  /** Checks that the numbers fit together. */
  public ConvolutionShape {
    Check.that(
        batch >= 0 && depth >= 0 && height >= 0 && width >= 0,
        () -> "ConvolutionShape: extents must be >= 0");
    Check.that(
        (window.axes() == 3 || depth == 1) && (window.axes() > 1 || height == 1),
        () -> "ConvolutionShape: an axis that the window lacks must have extent 1");
    Check.that(
        inputs >= 1 && outputs >= 1 && groups >= 1 && inputs % groups == 0 && outputs % groups == 0,
        () ->
            "ConvolutionShape: expected channels >= 1, divisible by groups, found "
                + inputs
                + " inputs, "
                + outputs
                + " outputs, "
                + groups
                + " groups");
  }

  /** Returns a convolution of images, without groups. */
  public static ConvolutionShape images(
      Window window, long batch, long height, long width, int inputs, int outputs) {
    return new ConvolutionShape(window, batch, 1, height, width, inputs, outputs, 1);
  }

  /** Returns a convolution of volumes, without groups. */
  public static ConvolutionShape volumes(
      Window window, long batch, long depth, long height, long width, int inputs, int outputs) {
    return new ConvolutionShape(window, batch, depth, height, width, inputs, outputs, 1);
  }

  /**
   * Returns the sizes of a pooling: every channel for itself.
   *
   * @param extents the extents of the input along the window's axes, outermost first
   */
  public static ConvolutionShape pooling(Window window, long batch, int channels, long... extents) {
    Check.that(
        extents.length == window.axes(),
        () -> "pooling: expected " + window.axes() + " extents, found " + extents.length);
    int last = extents.length - 1;
    long depth = last == 2 ? extents[0] : 1;
    long height = last > 0 ? extents[last - 1] : 1;
    return new ConvolutionShape(
        window, batch, depth, height, extents[last], channels, channels, channels);
  }

  /** Returns this shape with another number of groups. */
  public ConvolutionShape groups(int count) {
    return new ConvolutionShape(window, batch, depth, height, width, inputs, outputs, count);
  }

  /** Returns the extent of the output along the depth. */
  public long outputDepth() {
    return window.depth().output(depth);
  }

  /** Returns the extent of the output along the height. */
  public long outputHeight() {
    return window.height().output(height);
  }

  /** Returns the extent of the output along the width. */
  public long outputWidth() {
    return window.width().output(width);
  }

  /** Returns the number of positions of the output, over the whole batch. */
  public long positions() {
    return batch * outputDepth() * outputHeight() * outputWidth();
  }

  /** Returns the shape of the input. */
  public Shape input() {
    return channelsLast(batch, depth, height, width, inputs);
  }

  /** Returns the shape of the output. */
  public Shape output() {
    return channelsLast(batch, outputDepth(), outputHeight(), outputWidth(), outputs);
  }

  /** Returns the shape of the weights. */
  public Shape weights() {
    long perGroup = inputs / groups;
    long d = window.depth().kernel();
    long h = window.height().kernel();
    long w = window.width().kernel();
    return switch (window.axes()) {
      case 1 -> Shape.of(w, perGroup, outputs);
      case 2 -> Shape.of(h, w, perGroup, outputs);
      default -> Shape.of(d, h, w, perGroup, outputs);
    };
  }

  private Shape channelsLast(long n, long d, long h, long w, long channels) {
    return switch (window.axes()) {
      case 1 -> Shape.of(n, w, channels);
      case 2 -> Shape.of(n, h, w, channels);
      default -> Shape.of(n, d, h, w, channels);
    };
  }

  /**
   * Returns the floating-point operations of one pass, two for each multiplication of an output
   * with a tap, those that meet the padding included.
   */
  public long flops() {
    return 2 * positions() * window.taps() * (inputs / groups) * outputs;
  }
}
