package gatun.test.contract;

import static gatun.test.contract.Contract.assertSurroundings;
import static gatun.test.contract.Contract.copyOf;
import static gatun.test.contract.Contract.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.Binary;
import gatun.engine.DType;
import gatun.engine.Expression;
import gatun.engine.HostTensor;
import gatun.engine.Maps;
import gatun.engine.Slice;
import gatun.engine.Unary;
import gatun.engine.Workspace;
import gatun.engine.spi.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Elementwise functions against the formulas: sizes, strides, broadcasting, types, threads. */
final class ElementwiseContractTest {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    100,
    -100,
    88.5,
    -88.5,
    88.72,
    -103,
    1e-30,
    -1e-30,
    1e-40,
    -1e-40,
    1e-45,
    1e30,
    -1e30,
    3e38,
    12345.678,
    -99999,
    123456.7,
    1e10,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  @ParameterizedTest
  @CsvSource({"F64, 1, 1", "F64, 3, 2", "F32, 1, 3", "F32, 2, 1"})
  void functionsOfOneOperandAgree(DType dtype, int stride, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      Maps subject = Maps.of(backend, dtype);
      Maps oracle = Maps.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(1);
      for (int n : new int[] {0, 1, 2, 7, 16, 17, 33, 1025, 20_001}) {
        HostTensor x = random(w, dtype, n, stride, random);
        for (int i = 0; i < n; i++) {
          x.set(i < SPECIAL.length && n > 100 ? SPECIAL[i] : 12 * x.at(i), i);
        }
        for (Unary f : Unary.values()) {
          HostTensor expected = random(w, dtype, n, stride, random);
          HostTensor found = copyOf(w, expected);
          oracle.apply(f, x, expected);
          subject.apply(f, x, found);
          assertAgree(expected, found, ulps(f), f + " " + dtype + " n=" + n);
          assertSurroundings(found, stride, f.toString());
          HostTensor inPlace = copyOf(w, x);
          subject.apply(f, inPlace, inPlace);
          assertSameBits(found, inPlace, f + " in place");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1, 2", "F64, 2, 1", "F32, 1, 1", "F32, 3, 2"})
  void functionsOfTwoOperandsAgree(DType dtype, int stride, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      Maps subject = Maps.of(backend, dtype);
      Maps oracle = Maps.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(2);
      for (int n : new int[] {0, 1, 17, 1024, 9001}) {
        HostTensor x = random(w, dtype, n, stride, random);
        HostTensor y = random(w, dtype, n, 1, random);
        for (int i = 0; i < n && n > 1000; i++) {
          x.set(i < 900 ? SPECIAL[i / SPECIAL.length] : x.at(i), i);
          y.set(i < 900 ? SPECIAL[i % SPECIAL.length] : y.at(i), i);
        }
        for (Binary f : Binary.values()) {
          HostTensor expected = random(w, dtype, n, 1, random);
          HostTensor found = copyOf(w, expected);
          oracle.apply(f, x, y, expected);
          subject.apply(f, x, y, found);
          assertAgree(expected, found, 2, f + " " + dtype + " n=" + n);
        }
        HostTensor expected = random(w, dtype, n, 1, random);
        HostTensor found = copyOf(w, expected);
        oracle.select(x, y, x, expected);
        subject.select(x, y, x, found);
        assertAgree(expected, found, 0, "select");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void operandsAreBroadcastOverAnyAxes(DType dtype) {
    long[][] shapes = {{5, 1, 7, 1}, {3, 1, 1}, {7, 9}, {1}, {5, 3, 7, 9}, {}, {1, 3, 1, 9}};
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      Maps subject = Maps.of(backend, dtype);
      Maps oracle = Maps.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(3);
      for (long[] left : shapes) {
        for (long[] right : shapes) {
          HostTensor x = filled(w, dtype, random, left);
          HostTensor y = filled(w, dtype, random, right);
          HostTensor expected = w.zeros(dtype, 5, 3, 7, 9);
          HostTensor wide = w.zeros(dtype, 5, 6, 7, 18);
          Slice all = Slice.all();
          HostTensor found = wide.view(all, Slice.every(2), all, Slice.every(2));
          oracle.apply(Binary.SUBTRACT, x, y, expected);
          subject.apply(Binary.SUBTRACT, x, y, found);
          assertAgree(flat(w, expected), flat(w, found), 1, "broadcast " + x + " " + y);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void valuesAreConvertedBetweenAllTypes(DType dtype) {
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      Maps subject = Maps.of(backend, dtype);
      Maps oracle = Maps.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(4);
      for (DType from : DType.values()) {
        for (DType to : DType.values()) {
          for (int stride = 1; stride <= 2; stride++) {
            HostTensor x = random(w, from, 4001, stride, random);
            for (int i = 0; i < x.size(); i++) {
              x.set(random.nextInt(-120, 120) + (from.real() ? 0.25 : 0), i);
            }
            HostTensor expected = w.zeros(to, x.size());
            HostTensor found = w.zeros(to, x.size());
            oracle.copy(x, expected);
            subject.copy(x, found);
            assertSameBits(expected, found, from + " to " + to);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void expressionsAgreeAndDoNotDependOnThreads(DType dtype) {
    HostTensor first = null;
    for (int threads = 1; threads <= 3; threads++) {
      try (Backend backend = Contract.subject(threads)) {
        Workspace w = Workspace.on(backend); // kept for the next round
        var random = new SplittableRandom(5);
        HostTensor x = filled(w, dtype, random, 301, 211);
        HostTensor row = filled(w, dtype, random, 211);
        HostTensor mask = filled(w, DType.I8, random, 301, 1);
        x.set(Double.NaN, 7, 7);
        Expression sum = Expression.of(x).multiply(2).add(row);
        Expression e =
            Expression.of(mask)
                .select(sum.apply(Unary.TANH), sum.apply(Unary.EXP).clamp(0.5, 3))
                .fma(sum, Expression.constant(-1));
        HostTensor expected = w.zeros(dtype, 301, 211);
        HostTensor found = w.zeros(dtype, 301, 211);
        Maps.of(new ReferenceBackend(), dtype).prepare(e, expected).run();
        Maps.of(backend, dtype).prepare(e, found).run();
        Contract.assertClose(flat(w, expected), flat(w, found), 16, "expression " + dtype);
        first = first == null ? found : first;
        assertSameBits(flat(w, first), flat(w, found), "threads " + threads);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void wrongOperandsAreRefused(DType dtype) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      Maps maps = Maps.of(backend, dtype);
      HostTensor x = w.zeros(dtype, 8);
      HostTensor left = x.view(Slice.range(0, 7));
      HostTensor right = x.view(Slice.range(1, 8));
      assertThrows(IllegalArgumentException.class, () -> maps.apply(Unary.EXP, left, right));
      assertThrows(IllegalArgumentException.class, () -> maps.apply(Unary.EXP, x, left));
      Expression deep = Expression.of(w.zeros(dtype, 7));
      for (int i = 0; i < 40; i++) {
        deep = deep.apply(Unary.SQRT);
      }
      Expression tooLong = deep;
      assertThrows(IllegalArgumentException.class, () -> maps.prepare(tooLong, left));
    }
  }

  private static HostTensor filled(
      Workspace w, DType dtype, SplittableRandom random, long... shape) {
    HostTensor x = w.zeros(dtype, shape);
    HostTensor all = x.reshape(x.size());
    for (long i = 0; i < all.size(); i++) {
      all.set(dtype.real() ? 4 * random.nextDouble() - 2 : random.nextInt(2), i);
    }
    return x;
  }

  /** Returns the elements one after the other, read one by one. */
  private static HostTensor flat(Workspace w, HostTensor x) {
    HostTensor y = w.zeros(x.dtype(), x.shape().extents());
    Maps.of(new ReferenceBackend(), DType.F64).copy(x, y);
    return y.reshape(y.size());
  }

  /**
   * The argument of the exponential is rounded, which weighs in the far tail of GELU_TANH. The
   * formula of GELU itself loses some units to cancellation around −1 in F64.
   */
  private static int ulps(Unary f) {
    return switch (f) {
      case GELU_TANH -> 2500;
      case GELU -> 32;
      default -> 8;
    };
  }

  /** Compares within units in the last place, and some of the smallest subnormal numbers. */
  private static void assertAgree(HostTensor expected, HostTensor found, int ulps, String what) {
    boolean narrow = expected.dtype() == DType.F32;
    double most = narrow ? Float.MAX_VALUE : Double.MAX_VALUE;
    double least = narrow ? 1e-43 : 1e-322;
    for (long i = 0; i < expected.size(); i++) {
      double e = expected.at(i);
      double f = found.at(i);
      double ulp = narrow ? Math.ulp((float) e) : Math.ulp(e);
      boolean same =
          e == f
              || (Double.isNaN(e) && Double.isNaN(f))
              || (Math.abs(e) <= most && Math.abs(e - f) <= ulps * ulp + least);
      assertTrue(same, what + " element " + i + ": expected " + e + ", found " + f);
    }
  }

  private static void assertSameBits(HostTensor expected, HostTensor found, String what) {
    for (long i = 0; i < expected.size(); i++) {
      assertEquals(expected.at(i), found.at(i), what + " element " + i);
    }
  }
}
