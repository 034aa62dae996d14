package gatun.test.grad;

import static gatun.test.grad.Cases.shape;

import gatun.engine.Activation;
import gatun.engine.AxisMap;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Slice;
import gatun.engine.Window;
import gatun.engine.grad.Attend;
import gatun.engine.grad.Convolve;
import gatun.engine.grad.Normalize;
import gatun.engine.grad.Pooling;
import gatun.engine.grad.Shaping;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Normalisations, convolutions, pooling, moves of elements. */
final class LayerCases {
  private static final Window LINE = Window.line(3).dilation(2);

  private LayerCases() {}

  static Stream<Cases> all() {
    return Stream.of(norms(), channelNorms(), convolutions(), pooling(), moves(), attention())
        .flatMap(List::stream);
  }

  private static List<Cases> norms() {
    return List.of(
        Cases.of("softmax rows", x -> Normalize.softmax(x[0], 1), shape(3, 5)),
        Cases.of("softmax columns", x -> Normalize.softmax(x[0], 1), shape(2, 4, 3)),
        Cases.of("logSoftmax", x -> Normalize.logSoftmax(x[0], 2), shape(2, 4, 3)),
        Cases.of(
            "layerNorm",
            x -> Normalize.layerNorm(x[0], x[1], x[2], 1e-3),
            shape(2, 3, 7),
            shape(7),
            shape(7)),
        Cases.of(
            "layerNorm used twice",
            x -> x[0].add(Normalize.layerNorm(x[0], x[1], x[2], 1e-3)),
            shape(3, 7),
            shape(7),
            shape(7)),
        Cases.of("rmsNorm", x -> Normalize.rmsNorm(x[0], x[1], 1e-3), shape(4, 6), shape(6)));
  }

  private static Variable ones(Tape tape, long n, double from) {
    HostTensor x = tape.workspace().zeros(DType.F64, n);
    for (long i = 0; i < n; i++) {
      x.set(from + 0.1 * i, i);
    }
    return tape.constant(x);
  }

  private static List<Cases> channelNorms() {
    List<Cases> cases = new ArrayList<>();
    for (boolean training : new boolean[] {true, false}) {
      for (boolean relu : new boolean[] {true, false}) {
        var how = new Normalize.Batch(1e-3, 0.1, training, relu);
        cases.add(
            Cases.of(
                "batchNorm " + how,
                x ->
                    Normalize.batchNorm(
                        x[0], x[1], x[2], ones(x[0].tape(), 3, 0), ones(x[0].tape(), 3, 1), how),
                shape(2, 2, 3, 3),
                shape(3),
                shape(3)));
      }
    }
    cases.add(
        Cases.of(
            "groupNorm",
            x -> Normalize.groupNorm(x[0], x[1], x[2], 2, 1e-3),
            shape(2, 2, 3, 4),
            shape(4),
            shape(4)));
    cases.add(
        Cases.of(
            "groupNorm of one",
            x -> Normalize.groupNorm(x[0], x[1], x[2], 1, 1e-3),
            shape(3, 5, 4),
            shape(4),
            shape(4)));
    return cases;
  }

  private static List<Cases> convolutions() {
    Window three = Window.square(3).padding(1);
    Window wide = Window.square(3).stride(2).padding(1);
    return List.of(
        Cases.of(
            "convolution",
            x -> Convolve.apply(three, x[0], x[1], x[2]),
            shape(2, 4, 3, 2),
            shape(3, 3, 2, 4),
            shape(4)),
        Cases.of(
            "convolution relu",
            x -> Convolve.apply(three, 1, x[0], x[1], x[2], Activation.RELU),
            shape(2, 4, 3, 2),
            shape(3, 3, 2, 4),
            shape(4)),
        Cases.of(
            "convolution silu",
            x -> Convolve.apply(three, 1, x[0], x[1], x[2], Activation.SILU),
            shape(1, 4, 3, 2),
            shape(3, 3, 2, 4),
            shape(4)),
        Cases.of(
            "strided, grouped",
            x -> Convolve.apply(wide, 2, x[0], x[1]),
            shape(2, 5, 4, 4),
            shape(3, 3, 2, 6)),
        Cases.of("line", x -> Convolve.apply(LINE, x[0], x[1]), shape(2, 9, 3), shape(3, 3, 2)),
        Cases.of(
            "volume",
            x -> Convolve.apply(Window.cube(2), x[0], x[1]),
            shape(1, 3, 3, 4, 2),
            shape(2, 2, 2, 2, 3)),
        Cases.of(
            "transposed",
            x -> Convolve.transposed(Window.square(2).stride(2), x[0], x[1], x[2]),
            shape(2, 3, 2, 3),
            shape(2, 2, 4, 3),
            shape(4)));
  }

