package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Reductions;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import gatun.engine.spi.ReferenceBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Reductions against the formula, over shapes, subsets of axes, steps, special values, threads. */
final class ReductionContractTest {
  private interface Operation {
    void run(Reductions kernel, HostTensor x, HostTensor y);
  }

  private record Named(String name, DType result, Operation operation) {}

  private static List<Named> operations(DType dtype) {
    return List.of(
        new Named("sum", dtype, Reductions::sum),
        new Named("mean", dtype, Reductions::mean),
        new Named("product", dtype, Reductions::product),
        new Named("max", dtype, Reductions::max),
        new Named("min", dtype, Reductions::min),
        new Named("logSumExp", dtype, Reductions::logSumExp),
        new Named("variance", dtype, (k, x, y) -> k.variance(x, 1, y)),
        new Named("deviation", dtype, (k, x, y) -> k.deviation(x, 0, y)),
        new Named("count", DType.I64, Reductions::count));
  }

  private static final long[][] SHAPES = {
    {},
    {1},
    {5},
    {17},
    {0},
    {3, 0, 2},
    {7, 9},
    {2, 33},
    {40, 3},
    {129, 17},
    {3, 5, 7},
    {4, 1, 19},
    {2, 3, 4, 5},
    {2, 8200},
    {1100, 9},
    {1030, 2, 8},
  };

  /** Returns the output shapes of all subsets of the axes. */
  private static List<long[]> outputs(long[] shape) {
    List<long[]> outputs = new ArrayList<>();
    for (int subset = 0; subset < 1 << shape.length; subset++) {
      long[] output = shape.clone();
      for (int k = 0; k < shape.length; k++) {
        output[k] = (subset >> k & 1) == 1 ? 1 : shape[k];
      }
      outputs.add(output);
    }
    return outputs;
  }

  private static double bound(DType dtype) {
    return (dtype == DType.F64 ? 400 : 40) * dtype.epsilon();
  }

