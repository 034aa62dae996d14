package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gatun.engine.Backend;
import gatun.engine.ConvolutionShape;
import gatun.engine.Convolutions;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Window;
import gatun.engine.Window.Axis;
import gatun.engine.Workspace;
import gatun.engine.spi.Convolution;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.ReferenceBackend;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions of the SIMD backend against the formula: windows, channels, groups, borders. */
final class ConvolutionContractTest {
  private static final Window SAME = Window.square(3).padding(1);
  private static final Window UNEVEN =
      new Window(3, new Axis(2, 1, 1, 1), new Axis(3, 2, 0, 2), new Axis(5, 3, 4, 1));

  private static final Window ROWS =
      new Window(2, Window.NONE, new Axis(3, 2, 1, 2), new Axis(3, 1, 2, 1));

  static final List<ConvolutionShape> SHAPES =
      List.of(
          ConvolutionShape.images(SAME, 2, 7, 9, 16, 16),
          ConvolutionShape.images(SAME, 1, 5, 37, 3, 16),
          ConvolutionShape.images(SAME, 3, 8, 8, 64, 64),
          ConvolutionShape.images(SAME, 1, 6, 5, 17, 50),
          ConvolutionShape.images(SAME, 1, 1, 1, 2, 3),
          ConvolutionShape.images(SAME.stride(2), 2, 9, 8, 16, 32),
          ConvolutionShape.images(SAME.dilation(2), 1, 9, 11, 5, 16),
          ConvolutionShape.images(Window.square(1), 2, 5, 6, 33, 40),
          ConvolutionShape.images(Window.square(1).stride(2), 1, 5, 6, 4, 8),
          ConvolutionShape.images(Window.square(1).stride(3).padding(2), 1, 5, 6, 4, 8),
          ConvolutionShape.images(Window.square(7).padding(3).stride(2), 1, 15, 14, 3, 20),
          ConvolutionShape.images(Window.square(3), 1, 2, 9, 4, 4),
          ConvolutionShape.images(SAME.padding(4), 1, 3, 2, 4, 6),
          ConvolutionShape.images(SAME, 1, 6, 7, 12, 18).groups(3),
          ConvolutionShape.images(SAME.stride(2), 2, 6, 7, 8, 32).groups(2),
          ConvolutionShape.images(SAME, 1, 6, 7, 19, 19).groups(19),
          ConvolutionShape.images(SAME.stride(2).dilation(2), 2, 9, 10, 32, 32).groups(32),
          ConvolutionShape.images(SAME, 1, 4, 5, 6, 12).groups(6),
          ConvolutionShape.images(SAME, 0, 4, 5, 16, 16),
          ConvolutionShape.volumes(Window.cube(3).padding(1), 1, 4, 5, 19, 16, 16),
          ConvolutionShape.volumes(Window.cube(3).padding(1), 2, 3, 4, 5, 7, 40),
          ConvolutionShape.volumes(Window.cube(2).stride(2), 1, 4, 5, 6, 8, 16),
          ConvolutionShape.volumes(UNEVEN, 2, 3, 9, 10, 6, 21),
          new ConvolutionShape(Window.line(5).padding(2), 3, 1, 1, 33, 8, 24, 1),
          new ConvolutionShape(Window.line(4).stride(5), 1, 1, 1, 33, 2, 16, 2),
          ConvolutionShape.images(ROWS, 1, 9, 17, 20, 24),
          ConvolutionShape.images(Window.square(3), 2, 11, 21, 17, 5),
          ConvolutionShape.images(SAME, 2, 40, 41, 16, 16),
          ConvolutionShape.images(SAME, 2, 5, 19, 8, 8),
          ConvolutionShape.images(SAME, 1, 3, 8, 8, 13),
          ConvolutionShape.images(SAME, 1, 4, 11, 4, 7),
          ConvolutionShape.images(Window.square(3), 1, 5, 12, 8, 8));

  /** The operands and results of the four passes of one shape. */
  private record Passes(
      HostTensor x, HostTensor w, HostTensor b, HostTensor dy, HostTensor[] results) {
    static Passes random(Workspace space, DType t, ConvolutionShape s) {
      var random = new SplittableRandom(5);
      return new Passes(
          filled(space, t, s.input(), random),
          filled(space, t, s.weights(), random),
          filled(space, t, Shape.of(s.outputs()), random),
          filled(space, t, s.output(), random),
          new HostTensor[0]);
    }

    Passes run(Workspace space, Convolution kernel, ConvolutionShape s) {
      HostTensor[] all = new HostTensor[5];
      Shape[] shapes = {s.output(), s.output(), s.input(), s.weights(), Shape.of(s.outputs())};
      for (int i = 0; i < all.length; i++) {
        all[i] = Contract.vector(space, x.dtype(), shapes[i].size(), 1);
        for (long j = 0; j < all[i].size(); j++) {
          all[i].set(Double.NaN, j);
        }
      }
      Convolution.Plan plan = kernel.plan(s, space);
      plan.forward(x, w, b, all[0].reshape(shapes[0].extents()));
      plan.forward(x, w, null, all[1].reshape(shapes[1].extents()));
      plan.backwardData(dy, w, all[2].reshape(shapes[2].extents()));
      plan.backwardWeights(x, dy, all[3].reshape(shapes[3].extents()));
      plan.backwardBias(dy, all[4]);
      return new Passes(x, w, b, dy, all);
    }
  }

