package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Sampling;
import gatun.engine.Workspace;
import gatun.engine.spi.ReferenceBackend;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Philox against its published answers, fills against the formula, and what they promise. */
final class RandomFillContractTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffffffffffff, ffffffffffffffff, ffffffffffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
    "85a308d3243f6a88, 0370734413198a2e, 299f31d0a4093822, d16cfe09 94fdcceb 5001e420 24126ea1"
  })
  void philoxGivesThePublishedAnswers(String block, String stream, String key, String answer) {
    int[] words = new int[4];
    long seed = Long.parseUnsignedLong(key, 16);
    long other = Long.parseUnsignedLong(stream, 16);
    long position = Long.parseUnsignedLong(block, 16);
    Philox.words(seed, other, position, words);
    int[] expected =
        Arrays.stream(answer.split(" ")).mapToInt(w -> Integer.parseUnsignedInt(w, 16)).toArray();
    assertArrayEquals(expected, words);
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      Philox random = new Philox(seed, other);
      random.position(position);
      HostTensor x = w.zeros(DType.F32, 4);
      Sampling.of(backend, DType.F32).uniform(random, 0, 1, x);
      for (int i = 0; i < 4; i++) {
        assertEquals((expected[i] >>> 8) * 0x1p-24, x.at(i));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1, 1", "F64, 2, 2", "F32, 1, 3", "F32, 2, 1"})
  void agreesWithTheReference(DType dtype, int step, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      Sampling subject = Sampling.of(backend, dtype);
      Sampling oracle = Sampling.of(new ReferenceBackend(), dtype);
      for (long[] shape : new long[][] {{}, {0}, {1}, {5}, {63}, {64}, {3, 700}, {2, 5, 1031}}) {
        HostTensor e = Blocks.block(w, dtype, step, shape);
        HostTensor f = Blocks.block(w, dtype, step, shape);
        Philox a = new Philox(42, 3);
        Philox b = new Philox(42, 3);
        oracle.uniform(a, 0, 1, e);
        subject.uniform(b, 0, 1, f);
        Blocks.assertNear(e, f, 0, "uniform " + e);
        oracle.uniform(a, -3, 5, e);
        subject.uniform(b, -3, 5, f);
        Blocks.assertNear(e, f, 4 * dtype.epsilon(), "uniform from -3 to 5 " + e);
        oracle.normal(a, 1, 2, e);
        subject.normal(b, 1, 2, f);
        Blocks.assertNear(e, f, 30 * dtype.epsilon(), "normal " + e);
        oracle.bernoulli(a, 0.3, e);
        subject.bernoulli(b, 0.3, f);
        Blocks.assertNear(e, f, 0, "bernoulli " + e);
        assertEquals(a.position(), b.position());
        assertEquals(a.nextLong(), b.nextLong());
      }
    }
  }

  /** The checksums were made with 512-bit vectors and hold for every width and thread count. */
  @ParameterizedTest
  @CsvSource({"F64, 1, 4b15d7cf", "F64, 3, 4b15d7cf", "F32, 1, 3097921c", "F32, 2, 3097921c"})
  void normalBitsAreAlwaysTheSame(DType dtype, int threads, String checksum) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      HostTensor x = w.zeros(dtype, 100_003);
      Sampling.of(backend, dtype).normal(new Philox(7), 0, 1, x);
      CRC32 crc = new CRC32();
      crc.update(x.segment().asByteBuffer());
      assertEquals(checksum, Long.toHexString(crc.getValue()));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void theNumbersAreDistributedAsTheyShould(DType dtype) {
    int n = 200_000;
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      Sampling k = Sampling.of(backend, dtype);
      HostTensor x = w.zeros(dtype, n);
      Philox random = new Philox(1);
      k.uniform(random, 0, 1, x);
      assertUniform(x.toArray(), v -> v);
      k.normal(random, 0, 1, x);
      double[] z = x.toArray();
      assertMoments(z);
      assertUniform(z, RandomFillContractTest::normalDistribution);
      k.truncatedNormal(random, 0, 1, -1, 2, x);
      double low = normalDistribution(-1);
      double span = normalDistribution(2) - low;
      assertUniform(x.toArray(), v -> (normalDistribution(v) - low) / span);
      k.bernoulli(random, 0.25, x);
      double ones = Arrays.stream(x.toArray()).sum();
      assertEquals(0.25 * n, ones, 5 * Math.sqrt(n * 0.25 * 0.75));
    }
  }

  /** Chi-square over 100 classes and the Kolmogorov-Smirnov distance of what should be uniform. */
  private static void assertUniform(
      double[] values, java.util.function.DoubleUnaryOperator distribution) {
    double[] u = Arrays.stream(values).map(distribution).sorted().toArray();
    double[] classes = new double[100];
    double distance = 0;
    for (int i = 0; i < u.length; i++) {
      classes[(int) Math.min(99, Math.max(0, u[i] * 100))]++;
      distance = Math.max(distance, Math.abs(u[i] - (i + 0.5) / u.length));
    }
    double each = u.length / 100.0;
    double chi = Arrays.stream(classes).map(c -> (c - each) * (c - each) / each).sum();
    assertTrue(chi > 50 && chi < 160, "chi-square of 99 degrees of freedom: " + chi);
    double scaled = distance * Math.sqrt(u.length);
    assertTrue(scaled < 1.95, "Kolmogorov-Smirnov: " + scaled); // passed with probability 0.999
  }

  private static void assertMoments(double[] z) {
    double n = z.length;
    double mean = Arrays.stream(z).sum() / n;
    double square = Arrays.stream(z).map(v -> v * v).sum() / n;
    double cube = Arrays.stream(z).map(v -> v * v * v).sum() / n;
    double fourth = Arrays.stream(z).map(v -> v * v * v * v).sum() / n;
    double product = 0; // neighbours, which Box and Muller make together, are independent
    for (int i = 0; i + 1 < z.length; i++) {
      product += z[i] * z[i + 1];
    }
    assertEquals(0, mean, 4 / Math.sqrt(n));
    assertEquals(1, square, 4 * Math.sqrt(2 / n));
    assertEquals(0, cube, 4 * Math.sqrt(15 / n));
    assertEquals(3, fourth, 4 * Math.sqrt(96 / n));
    assertEquals(0, product / n, 4 / Math.sqrt(n));
  }

  /** Φ by its series. */
  private static double normalDistribution(double x) {
    double term = x;
    double sum = x;
    for (int k = 3; k < 200; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }

  @Test
  void truncationReachesFarIntoTheTails() {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      HostTensor x = w.zeros(DType.F64, 2000);
      Sampling k = Sampling.of(backend, DType.F64);
      k.truncatedNormal(new Philox(2), 0, 1, 8, 9, x);
      double mean = Arrays.stream(x.toArray()).sum() / 2000;
      assertEquals(8.121, mean, 0.012); // density(8)/tail(8), less what lies above 9
      k.truncatedNormal(new Philox(2), 0, 1, Double.NEGATIVE_INFINITY, -8, x);
      assertEquals(-8.121, Arrays.stream(x.toArray()).sum() / 2000, 0.012);
    }
  }

  @Test
  void permutationsAreUniform() {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      HostTensor x = w.zeros(DType.I32, 4);
      double[] counts = new double[256];
      Philox random = new Philox(5);
      for (int i = 0; i < 24_000; i++) {
        Sampling.permutation(random, x);
        int code = 0;
        for (int k = 0; k < 4; k++) {
          code = 4 * code + (int) x.at(k);
        }
        counts[code]++;
      }
      double[] seen = Arrays.stream(counts).filter(c -> c > 0).toArray();
      assertEquals(24, seen.length);
      double chi = Arrays.stream(seen).map(c -> (c - 1000) * (c - 1000) / 1000).sum();
      assertTrue(chi < 55, "chi-square of 23 degrees of freedom: " + chi);
    }
  }

  @Test
  void misuseIsRefused() {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      Sampling k = Sampling.of(backend, DType.F64);
      HostTensor x = w.zeros(DType.F64, 4);
      Philox random = new Philox(1);
      assertThrows(IllegalArgumentException.class, () -> k.uniform(random, 1, 0, x));
      assertThrows(IllegalArgumentException.class, () -> k.bernoulli(random, 1.5, x));
      assertThrows(IllegalArgumentException.class, () -> k.normal(random, 0, -1, x));
      assertThrows(IllegalArgumentException.class, () -> Sampling.permutation(random, x));
      assertThrows(
          IllegalArgumentException.class, () -> k.normal(random, 0, 1, w.zeros(DType.F32, 4)));
    }
  }
}