  @ParameterizedTest
  @CsvSource({"F64, 1, 1", "F64, 2, 2", "F32, 1, 2", "F32, 2, 1"})
  void agreesWithTheReference(DType dtype, int step, int threads) {
    try (Backend backend = Contract.subject(threads)) {
      Reductions subject = Reductions.of(backend, dtype);
      Reductions oracle = Reductions.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(1);
      for (long[] shape : SHAPES) {
        try (Workspace w = Workspace.on(backend)) {
          HostTensor x = Blocks.random(Blocks.block(w, dtype, step, shape), -1.2, 1.3, random);
          for (long[] output : outputs(shape)) {
            for (Named op : operations(dtype)) {
              HostTensor expected = Blocks.block(w, op.result, 1, output);
              HostTensor found = Blocks.block(w, op.result, step, output);
              op.operation.run(oracle, x, expected);
              op.operation.run(subject, x, found);
              String what = op.name + " " + x + " to " + Arrays.toString(output);
              Blocks.assertNear(expected, found, bound(dtype), what);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void specialValuesPassThrough(DType dtype) {
    double[][] specials = {
      {Double.NaN},
      {Double.POSITIVE_INFINITY},
      {Double.NEGATIVE_INFINITY},
      {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY},
      {Double.POSITIVE_INFINITY, Double.NaN},
    };
    try (Backend backend = Contract.subject(2)) {
      Reductions subject = Reductions.of(backend, dtype);
      Reductions oracle = Reductions.of(new ReferenceBackend(), dtype);
      for (long[] shape : new long[][] {{1, 19}, {19, 1}, {23, 40}, {1, 2100}, {1100, 16}}) {
        for (double[] special : specials) {
          try (Workspace w = Workspace.on(backend)) {
            HostTensor x = Blocks.block(w, dtype, 1, shape);
            Blocks.random(x, -1, 1, new SplittableRandom(2));
            for (int i = 0; i < special.length; i++) {
              x.set(special[i], shape[0] / (2 + i), shape[1] / (2 + i));
            }
            for (long[] output : outputs(shape)) {
              for (Named op : operations(dtype)) {
                if (op.name.equals("product") && x.size() > 1000) {
                  continue; // so many underflow, before or after infinity by the backend's order
                }
                HostTensor expected = Blocks.block(w, op.result, 1, output);
                HostTensor found = Blocks.block(w, op.result, 1, output);
                op.operation.run(oracle, x, expected);
                op.operation.run(subject, x, found);
                String what = op.name + " " + x + Arrays.toString(output);
                what += " with " + Arrays.toString(special);
                Blocks.assertNear(expected, found, bound(dtype), what);
              }
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 3", "F32, 1", "F32, 3"})
  void positionsAreTheFirst(DType dtype, int step) {
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      Reductions subject = Reductions.of(backend, dtype);
      Reductions oracle = Reductions.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(3);
      for (long[] shape : new long[][] {{1}, {9}, {4, 65}, {33, 5}, {3, 2, 40}, {1, 9000}}) {
        HostTensor x = Blocks.block(w, dtype, step, shape);
        Blocks.each(x.shape(), at -> x.set(random.nextInt(50), at)); // many equal ones
        for (int round = 0; round < 2; round++) {
          for (int axis = 0; axis < shape.length; axis++) {
            long[] output = shape.clone();
            output[axis] = 1;
            HostTensor expected = Blocks.block(w, DType.I64, 1, output);
            HostTensor found = Blocks.block(w, DType.I64, step, output);
            oracle.argmax(axis, x, expected);
            subject.argmax(axis, x, found);
            Blocks.assertNear(expected, found, 0, "argmax " + x + " along " + axis);
            oracle.argmin(axis, x, expected);
            subject.argmin(axis, x, found);
            Blocks.assertNear(expected, found, 0, "argmin " + x + " along " + axis);
          }
          long[] middle = shape.clone();
          Arrays.setAll(middle, k -> shape[k] / 2);
          x.set(Double.NaN, middle);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void bitsDoNotDependOnTheThreads(DType dtype) {
    List<double[]> first = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      try (Backend backend = Contract.subject(threads);
          Workspace w = Workspace.on(backend)) {
        Reductions subject = Reductions.of(backend, dtype);
        List<double[]> all = new ArrayList<>();
        for (long[] shape : new long[][] {{1, 100_003}, {5000, 40}, {300, 301}, {70, 3, 500}}) {
          HostTensor x = Blocks.block(w, dtype, 1, shape);
          Blocks.random(x, -1, 1, new SplittableRandom(4));
          for (long[] output : outputs(shape)) {
            for (Named op : operations(dtype)) {
              HostTensor y = w.zeros(op.result, output);
              op.operation.run(subject, x, y);
              all.add(Blocks.values(y));
            }
          }
        }
        for (int i = 0; i < first.size(); i++) {
          assertArrayEquals(first.get(i), all.get(i));
        }
        first = all;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 4e-15", "F32, 1e-6"})
  void sumsOfManyEqualNumbersStayAccurate(DType dtype, double bound) {
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      Reductions k = Reductions.of(backend, dtype);
      HostTensor x = w.zeros(dtype, 200_000, 8);
      Blocks.each(x.shape(), at -> x.set(0.1, at));
      double element = x.at(0, 0);
      HostTensor columns = w.zeros(dtype, 1, 8);
      HostTensor all = w.zeros(dtype, 1, 1);
      k.sum(x, columns);
      k.sum(x, all);
      assertEquals(2e5 * element, columns.at(0, 3), 2e5 * element * bound);
      assertEquals(1.6e6 * element, all.at(0, 0), 1.6e6 * element * bound);
      k.variance(x, 0, all);
      k.variance(x, 0, columns);
      assertTrue(all.at(0, 0) <= 1e-12, "variance " + all.at(0, 0));
      assertTrue(columns.at(0, 0) <= 1e-12, "variance " + columns.at(0, 0));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void aLargeMeanDoesNotSpoilTheVariance(DType dtype) {
    double mean = dtype == DType.F64 ? 1e8 : 4096;
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      Reductions k = Reductions.of(backend, dtype);
      HostTensor x = w.zeros(dtype, 4096, 16);
      Blocks.each(x.shape(), at -> x.set(mean + (at[0] % 2 == 0 ? 1 : -1), at));
      HostTensor all = w.zeros(dtype, 1, 1);
      HostTensor columns = w.zeros(dtype, 1, 16);
      HostTensor center = w.zeros(dtype, 1, 16);
      k.variance(x, 0, all);
      k.moments(x, 0, center, columns);
      assertEquals(1, all.at(0, 0), 1e-6);
      assertEquals(1, columns.at(0, 7), 1e-6);
      assertEquals(mean, center.at(0, 7), 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void misuseIsRefused(DType dtype) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      Reductions k = Reductions.of(backend, dtype);
      HostTensor x = w.zeros(dtype, 4, 5);
      assertThrows(IllegalArgumentException.class, () -> k.sum(x, w.zeros(dtype, 4)));
      assertThrows(IllegalArgumentException.class, () -> k.sum(x, w.zeros(dtype, 4, 2)));
      assertThrows(IllegalArgumentException.class, () -> k.sum(x, w.zeros(DType.I64, 4, 1)));
      HostTensor part = x.view(Slice.all(), Slice.at(0));
      assertThrows(IllegalArgumentException.class, () -> k.sum(x, part));
      HostTensor index = w.zeros(DType.I64, 4, 1);
      assertThrows(IllegalArgumentException.class, () -> k.argmax(2, x, index));
      assertThrows(IllegalArgumentException.class, () -> k.argmax(0, x, index));
      HostTensor empty = w.zeros(dtype, 4, 0);
      assertThrows(IllegalArgumentException.class, () -> k.argmax(1, empty, index));
    }
  }
}
