package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.Binary;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.Halves;
import gatun.engine.HostTensor;
import gatun.engine.Maps;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import gatun.engine.spi.ReferenceBackend;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** F16 and BF16: every one of their numbers, bit by bit, on every backend. */
class HalvesContractTest {
  private static final int ALL = 1 << 16;
  private static final int SAMPLE = 1 << 20;

  static Stream<Backend> backends() {
    return Stream.of(new ReferenceBackend(), Contract.subject(1), Contract.subject(2));
  }

  private static int bits(HostTensor x, long i) {
    return x.segment().get(ValueLayout.JAVA_SHORT, 2 * i * x.stride(0)) & 0xFFFF;
  }

  private static HostTensor every(Workspace w, DType half, int from, int count, int stride) {
    HostTensor x = w.zeros(half, (long) count * stride).view(Slice.every(stride));
    for (int i = 0; i < count; i++) {
      x.segment().set(ValueLayout.JAVA_SHORT, 2L * i * stride, (short) (from + i));
    }
    return x;
  }

  private static int floatBits(DType half, int bits) {
    short b = (short) bits;
    return Float.floatToRawIntBits(half == DType.F16 ? Halves.fromF16(b) : Halves.fromBf16(b));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void everyNumberIsReadExactlyAndComesBack(Backend backend) {
    try (backend;
        Workspace w = Workspace.on(backend)) {
      Maps maps = Maps.of(backend, DType.F32);
      for (DType half : new DType[] {DType.F16, DType.BF16}) {
        IntUnaryOperator quiet = b -> Float.isNaN(Float.intBitsToFloat(floatBits(half, b))) ? 1 : 0;
        for (int stride = 1; stride <= 2; stride++) {
          HostTensor x = every(w, half, 0, ALL, stride);
          HostTensor y = w.zeros(DType.F32, ALL);
          HostTensor z = every(w, half, 7, ALL, stride);
          maps.copy(x, y);
          maps.copy(y, z);
          int leading = half == DType.F16 ? 0x200 : 0x40;
          for (int i = 0; i < ALL; i++) {
            int found = y.segment().getAtIndex(ValueLayout.JAVA_INT, i);
            boolean nan = quiet.applyAsInt(i) == 1;
            if (!(nan && backend instanceof ReferenceBackend)) { // its doubles lose the payload
              assertEquals(floatBits(half, i), found, half + " " + i);
              assertEquals(nan ? i | leading : i, bits(z, i), half + " " + i);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void numbersAreRoundedToTheNearestEven(Backend backend) {
    try (backend;
        Workspace w = Workspace.on(backend)) {
      var random = new SplittableRandom(3);
      HostTensor x = w.zeros(DType.F32, SAMPLE + 5);
      for (int i = 0; i < x.size(); i++) {
        x.segment().setAtIndex(ValueLayout.JAVA_INT, i, sample(random, i));
      }
      for (DType half : new DType[] {DType.F16, DType.BF16}) {
        HostTensor y = w.zeros(half, x.size());
        Maps.of(backend, DType.F32).copy(x, y);
        for (int i = 0; i < x.size(); i++) {
          float v = x.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i);
          int expected = (half == DType.F16 ? Halves.toF16(v) : Halves.toBf16(v)) & 0xFFFF;
          assertTrue(Float.isNaN(v) || expected == bits(y, i), half + " of " + v);
          assertTrue(!Float.isNaN(v) || Double.isNaN(y.at(i)), half + " of NaN");
        }
      }
    }
  }

  /** Anything, and often a number half way between two of the shorter type, or beside it. */
  private static int sample(SplittableRandom random, int i) {
    int any = random.nextInt();
    int drop = i % 3 == 0 ? 13 : 16;
    int middle = (any >> drop << drop | 1 << drop - 1) + random.nextInt(-1, 2);
    int small = middle & 0x87FF_FFFF | 0x3000_0000; // 2^-31 to 2^1: subnormal F16 among them
    return i % 4 == 0 ? any : i % 4 == 1 ? middle : small;
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void arithmeticIsThatOfF32(DType half) {
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      Maps maps = Maps.of(backend, DType.F32);
      var random = new SplittableRandom(4);
      for (int n : new int[] {1, 15, 16, 17, 1000, 20_011}) {
        HostTensor x = w.zeros(half, n);
        HostTensor y = w.zeros(half, n);
        HostTensor z = w.zeros(half, n);
        for (int i = 0; i < n; i++) {
          x.set(random.nextDouble() - 0.5, i);
          y.set(8 * random.nextDouble(), i);
        }
        maps.apply(Binary.MULTIPLY, x, y, z);
        for (int i = 0; i < n; i++) {
          float product = (float) x.at(i) * (float) y.at(i);
          int expected = (half == DType.F16 ? Halves.toF16(product) : Halves.toBf16(product));
          assertEquals(expected & 0xFFFF, bits(z, i));
        }
        maps.apply(Binary.ADD, x, y, x); // in place
        assertTrue(Double.isFinite(x.at(n - 1)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void operandsBeyondTheRangeOfF32AreRoundedWhenRead(Backend backend) {
    try (backend;
        Workspace w = Workspace.on(backend)) {
      HostTensor x = w.vector(1e300, -1e300, 1 + 1e-12, 1e-60);
      HostTensor y = w.zeros(DType.F64, 4);
      Maps.of(backend, DType.F32).copy(x, y);
      double[] expected = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1, 0};
      for (int i = 0; i < 4; i++) {
        assertEquals(expected[i], y.at(i));
      }
    }
  }

  @Test
  void kernelsThatDoNotTakeThemSayWhatTheyGot() {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      var lacking =
          assertThrows(UnsupportedOperationException.class, () -> Blas.of(backend, DType.F16));
      assertTrue(lacking.getMessage().contains("F16"), lacking.getMessage());
      assertThrows(UnsupportedOperationException.class, () -> Maps.of(backend, DType.BF16));
      HostTensor half = w.zeros(DType.BF16, 3);
      HostTensor full = w.zeros(DType.F32, 3);
      Blas blas = Blas.of(backend, DType.F32);
      var wrong = assertThrows(IllegalArgumentException.class, () -> blas.axpy(1, half, full));
      assertTrue(wrong.getMessage().contains("expected F32, found BF16"), wrong.getMessage());
      assertThrows(IllegalArgumentException.class, () -> blas.copy(full, half));
    }
  }
}
