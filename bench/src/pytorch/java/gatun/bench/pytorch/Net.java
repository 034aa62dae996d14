package gatun.bench.pytorch;

import gatun.bench.training.Work;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Builds networks of PyTorch's functions; weights are numbered in the order of their making. */
final class Net {
  /** A function from a tensor to a tensor, recorded by PyTorch's autograd. */
  interface Layer {
    Tensor apply(Tensor x);

    default Layer then(Layer next) {
      return x -> next.apply(apply(x));
    }
  }

  private static final long[] ONES = {1, 1};

  private final List<Pointer> kept = new ArrayList<>();
  private final List<Tensor> parameters = new ArrayList<>();
  private final boolean channelsLast;

  Net(boolean channelsLast) {
    this.channelsLast = channelsLast;
  }

  private <P extends Pointer> P keep(P pointer) {
    pointer.retainReference();
    kept.add(pointer);
    return pointer;
  }

  /** Returns a tensor that owns a copy of the values. */
  Tensor tensor(float[] values, long... extents) {
    try (FloatPointer pointer = new FloatPointer(values)) {
      Tensor copy = torch.from_blob(pointer, extents).clone();
      boolean images = channelsLast && extents.length == 4;
      return keep(images ? copy.contiguous(torch.MemoryFormat.ChannelsLast) : copy);
    }
  }

  private Tensor parameter(Tensor tensor) {
    tensor.set_requires_grad(true);
    parameters.add(tensor);
    return tensor;
  }

  Tensor weights(long... extents) {
    return parameter(tensor(Work.weights(parameters.size(), extents), extents));
  }

  private Tensor constant(float value, long n) {
    float[] values = new float[(int) n];
    java.util.Arrays.fill(values, value);
    return tensor(values, n);
  }

  private TensorOptional optional(Tensor tensor) {
    return keep(new TensorOptional(tensor));
  }

  /** Returns all parameters. */
  TensorVector parameters() {
    return keep(new TensorVector(parameters.toArray(Tensor[]::new)));
  }

  Layer linear(long inputs, long outputs) {
    Tensor w = weights(outputs, inputs);
    TensorOptional b = optional(parameter(constant(0, outputs)));
    return x -> torch.linear(x, w, b);
  }

  Layer convolution(long inputs, long outputs, long taps, long stride, boolean bias) {
    Tensor w = weights(outputs, inputs, taps, taps);
    TensorOptional b =
        bias ? optional(parameter(constant(0, outputs))) : keep(new TensorOptional());
    long[] strides = {stride, stride};
    long[] padding = {taps / 2, taps / 2};
    return x -> torch.conv2d(x, w, b, strides, padding, ONES, 1);
  }

  Layer batchNorm(long channels) {
    TensorOptional gamma = optional(parameter(constant(1, channels)));
    TensorOptional beta = optional(parameter(constant(0, channels)));
    TensorOptional mean = optional(constant(0, channels));
    TensorOptional variance = optional(constant(1, channels));
    return x -> torch.batch_norm(x, gamma, beta, mean, variance, true, 0.1, 1e-5, false);
  }

  Layer layerNorm(long width) {
    TensorOptional gamma = optional(parameter(constant(1, width)));
    TensorOptional beta = optional(parameter(constant(0, width)));
    long[] axes = {width};
    return x -> torch.layer_norm(x, axes, gamma, beta, 1e-6, false);
  }

  Layer maxPool() {
    return x -> torch.max_pool2d(x, 2, 2);
  }

  /**
   * Returns a residual block of two convolutions; the shortcut is projected if the form changes.
   */
  Layer residual(long inputs, long outputs, long stride) {
    Layer body =
        convolution(inputs, outputs, 3, stride, false)
            .then(batchNorm(outputs))
            .then(torch::relu)
            .then(convolution(outputs, outputs, 3, 1, false))
            .then(batchNorm(outputs));
    Layer shortcut =
        stride == 1
            ? x -> x
            : convolution(inputs, outputs, 1, stride, false).then(batchNorm(outputs));
    return x -> torch.relu(torch.add(body.apply(x), shortcut.apply(x)));
  }

  /** Returns x + attention(norm(x)) of (batch, tokens, width). */
  Layer attention(long width, long heads) {
    Layer norm = layerNorm(width);
    Layer inward = linear(width, 3 * width);
    Layer outward = linear(width, width);
    TensorOptional noMask = keep(new TensorOptional());
    DoubleOptional noScale = keep(new DoubleOptional());
    return x -> {
      long batch = x.size(0);
      long tokens = x.size(1);
      Tensor parts =
          inward
              .apply(norm.apply(x))
              .view(batch, tokens, 3, heads, width / heads)
              .permute(2, 0, 3, 1, 4);
      Tensor y =
          torch.scaled_dot_product_attention(
              parts.select(0, 0),
              parts.select(0, 1),
              parts.select(0, 2),
              noMask,
              0,
              false,
              noScale,
              false);
      return torch.add(x, outward.apply(y.transpose(1, 2).reshape(batch, tokens, width)));
    };
  }

  /** Returns x + mlp(norm(x)). */
  Layer feedForward(long width, long hidden) {
    Layer body =
        layerNorm(width).then(linear(width, hidden)).then(torch::gelu).then(linear(hidden, width));
    return x -> torch.add(x, body.apply(x));
  }

  /** Returns the tokens of pictures of 32×32: a linear map of patches of 4×4, and positions. */
  Layer patches(long width) {
    Layer embed = linear(48, width);
    Tensor positions = weights(64, width);
    return x ->
        torch.add(
            embed.apply(
                x.reshape(x.size(0), 3, 8, 4, 8, 4)
                    .permute(0, 2, 4, 1, 3, 5)
                    .reshape(x.size(0), 64, 48)),
            positions);
  }

  void close() {
    kept.forEach(Pointer::close);
  }
}
