package gatun.nn;

import gatun.engine.Activation;
import gatun.engine.Check;

/** Small networks that are ready to use; larger ones have classes of their own. */
public final class Models {
  private Models() {}

  /** Returns {@link #mlp(Activation, int...)} with rectified linear units. */
  public static Layer mlp(int... widths) {
    return mlp(Activation.RELU, widths);
  }

  /**
   * Returns linear layers with a function between them, for inputs of any shape behind the batch.
   * Parameters are named as in {@code torch.nn.Sequential} of linear layers and functions: {@code
   * 0.weight}, {@code 2.weight}, …
   *
   * @param widths features of the input, of each layer between, and of the output
   */
  public static Layer mlp(Activation activation, int... widths) {
    Check.that(
        widths.length >= 2,
        () -> "mlp: expected at least the widths of input and output, found " + widths.length);
    Sequential layers = Sequential.empty().with("flatten", new Flatten());
    for (int i = 0; i + 1 < widths.length; i++) {
      Linear linear = Linear.of(widths[i], widths[i + 1]);
      boolean last = i + 2 == widths.length;
      layers = layers.with(Integer.toString(2 * i), last ? linear : linear.activated(activation));
    }
    return layers;
  }

  /**
   * Returns a small convolutional network: 3×3 to 32 channels, 2×2 max pooling, 3×3 to 64, pooling,
   * 128 features, classes; rectified linear units. Parameters: {@code conv1}, {@code conv2}, {@code
   * fc1}, {@code fc2}.
   *
   * @param size height and width of the images
   * @param channels of the images
   */
  public static Layer cnn(int size, int channels, int classes) {
    int left = size / 2 / 2;
    return Sequential.empty()
        .with("conv1", Convolution.image(3, channels, 32).padding(1).activated(Activation.RELU))
        .with("pool1", Pool.max(2))
        .with("conv2", Convolution.image(3, 32, 64).padding(1).activated(Activation.RELU))
        .with("pool2", Pool.max(2))
        .with("flatten", new Flatten())
        .with(
            "fc1", Linear.of(left * left * 64, 128).behind(left * left).activated(Activation.RELU))
        .with("fc2", Linear.of(128, classes));
  }
}