  private static HostTensor filled(Workspace w, DType t, Shape shape, SplittableRandom random) {
    return Contract.random(w, t, shape.size(), 1, random).reshape(shape.extents());
  }

  private static Convolution subject(Backend backend, DType t) {
    return backend.require(KernelKey.of(Convolution.class, t));
  }

  private static Convolution oracle(DType t) {
    return new ReferenceBackend().require(KernelKey.of(Convolution.class, t));
  }

  private static void compare(Passes expected, Passes found, ConvolutionShape s) {
    String[] names = {"forward", "without bias", "backward data", "backward weights", "bias"};
    double terms = s.window().taps() * (double) Math.max(s.inputs(), s.outputs());
    double[] counts = {terms, terms, terms, s.positions(), s.positions()};
    for (int i = 0; i < names.length; i++) {
      String what = names[i] + " " + s;
      double ulps = 4 + 2 * Math.sqrt(counts[i]);
      Contract.assertClose(expected.results[i], found.results[i], ulps, what);
      Contract.assertSurroundings(found.results[i], 1, what);
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 2", "F32, 1", "F32, 3"})
  void agreesWithTheFormula(DType t, int threads) {
    for (ConvolutionShape s : SHAPES) {
      try (Backend backend = Contract.subject(threads);
          Workspace w = Workspace.on(backend)) {
        Passes operands = Passes.random(w, t, s);
        compare(operands.run(w, oracle(t), s), operands.run(w, subject(backend, t), s), s);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, -Infinity", "F32, NaN"})
  void notANumberReachesWhatItMeetsAndNothingElse(DType t, double special) {
    for (ConvolutionShape s : SHAPES) {
      if (s.batch() == 0) {
        continue;
      }
      try (Backend backend = Contract.subject(2);
          Workspace w = Workspace.on(backend)) {
        Passes operands = Passes.random(w, t, s);
        for (HostTensor operand : List.of(operands.x, operands.w, operands.dy)) {
          HostTensor flat = operand.reshape(operand.size());
          if (flat.size() > 0) {
            flat.set(special, 0);
            flat.set(special, flat.size() - 1);
          }
        }
        compare(operands.run(w, oracle(t), s), operands.run(w, subject(backend, t), s), s);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64", "F32"})
  void resultsHaveTheSameBitsForAnyNumberOfThreads(DType t) {
    for (ConvolutionShape s : SHAPES) {
      double[][] first = null;
      for (int threads = 1; threads <= 3; threads++) {
        try (Backend backend = Contract.subject(threads);
            Workspace w = Workspace.on(backend)) {
          Passes found = Passes.random(w, t, s).run(w, subject(backend, t), s);
          double[][] values = new double[found.results.length][];
          for (int i = 0; i < values.length; i++) {
            values[i] = found.results[i].toArray();
          }
          first = first == null ? values : first;
          for (int i = 0; i < values.length; i++) {
            assertArrayEquals(first[i], values[i], "result " + i + " of " + s);
          }
        }
      }
    }
  }

  @Test
  void theCheckedEdgeRefusesWhatDoesNotFit() {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      ConvolutionShape s = ConvolutionShape.images(SAME, 1, 4, 4, 2, 3);
      Convolutions c = Convolutions.prepare(s, DType.F32, w);
      HostTensor x = w.zeros(DType.F32, 1, 4, 4, 2);
      HostTensor weights = w.zeros(DType.F32, 3, 3, 2, 3);
      HostTensor y = w.zeros(DType.F32, 1, 4, 4, 3);
      HostTensor first = w.zeros(DType.F32, 1, 2, 4, 4);
      c.forward(x, weights, w.zeros(DType.F32, 3), y);
      var wrong = assertThrows(IllegalArgumentException.class, () -> c.forward(first, weights, y));
      assertEquals(
          "convolution x: expected densely packed [1, 4, 4, 2] (channels last), found [1, 2, 4, 4]",
          wrong.getMessage());
      assertThrows(
          IllegalArgumentException.class, () -> c.backwardData(y, weights, y.reshape(1, 4, 4, 3)));
      assertThrows(
          IllegalArgumentException.class,
          () -> ConvolutionShape.images(SAME, 1, 4, 4, 3, 4).groups(2));
      assertThrows(IllegalArgumentException.class, () -> SAME.stride(0));
    }
  }
}
