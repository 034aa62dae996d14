package gatun.engine.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers are read as the nearest double, as {@link Double#parseDouble} reads them. */
class DecimalsTest {
  @TempDir Path folder;

  private static void check(long digits, int power) {
    double expected = Double.parseDouble(digits + "e" + power);
    assertEquals(expected, Decimals.nearest(digits, power), () -> digits + "e" + power);
  }

  @Test
  void digitsAndPowersOfAllSizes() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 300_000; i++) {
      check(
          random.nextLong() >>> 1 + random.nextInt(62),
          random.nextInt(-Decimals.MOST, Decimals.MOST + 1));
    }
    for (int power = -Decimals.MOST; power <= Decimals.MOST; power++) {
      for (long digits : new long[] {0, 1, 5, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE}) {
        check(digits, power);
      }
    }
  }

  @Test
  void whatPrintingGivesReadsBack() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 100_000; i++) {
      double value = random.nextDouble(1, 2) * Math.scalb(1.0, random.nextInt(-140, 140));
      BigDecimal text = new BigDecimal(value).round(new MathContext(17));
      if (Math.abs(text.scale()) <= Decimals.MOST) {
        long digits = text.unscaledValue().longValueExact();
        assertEquals(value, Decimals.nearest(digits, -text.scale()));
      }
    }
  }

  @Test
  void halfwayCasesGoToTheEvenOne() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 100_000; i++) {
      long odd = (1L << 53) + 2 * (random.nextLong() >>> 12) + 1; // between two doubles
      int shift = random.nextInt(9);
      check(odd << shift, 0);
      check((odd << shift) - 1, 0);
      check((odd << shift) + 1, 0);
      check(5 * (odd >>> 1 << 1 | 1), -1);
      check((1L << 53) + 2 * random.nextInt(1 << 20) + 1, random.nextInt(4));
    }
  }

  @Test
  void theReaderUsesThem() throws IOException {
    List<String> numbers =
        List.of(
            "0",
            "-0.0",
            "1e22",
            "1e23",
            "9007199254740993",
            "0.1",
            "-123456789012345678e-3",
            "9223372036854775807",
            "92233720368547758070",
            "3.14159265358979323846264338327950288",
            "1.7976931348623157e308",
            "4.9e-324",
            "2.2250738585072014e-308",
            "1e-400",
            "00000000000000000000000000000000017",
            "0.00000000000000000000000000000000017",
            ".5",
            "5.",
            "+1d3");
    Path file = folder.resolve("x.mtx");
    Files.writeString(
        file,
        "%%MatrixMarket matrix array real general\n"
            + numbers.size()
            + " 1\n"
            + String.join("\n", numbers)
            + "\n");
    try (Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)))) {
      HostTensor x = MatrixMarket.readVector(file, w);
      for (int i = 0; i < numbers.size(); i++) {
        assertEquals(Double.parseDouble(numbers.get(i).replace('d', 'e')), x.at(i), numbers.get(i));
      }
    }
  }
}
