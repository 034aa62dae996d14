package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gatun.engine.AxisMap;
import gatun.engine.AxisMap.Border;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.ConvolutionShape;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MaxPool;
import gatun.engine.Resampling;
import gatun.engine.Shape;
import gatun.engine.Window;
import gatun.engine.Workspace;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Max pooling and maps along axes of the SIMD backend against the formulas, and known values. */
final class PoolingContractTest {
  private static final List<ConvolutionShape> SHAPES =
      List.of(
          ConvolutionShape.pooling(Window.square(2).stride(2), 2, 16, 8, 9),
          ConvolutionShape.pooling(Window.square(3).stride(2).padding(1), 1, 35, 7, 8),
          ConvolutionShape.pooling(Window.cube(2), 2, 5, 3, 4, 5),
          ConvolutionShape.pooling(Window.line(3).dilation(2).padding(4), 1, 3, 5),
          ConvolutionShape.pooling(Window.square(2).stride(3), 0, 4, 6, 6),
          ConvolutionShape.pooling(Window.square(1).stride(2), 3, 70, 11, 12));

  private static final AxisMap[][] MAPS = {
    {AxisMap.nearest(5, 10), AxisMap.nearest(4, 9)},
    {AxisMap.linear(4, 8, false), AxisMap.linear(5, 13, true)},
    {AxisMap.linear(3, 5, false), AxisMap.linear(4, 2, false), AxisMap.linear(2, 7, true)},
    {AxisMap.pad(4, 2, 3, Border.ZERO), AxisMap.pad(5, 4, 1, Border.REFLECT)},
    {AxisMap.pad(3, 5, 2, Border.REPLICATE), AxisMap.pad(4, 4, 2, Border.CIRCULAR)},
    {AxisMap.average(new Window.Axis(3, 2, 1, 1), 9, true)},
    {AxisMap.average(new Window.Axis(3, 1, 1, 2), 7, false), AxisMap.identity(4)},
    {AxisMap.mean(6), AxisMap.mean(7)}
  };

  private static HostTensor values(Workspace w, DType t, Shape shape) {
    return Contract.random(w, t, shape.size(), 1, new SplittableRandom(shape.size()))
        .reshape(shape.extents());
  }

  private static Backend reference() {
    return Backends.named("reference", new BackendOptions(1));
  }

