package gatun.nn;

import gatun.engine.Activation;

/**
 * Residual networks for small images (He, Zhang, Ren, Sun, CVPR 2016), with batch normalisation.
 * Input: (batch, height, width, 3); output: logits. Parameters are named as in torchvision: {@code
 * conv1}, {@code bn1}, {@code layer1.0.conv1}, …, {@code layer2.0.downsample.0}, …, {@code fc}.
 *
 * <p>Weights of convolutions begin with Kaiming's normal numbers of the fan out.
 */
public final class ResNet {
  private ResNet() {}

  /**
   * Returns the network of 20 layers for images of 32×32: three stages of three blocks with 16, 32
   * and 64 channels. Where the shape changes, the shortcut is a 1×1 convolution. 272,474 parameters
   * with 10 classes, 41 million multiplications an image.
   */
  public static Layer cifar20(int classes) {
    return of(new int[] {3, 3, 3}, 16, classes);
  }

  /**
   * Returns ResNet-18 in its form for images of 32×32: a first convolution of 3×3 without stride or
   * pooling, four stages of two blocks with 64 to 512 channels. 11,173,962 parameters with 10
   * classes.
   */
  public static Layer cifar18(int classes) {
    return of(new int[] {2, 2, 2, 2}, 64, classes);
  }

  /**
   * Returns a network of stages of residual blocks; each stage but the first halves the map and
   * doubles the channels.
   *
   * @param blocks of each stage
   * @param width channels of the first stage
   */
  public static Layer of(int[] blocks, int width, int classes) {
    Sequential net =
        Sequential.empty()
            .with("conv1", convolution(3, 3, width, 1))
            .with("bn1", BatchNorm.of(width).activated(Activation.RELU));
    int channels = width;
    for (int stage = 0; stage < blocks.length; stage++) {
      int outputs = width << stage;
      Sequential layer = Sequential.empty();
      for (int i = 0; i < blocks[stage]; i++) {
        layer = layer.with(Integer.toString(i), block(channels, outputs, stage, i));
        channels = outputs;
      }
      net = net.with("layer" + (stage + 1), layer);
    }
    return net.with("avgpool", new GlobalAverage()).with("fc", Linear.of(channels, classes));
  }

  private static Layer block(int inputs, int outputs, int stage, int number) {
    int stride = stage > 0 && number == 0 ? 2 : 1;
    Layer body =
        Sequential.empty()
            .with("conv1", convolution(3, inputs, outputs, stride))
            .with("bn1", BatchNorm.of(outputs).activated(Activation.RELU))
            .with("conv2", convolution(3, outputs, outputs, 1))
            .with("bn2", BatchNorm.of(outputs));
    Layer shortcut =
        inputs == outputs && stride == 1
            ? new Identity()
            : Sequential.of(convolution(1, inputs, outputs, stride), BatchNorm.of(outputs));
    return new Residual(body, shortcut, Activation.RELU);
  }

  private static Convolution convolution(int kernel, int inputs, int outputs, int stride) {
    return Convolution.image(kernel, inputs, outputs)
        .padding(kernel / 2)
        .stride(stride)
        .unbiased()
        .initialized(Initializers.kaimingNormal(Initializers.Along.OUT, Math.sqrt(2)));
  }
}
