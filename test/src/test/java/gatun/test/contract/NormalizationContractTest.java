package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Normalizations;
import gatun.engine.Workspace;
import gatun.engine.spi.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Softmax and row normalisations against the formula, over shapes, axes, steps and threads. */
final class NormalizationContractTest {
  private static final long[][] SHAPES = {
    {1}, {5}, {0}, {3, 0}, {4, 17}, {33, 3}, {2, 768}, {7, 16}, {3, 5, 40}, {2, 3, 2, 9}, {2, 5000},
  };

  private static double bound(DType dtype) {
    return (dtype == DType.F64 ? 200 : 20) * dtype.epsilon();
  }

  private static HostTensor random(
      Workspace w, DType dtype, int step, long[] shape, SplittableRandom random) {
    return Blocks.random(Blocks.block(w, dtype, step, shape), -3, 3, random);
  }

  private static HostTensor copy(Workspace w, HostTensor x) {
    HostTensor y = Blocks.block(w, x.dtype(), 1, x.shape().extents());
    Blocks.each(x.shape(), at -> y.set(x.at(at), at));
    return y;
  }

  @ParameterizedTest
  @CsvSource({"F64, 1, 1", "F64, 2, 2", "F32, 1, 2", "F32, 2, 1"})
  void softmaxAgreesWithTheReference(DType dtype, int step, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      Normalizations subject = Normalizations.of(backend, dtype);
      Normalizations oracle = Normalizations.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(1);
      for (long[] shape : SHAPES) {
        for (int axis = 0; axis < shape.length; axis++) {
          HostTensor x = random(w, dtype, step, shape, random);
          HostTensor y = Blocks.block(w, dtype, step, shape);
          HostTensor e = Blocks.block(w, dtype, 1, shape);
          String what = x + " along " + axis;
          oracle.softmax(axis, x, e);
          subject.softmax(axis, x, y);
          Blocks.assertNear(e, y, bound(dtype), "softmax " + what);
          HostTensor d = random(w, dtype, step, shape, random);
          HostTensor dx = Blocks.block(w, dtype, step, shape);
          oracle.softmaxGradient(axis, y, d, e);
          subject.softmaxGradient(axis, y, d, dx);
          Blocks.assertNear(e, dx, bound(dtype), "softmaxGradient " + what);
          oracle.logSoftmax(axis, x, e);
          subject.logSoftmax(axis, x, y);
          Blocks.assertNear(e, y, bound(dtype), "logSoftmax " + what);
          oracle.logSoftmaxGradient(axis, y, d, e);
          subject.logSoftmaxGradient(axis, y, d, dx);
          Blocks.assertNear(e, dx, 5 * bound(dtype), "logSoftmaxGradient " + what);
          oracle.softmax(axis, copy(w, x), e);
          subject.softmax(axis, x, x); // in place
          Blocks.assertNear(e, x, bound(dtype), "softmax in place " + what);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void softmaxOfSpecialValues(DType dtype) {
    double inf = Double.POSITIVE_INFINITY;
    double[] specials = {Double.NaN, inf, -inf, 1e4, -1e4};
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      Normalizations subject = Normalizations.of(backend, dtype);
      Normalizations oracle = Normalizations.of(new ReferenceBackend(), dtype);
      for (int n : new int[] {1, 7, 40}) {
        for (double special : specials) {
          HostTensor x = random(w, dtype, 1, new long[] {1, n}, new SplittableRandom(2));
          x.set(special, 0, n / 2);
          HostTensor e = w.zeros(dtype, 1, n);
          HostTensor y = w.zeros(dtype, 1, n);
          oracle.softmax(1, x, e);
          subject.softmax(1, x, y);
          Blocks.assertNear(e, y, bound(dtype), "softmax with " + special);
          oracle.logSoftmax(1, x, e);
          subject.logSoftmax(1, x, y);
          Blocks.assertNear(e, y, bound(dtype), "logSoftmax with " + special);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 2", "F32, 1", "F32, 3"})
  void layerAndRmsAgreeWithTheReference(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      Normalizations subject = Normalizations.of(backend, dtype);
      Normalizations oracle = Normalizations.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(3);
      for (long[] shape : new long[][] {{5}, {4, 17}, {300, 9}, {2, 768}, {3, 5, 40}, {2, 5000}}) {
        long n = shape[shape.length - 1];
        HostTensor x = random(w, dtype, 1, shape, random);
        HostTensor d = random(w, dtype, 1, shape, random);
        HostTensor scale = random(w, dtype, 1, new long[] {n}, random);
        HostTensor shift = random(w, dtype, 1, new long[] {n}, random);
        HostTensor[] e = results(w, dtype, shape);
        HostTensor[] f = results(w, dtype, shape);
        oracle.layer(x, scale, shift, 1e-5, e[0], e[1], e[2]);
        subject.layer(x, scale, shift, 1e-5, f[0], f[1], f[2]);
        compare(e, f, dtype, "layer " + x);
        oracle.layerGradient(x, scale, f[1], f[2], d, e[0], e[3], e[4]);
        subject.layerGradient(x, scale, f[1], f[2], d, f[0], f[3], f[4]);
        compare(e, f, dtype, "layerGradient " + x);
        oracle.rms(x, scale, 1e-5, e[0], e[2]);
        subject.rms(x, scale, 1e-5, f[0], f[2]);
        compare(e, f, dtype, "rms " + x);
        oracle.rmsGradient(x, scale, f[2], d, e[0], e[3]);
        subject.rmsGradient(x, scale, f[2], d, f[0], f[3]);
        compare(e, f, dtype, "rmsGradient " + x);
      }
    }
  }

  /** Values, mean, inverse, dscale, dshift. */
  private static HostTensor[] results(Workspace w, DType dtype, long[] shape) {
    long n = shape[shape.length - 1];
    HostTensor y = w.zeros(dtype, shape);
    long rows = y.size() / n;
    return new HostTensor[] {
      y, w.zeros(dtype, rows), w.zeros(dtype, rows), w.zeros(dtype, n), w.zeros(dtype, n)
    };
  }

  private static void compare(HostTensor[] e, HostTensor[] f, DType dtype, String what) {
    for (int i = 0; i < e.length; i++) {
      Blocks.assertNear(e[i], f[i], 5 * bound(dtype), what + " result " + i);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void crossEntropyAgreesWithTheReference(DType dtype) {
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      Normalizations subject = Normalizations.of(backend, dtype);
      Normalizations oracle = Normalizations.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(4);
      for (long[] shape : new long[][] {{1, 1}, {5, 10}, {70, 33}, {3, 2100}}) {
        HostTensor x = random(w, dtype, 1, shape, random);
        HostTensor labels = w.zeros(DType.I32, shape[0]);
        Blocks.each(labels.shape(), at -> labels.setInteger(random.nextInt((int) shape[1]), at));
        HostTensor[] e = {w.zeros(dtype, shape[0]), w.zeros(dtype, shape)};
        HostTensor[] f = {w.zeros(dtype, shape[0]), w.zeros(dtype, shape)};
        oracle.crossEntropy(x, labels, 0.25, e[0], e[1]);
        subject.crossEntropy(x, labels, 0.25, f[0], f[1]);
        compare(e, f, dtype, "crossEntropy " + x);
        labels.setInteger(shape[1], shape[0] - 1);
        var thrown =
            assertThrows(
                IndexOutOfBoundsException.class,
                () -> subject.crossEntropy(x, labels, 1, f[0], f[1]));
        assertTrue(thrown.getMessage().contains("label " + shape[1]), thrown.getMessage());
        compare(e, f, dtype, "after a refused label");
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
        Normalizations k = Normalizations.of(backend, dtype);
        var random = new SplittableRandom(5);
        long[] shape = {700, 130};
        HostTensor x = random(w, dtype, 1, shape, random);
        HostTensor d = random(w, dtype, 1, shape, random);
        HostTensor scale = random(w, dtype, 1, new long[] {130}, random);
        HostTensor[] f = results(w, dtype, shape);
        HostTensor y = w.zeros(dtype, shape);
        k.softmax(1, x, y);
        k.layer(x, scale, scale, 1e-5, f[0], f[1], f[2]);
        k.layerGradient(x, scale, f[1], f[2], d, f[0], f[3], f[4]);
        List<double[]> all = new ArrayList<>(List.of(Blocks.values(y)));
        for (HostTensor t : f) {
          all.add(Blocks.values(t));
        }
        for (int i = 0; i < first.size(); i++) {
          assertArrayEquals(first.get(i), all.get(i));
        }
        first = all;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void infiniteGradientsOfLogSoftmaxAgree(DType dtype) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      HostTensor y = w.zeros(dtype, 4, 19);
      HostTensor d = w.zeros(dtype, 4, 19);
      double far = dtype == DType.F32 ? -100 : -730; // its exponential is subnormal
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 19; j++) {
          y.set(j == 3 ? 0 : j == 4 ? Double.NEGATIVE_INFINITY : far - j % 3, i, j);
          d.set(j - 7, i, j);
        }
      }
      d.set(Double.POSITIVE_INFINITY, 1, 5);
      d.set(Double.NEGATIVE_INFINITY, 2, 18);
      double most = dtype == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
      d.set(most, 3, 0);
      d.set(most, 3, 8); // in F32 only the sum of a row is too large
      HostTensor e = w.zeros(dtype, 4, 19);
      HostTensor dx = w.zeros(dtype, 4, 19);
      Normalizations.of(new ReferenceBackend(), dtype).logSoftmaxGradient(1, y, d, e);
      Normalizations.of(backend, dtype).logSoftmaxGradient(1, y, d, dx);
      Blocks.assertNear(e, dx, bound(dtype), "logSoftmaxGradient");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void misuseIsRefused(DType dtype) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      Normalizations k = Normalizations.of(backend, dtype);
      HostTensor x = w.zeros(dtype, 4, 5);
      HostTensor y = w.zeros(dtype, 4, 5);
      HostTensor v = w.zeros(dtype, 5);
      HostTensor rows = w.zeros(dtype, 4);
      assertThrows(IllegalArgumentException.class, () -> k.softmax(2, x, y));
      assertThrows(IllegalArgumentException.class, () -> k.softmax(0, x, w.zeros(dtype, 5, 4)));
      assertThrows(IllegalArgumentException.class, () -> k.layer(x, v, rows, 0, y, rows, rows));
      assertThrows(IllegalArgumentException.class, () -> k.logSoftmaxGradient(1, x, y, y));
      HostTensor wide = Blocks.block(w, dtype, 2, 4, 5);
      assertThrows(IllegalArgumentException.class, () -> k.rms(wide, v, 0, y, rows));
      assertEquals(0, y.at(0, 0));
    }
  }
}
