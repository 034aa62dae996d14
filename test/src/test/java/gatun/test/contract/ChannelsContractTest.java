package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gatun.engine.Backend;
import gatun.engine.ChannelNormalization;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Batch and group normalisation against the formula, and their gradients against differences. */
final class ChannelsContractTest {
  private static final long[][] SHAPES = {{6, 4}, {70, 18}, {2, 4, 1}, {3, 8, 49}, {2, 4, 5000}};

  private static HostTensor random(Workspace w, DType dtype, SplittableRandom r, long... shape) {
    return Blocks.random(w.zeros(dtype, shape), -2, 3, r);
  }

  /** Output, running statistics and gradients of one training step. */
  private static HostTensor[] step(
      Backend backend, Workspace w, DType dtype, int groups, long[] s) {
    var random = new SplittableRandom(1);
    Workspace own = Workspace.on(backend);
    ChannelNormalization n =
        groups == 0
            ? ChannelNormalization.batch(own, dtype, s[1], 1e-5)
            : ChannelNormalization.group(own, dtype, s[0], s[1], groups, 1e-5);
    HostTensor x = random(w, dtype, random, s);
    HostTensor dy = random(w, dtype, random, s);
    HostTensor scale = random(w, dtype, random, s[1]);
    HostTensor shift = random(w, dtype, random, s[1]);
    HostTensor y = w.zeros(dtype, s);
    HostTensor dx = w.zeros(dtype, s);
    HostTensor dscale = w.zeros(dtype, s[1]);
    HostTensor dshift = w.zeros(dtype, s[1]);
    HostTensor inferred = w.zeros(dtype, s);
    n.train(x, scale, shift, 0.1, y);
    n.gradient(x, scale, dy, dx, dscale, dshift);
    if (groups == 0) {
      n.infer(x, scale, shift, inferred);
    }
    return new HostTensor[] {y, dx, dscale, dshift, inferred, n.runningMean(), n.runningVariance()};
  }

  @ParameterizedTest
  @CsvSource({"F64, 0, 1", "F64, 2, 2", "F32, 0, 3", "F32, 2, 1", "F32, 1, 2"})
  void agreesWithTheReference(DType dtype, int groups, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      double bound = (dtype == DType.F64 ? 5000 : 400) * dtype.epsilon(); // the oracle adds plainly
      for (long[] shape : SHAPES) {
        HostTensor[] expected = step(new ReferenceBackend(), w, dtype, groups, shape);
        HostTensor[] found = step(backend, w, dtype, groups, shape);
        for (int i = 0; i < found.length; i++) {
          String what = "result " + i + " of " + found[0];
          Blocks.assertNear(expected[i], found[i], bound, what);
        }
      }
    }
  }

  /** The derivative of Σ w y by one input, against (f(x + h) − f(x − h)) / 2h. */
  @ParameterizedTest
  @CsvSource({"0", "1", "2", "4"})
  void theGradientIsTheSlope(int groups) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      var random = new SplittableRandom(2);
      long[] s = {3, 4, 5};
      ChannelNormalization n =
          groups == 0
              ? ChannelNormalization.batch(w, DType.F64, 4, 1e-3)
              : ChannelNormalization.group(w, DType.F64, 3, 4, groups, 1e-3);
      HostTensor x = random(w, DType.F64, random, s);
      HostTensor weights = random(w, DType.F64, random, s);
      HostTensor scale = random(w, DType.F64, random, 4);
      HostTensor y = w.zeros(DType.F64, s);
      HostTensor dx = w.zeros(DType.F64, s);
      HostTensor dscale = w.zeros(DType.F64, 4);
      HostTensor dshift = w.zeros(DType.F64, 4);
      n.train(x, scale, dshift, 0, y);
      n.gradient(x, scale, weights, dx, dscale, dshift);
      HostTensor shift = w.zeros(DType.F64, 4);
      double h = 1e-5;
      Blocks.each(
          x.shape(),
          at -> {
            double old = x.at(at);
            x.set(old + h, at);
            n.train(x, scale, shift, 0, y);
            double above = product(weights, y);
            x.set(old - h, at);
            n.train(x, scale, shift, 0, y);
            double below = product(weights, y);
            x.set(old, at);
            assertEquals((above - below) / (2 * h), dx.at(at), 1e-7);
          });
    }
  }

  private static double product(HostTensor a, HostTensor b) {
    double[] u = Blocks.values(a);
    double[] v = Blocks.values(b);
    double sum = 0;
    for (int i = 0; i < u.length; i++) {
      sum += u[i] * v[i];
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void misuseIsRefused(DType dtype) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      ChannelNormalization n = ChannelNormalization.batch(w, dtype, 4, 1e-5);
      HostTensor v = w.zeros(dtype, 4);
      HostTensor x = w.zeros(dtype, 3, 5);
      assertThrows(IllegalArgumentException.class, () -> n.train(x, v, v, 0.1, x));
      assertThrows(
          IllegalArgumentException.class,
          () -> ChannelNormalization.group(w, dtype, 2, 4, 3, 1e-5));
    }
  }
}
