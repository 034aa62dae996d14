package gatun.bench.training;

import java.util.Random;

/**
 * What is trained, the same for each subject: one step is forward pass, cross-entropy, backward
 * pass and the optimizer's update, in single precision on a fixed batch of random data.
 */
public enum Work {
  /** 784-512-512-10, rectified, Adam. */
  MLP(128, 784),
  /** The same, plain gradient descent. */
  MLP_SGD(128, 784),
  /** Convolutions of 3 to 32 and 64 channels, each pooled by 2, a layer of 128, on 28×28, Adam. */
  CNN(128, 1, 28, 28),
  /** The residual network of 20 layers, shortcuts of 1×1, momentum 0.9 and weight decay 1e-4. */
  RESNET20(64, 3, 32, 32),
  /** Width 192, 4 blocks, 3 heads, 64 tokens of 4×4 pixels, before-norm, AdamW. */
  VIT(32, 3, 32, 32);

  private final long[] input;

  Work(long... input) {
    this.input = input;
  }

  /** Returns the extents of a batch, channels before rows and columns. */
  public long[] input() {
    return input.clone();
  }

  /** Returns how many samples a batch has. */
  public int batch() {
    return (int) input[0];
  }

  /** Returns the batch, of standard normal numbers. */
  public float[] data() {
    return normal(7, 1, input);
  }

  /** Returns a class from 0 to 9 for each sample. */
  public long[] labels() {
    return new Random(11).longs(batch(), 0, 10).toArray();
  }

  /**
   * Returns initial weights: normal numbers of deviation √(2 / inputs of an output), where the
   * extents are (outputs, inputs, taps…).
   *
   * @param index which of the network's weights, the seed
   */
  public static float[] weights(int index, long... extents) {
    long inputs = 1;
    for (int i = 1; i < extents.length; i++) {
      inputs *= extents[i];
    }
    return normal(1000 + index, Math.sqrt(2.0 / inputs), extents);
  }

  private static float[] normal(int seed, double deviation, long... extents) {
    long size = 1;
    for (long extent : extents) {
      size *= extent;
    }
    float[] values = new float[(int) size];
    Random random = new Random(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }
}