  private static List<Cases> pooling() {
    Window two = Window.square(2).stride(2);
    Window three = Window.square(3).stride(2).padding(1);
    return List.of(
        Cases.of("max", x -> Pooling.max(x[0], two), shape(2, 4, 6, 3)),
        Cases.of("max overlapping", x -> Pooling.max(x[0], three), shape(2, 5, 5, 2)),
        Cases.of(
            "max of volumes",
            x -> Pooling.max(x[0], Window.cube(2).stride(2)),
            shape(1, 2, 4, 4, 2)),
        Cases.of("average", x -> Pooling.average(x[0], three, false), shape(2, 5, 5, 2)),
        Cases.of("global", x -> Pooling.globalAverage(x[0].tanh()), shape(2, 3, 4, 3)),
        Cases.of("nearest", x -> Pooling.nearest(x[0], 2), shape(2, 2, 3, 2)),
        Cases.of("linear", x -> Pooling.linear(x[0], 2, false), shape(1, 2, 3, 2, 2)),
        Cases.of(
            "pad", x -> Pooling.pad(x[0], AxisMap.Border.REFLECT, 1, 2, 0, 1), shape(2, 3, 4, 2)));
  }

  private static List<Cases> moves() {
    return List.of(
        Cases.of(
            "permute",
            x -> Shaping.permute(x[0].tanh(), 2, 0, 1).multiply(x[1]),
            shape(2, 3, 4),
            shape(4, 2, 3)),
        Cases.of(
            "slices",
            x ->
                Shaping.slice(x[0], Slice.all(), Slice.range(1, 3))
                    .multiply(Shaping.slice(x[0], Slice.all(), new Slice(0, 4, 2))),
            shape(3, 4)),
        Cases.of(
            "rows", x -> Shaping.slice(x[0].exp(), Slice.range(1, 3), Slice.all()), shape(4, 3)),
        Cases.of(
            "concat",
            x -> Shaping.concat(1, x[0], x[1].exp(), x[0]).square(),
            shape(2, 3),
            shape(2, 1)),
        Cases.of(
            "embedding",
            x ->
                Shaping.embedding(
                        x[0],
                        x[0].tape().constant(Cases.integers(x[0].tape().workspace(), 4, 2, 3)))
                    .tanh(),
            shape(4, 3)),
        Cases.of("dropout", x -> Shaping.dropout(x[0], 0.4, new Philox(9)).square(), shape(5, 4)));
  }

  private static List<Cases> attention() {
    List<Cases> cases = new ArrayList<>();
    for (boolean causal : new boolean[] {true, false}) {
      cases.add(
          Cases.of(
              "attention packed" + (causal ? " causal" : ""),
              x -> Attend.packed(x[0], 2, causal),
              shape(2, 4, 18)));
    }
    cases.add(
        Cases.of(
            "attention across",
            x -> Attend.attention(x[0], x[1], x[2], 2, false),
            shape(2, 3, 4),
            shape(2, 5, 4),
            shape(2, 5, 4)));
    cases.add(
        Cases.of(
            "attention of one to itself",
            x -> Attend.attention(x[0], x[0], x[0], 1, true).add(x[0]),
            shape(2, 3, 4)));
    return cases;
  }
}