  /** Forward values, places and gradients; {@code special} stands in several inputs. */
  private static double[][] pool(Backend backend, DType t, ConvolutionShape s, double special) {
    try (Workspace w = Workspace.on(backend)) {
      HostTensor x = values(w, t, s.input());
      HostTensor flat = x.reshape(x.size());
      for (long i = 0; i < flat.size(); i += 7) {
        flat.set(special, i);
      }
      HostTensor y = w.zeros(t, s.output().extents());
      HostTensor places = w.zeros(DType.I32, s.output().extents());
      HostTensor dx = values(w, t, s.input());
      MaxPool pool = MaxPool.prepare(s, t, w);
      pool.forward(x, y, places);
      pool.backward(values(w, t, s.output()), places, dx);
      return new double[][] {
        y.reshape(y.size()).toArray(),
        places.reshape(places.size()).toArray(),
        dx.reshape(dx.size()).toArray()
      };
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 0.25", "F32, 0.25", "F64, NaN", "F32, -Infinity", "F32, Infinity"})
  void theLargestValueIsFoundWhereTheFormulaFindsIt(DType t, double special) {
    for (ConvolutionShape s : SHAPES) {
      double[][] expected = pool(reference(), t, s, special);
      for (int threads = 1; threads <= 3; threads++) {
        try (Backend backend = Contract.subject(threads)) {
          double[][] found = pool(backend, t, s, special);
          assertArrayEquals(expected[0], found[0], "values of " + s);
          assertArrayEquals(expected[1], found[1], "places of " + s);
          assertArrayEquals(expected[2], found[2], 8 * t.epsilon(), "gradients of " + s);
        }
      }
    }
  }

  private static double[][] map(Backend backend, DType t, AxisMap[] maps, int channels) {
    long[] from = new long[maps.length + 2];
    long[] to = new long[maps.length + 2];
    for (int i = 0; i < maps.length; i++) {
      from[i + 1] = maps[i].inputs();
      to[i + 1] = maps[i].outputs();
    }
    from[0] = to[0] = 2;
    from[maps.length + 1] = to[maps.length + 1] = channels;
    try (Workspace w = Workspace.on(backend)) {
      HostTensor y = values(w, t, Shape.of(to));
      HostTensor dx = values(w, t, Shape.of(from));
      Resampling r = Resampling.of(backend, t, maps);
      r.forward(values(w, t, Shape.of(from)), y);
      r.backward(values(w, t, Shape.of(to)), dx);
      return new double[][] {y.reshape(y.size()).toArray(), dx.reshape(dx.size()).toArray()};
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 16", "F32, 16", "F64, 37", "F32, 37", "F32, 1"})
  void mapsAgreeWithTheFormula(DType t, int channels) {
    for (AxisMap[] maps : MAPS) {
      double[][] expected = map(reference(), t, maps, channels);
      double[][] first = null;
      for (int threads = 1; threads <= 3; threads++) {
        try (Backend backend = Contract.subject(threads)) {
          double[][] found = map(backend, t, maps, channels);
          first = first == null ? found : first;
          for (int i = 0; i < 2; i++) {
            assertArrayEquals(expected[i], found[i], 32 * t.epsilon(), "result " + i);
            assertArrayEquals(first[i], found[i], "bits with " + threads + " threads");
          }
        }
      }
    }
  }

  private static double[] line(AxisMap map, double... x) {
    double[] y = new double[map.outputs()];
    for (int o = 0; o < y.length; o++) {
      for (int e = map.start(o); e < map.start(o + 1); e++) {
        y[o] += map.weight(e) * x[map.source(e)];
      }
    }
    return y;
  }

  @Test
  void bordersAndInterpolationHaveTheirKnownValues() {
    assertArrayEquals(
        new double[] {3, 2, 1, 2, 3, 2}, line(AxisMap.pad(3, 2, 1, Border.REFLECT), 1, 2, 3));
    assertArrayEquals(
        new double[] {1, 1, 1, 2, 3, 3}, line(AxisMap.pad(3, 2, 1, Border.REPLICATE), 1, 2, 3));
    assertArrayEquals(
        new double[] {2, 3, 1, 2, 3, 1}, line(AxisMap.pad(3, 2, 1, Border.CIRCULAR), 1, 2, 3));
    assertArrayEquals(
        new double[] {0, 0, 1, 2, 3, 0}, line(AxisMap.pad(3, 2, 1, Border.ZERO), 1, 2, 3));
    assertArrayEquals(new double[] {1, 1.25, 1.75, 2}, line(AxisMap.linear(2, 4, false), 1, 2));
    assertArrayEquals(new double[] {1, 1.5, 2}, line(AxisMap.linear(2, 3, true), 1, 2));
    assertArrayEquals(new double[] {1, 1, 2, 2}, line(AxisMap.nearest(2, 4), 1, 2));
    assertArrayEquals(
        new double[] {1.5, 2, 2.5},
        line(AxisMap.average(new Window.Axis(3, 1, 1, 1), 3, false), 1, 2, 3));
    assertArrayEquals(
        new double[] {1, 2, 5 / 3.0},
        line(AxisMap.average(new Window.Axis(3, 1, 1, 1), 3, true), 1, 2, 3),
        1e-15);
  }

  @Test
  void placesOutsideTheSampleAreRefusedBeforeAnythingIsWritten() {
    for (int bad : new int[] {-2, 16, Integer.MAX_VALUE}) {
      try (Backend backend = Contract.subject(1);
          Workspace w = Workspace.on(backend)) {
        ConvolutionShape shape = ConvolutionShape.pooling(Window.square(2), 1, 3, 4, 4);
        MaxPool pool = MaxPool.prepare(shape, DType.F32, w);
        HostTensor dx = values(w, DType.F32, shape.input());
        HostTensor dy = w.zeros(DType.F32, shape.output().extents());
        HostTensor places = w.zeros(DType.I32, shape.output().extents());
        places.reshape(places.size()).setInteger(bad, 4);
        double[] before = dx.reshape(dx.size()).toArray();
        var e = assertThrows(IndexOutOfBoundsException.class, () -> pool.backward(dy, places, dx));
        assertEquals(
            "max pooling: place " + bad + " at position 4 is outside [-1, 16)", e.getMessage());
        assertArrayEquals(before, dx.reshape(dx.size()).toArray());
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> AxisMap.pad(3, 3, 0, Border.REFLECT));
    try (Backend backend = reference();
        Workspace w = Workspace.on(backend)) {
      Resampling r = Resampling.of(backend, DType.F64, AxisMap.nearest(2, 4));
      HostTensor x = w.zeros(DType.F64, 1, 3, 5);
      var wrong =
          assertThrows(
              IllegalArgumentException.class, () -> r.forward(x, w.zeros(DType.F64, 1, 4, 5)));
      assertEquals(
          "resampling: expected extent 2 along axis 1, found shape [1, 3, 5]", wrong.getMessage());
      ConvolutionShape dense = ConvolutionShape.images(Window.square(2), 1, 4, 4, 2, 2);
      assertThrows(IllegalArgumentException.class, () -> MaxPool.prepare(dense, DType.F64, w));
    }
  }
}
