package gatun.bench.peer;

import gatun.engine.ConvolutionShape;
import gatun.engine.HostTensor;
import gatun.engine.Window;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * PyTorch's convolution of one shape, on the memory of Gatun, channels-last as both like it best.
 * Its weights are a copy, in PyTorch's order (output, input, taps), channels-last as well.
 */
public final class TorchConvolution implements AutoCloseable {
  private final List<AutoCloseable> held = new ArrayList<>();
  private final ConvolutionShape shape;
  private final TorchTensor x;
  private final TorchTensor weights;
  private final TorchTensor y;

  private TorchConvolution(
      ConvolutionShape shape, TorchTensor x, TorchTensor weights, TorchTensor y) {
    this.shape = shape;
    this.x = x;
    this.weights = weights;
    this.y = y;
    held.addAll(List.of(x, weights, y));
  }

  /** Prepares the operands; {@code workspace} owns the copy of the weights. */
  public static TorchConvolution of(
      ConvolutionShape s, HostTensor x, HostTensor weights, HostTensor y, Workspace workspace) {
    int axes = s.window().axes();
    int[] order = new int[axes + 2];
    long[] extents = new long[axes + 2];
    order[1] = axes + 1;
    extents[0] = s.outputs();
    for (int i = 0; i < axes; i++) {
      order[i + 2] = i + 1;
      extents[i + 1] = weights.shape().extent(i);
    }
    long inputs = s.inputs() / s.groups();
    extents[axes + 1] = inputs;
    HostTensor copy = workspace.zeros(weights.dtype(), extents);
    HostTensor from = weights.reshape(s.window().taps(), inputs, s.outputs());
    HostTensor to = copy.reshape(s.outputs(), s.window().taps(), inputs);
    for (long t = 0; t < s.window().taps(); t++) {
      for (long i = 0; i < inputs; i++) {
        for (long o = 0; o < s.outputs(); o++) {
          to.set(from.at(t, i, o), o, t, i);
        }
      }
    }
    return new TorchConvolution(
        s, TorchTensor.of(x, order), TorchTensor.of(copy, order), TorchTensor.of(y, order));
  }

  private long[] each(java.util.function.ToLongFunction<Window.Axis> number) {
    Window w = shape.window();
    Window.Axis[] all = {w.depth(), w.height(), w.width()};
    return Arrays.stream(all, 3 - w.axes(), 3).mapToLong(number).toArray();
  }

  private TorchCall keep(TorchCall call) {
    held.addFirst(call);
    return call;
  }

  /** Returns the forward pass; PyTorch allocates its result, as it always does. */
  public TorchCall forward() {
    return keep(
        TorchCall.of(
            "aten::convolution",
            "",
            1,
            x,
            weights,
            Optional.empty(),
            each(Window.Axis::stride),
            each(Window.Axis::padding),
            each(Window.Axis::dilation),
            false,
            each(a -> 0),
            shape.groups()));
  }

  /** Returns the backward pass to the data, to the weights, or to both. */
  public TorchCall backward(boolean toData, boolean toWeights) {
    return keep(
        TorchCall.of(
            "aten::convolution_backward",
            "",
            3,
            y,
            x,
            weights,
            Optional.empty(),
            each(Window.Axis::stride),
            each(Window.Axis::padding),
            each(Window.Axis::dilation),
            false,
            each(a -> 0),
            shape.groups(),
            new boolean[] {toData, toWeights, false}));
  }

  /** Frees calls and tensors of PyTorch. */
  @Override
  public void close() {
    for (AutoCloseable one : held) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException("a handle of PyTorch could not be freed", e);
      }
    }
  }
}
