package gatun.test.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Changes the seeds of the fuzz tests at random, the same way in every run, and hands them to the
 * fuzz tests. This runs in every build; the fuzzer itself when {@code JAZZER_FUZZ} is set.
 */
class MutationTest {
  private static final Path SEEDS = Path.of("src/test/resources/gatun/test/fuzz");
  private static final String[] PIECES = {
    "0",
    "-1",
    "99999999999999999999",
    "9223372036854775807",
    "4294967296",
    "1e999",
    "\n",
    " ",
    "%",
    "{",
    "}",
    "(",
    ")",
    ",",
    "'",
    "\0",
    "nan",
    "symmetric",
    "True",
    "<f8",
    ">i8",
    "PK\5\6",
    "1:2",
    "#",
    "\"",
    "\\u00",
    "\"F16\"",
    "[0,8]"
  };

  @FunctionalInterface
  private interface Target {
    boolean check(byte[] input) throws IOException;
  }

  @ParameterizedTest
  @CsvSource({
    "MatrixMarketFuzzTest,read,4000",
    "MatrixMarketFuzzTest,readVector,2000",
    "NpyFuzzTest,read,4000",
    "NpzFuzzTest,read,3000",
    "NpzFuzzTest,readWrapped,2000",
    "IdxFuzzTest,read,700",
    "CifarFuzzTest,read,300",
    "LibSvmFuzzTest,read,1000",
    "CsvFuzzTest,read,500",
    "SafetensorsFuzzTest,read,1500"
  })
  void changedSeedsAreReadOrRefused(String test, String method, int rounds) throws IOException {
    List<byte[]> seeds = seeds(test, method);
    Target target = target(test + "." + method);
    SplittableRandom random = new SplittableRandom(42);
    int accepted = 0;
    for (int round = 0; round < rounds; round++) {
      byte[] input = seeds.get(random.nextInt(seeds.size()));
      for (int change = random.nextInt(1, 5); change > 0; change--) {
        input = changed(input, random);
      }
      accepted += target.check(input) ? 1 : 0;
    }
    int all = accepted;
    assertTrue(all > rounds / 100, () -> "only " + all + " of " + rounds + " were accepted");
    assertTrue(all < rounds * 9 / 10, () -> all + " of " + rounds + " were accepted");
  }

  private static Target target(String name) {
    return switch (name) {
      case "MatrixMarketFuzzTest.read" -> MatrixMarketFuzzTest.MATRIX::check;
      case "MatrixMarketFuzzTest.readVector" -> MatrixMarketFuzzTest.VECTOR::check;
      case "NpyFuzzTest.read" -> NpyFuzzTest.ARRAY::check;
      case "NpzFuzzTest.read" -> NpzFuzzTest.ARCHIVE::check;
      case "IdxFuzzTest.read" -> IdxFuzzTest.ARRAY::check;
      case "CifarFuzzTest.read" -> CifarFuzzTest.IMAGES::check;
      case "LibSvmFuzzTest.read" -> LibSvmFuzzTest.SAMPLES::check;
      case "CsvFuzzTest.read" -> CsvFuzzTest.TABLE::check;
      case "SafetensorsFuzzTest.read" -> SafetensorsFuzzTest.TENSORS::check;
      default -> array -> NpzFuzzTest.ARCHIVE.check(NpzFuzzTest.wrapped(array));
    };
  }

  private static List<byte[]> seeds(String test, String method) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(SEEDS.resolve(test + "Inputs").resolve(method))) {
      for (Path file : files.sorted().toList()) {
        seeds.add(Files.readAllBytes(file));
      }
    }
    return seeds;
  }

  private static byte[] changed(byte[] input, SplittableRandom random) {
    int at = random.nextInt(input.length + 1);
    byte[] rest = Arrays.copyOfRange(input, at, input.length);
    byte[] piece = PIECES[random.nextInt(PIECES.length)].getBytes();
    byte[] some = {(byte) random.nextInt()};
    int cut = Math.min(rest.length, random.nextInt(8));
    return switch (random.nextInt(8)) {
      case 0 -> joined(input, at, piece, rest, 0);
      case 1 -> joined(input, at, piece, rest, Math.min(rest.length, piece.length));
      case 2 -> joined(input, at, some, rest, 0);
      case 3, 4, 5 -> joined(input, at, some, rest, Math.min(rest.length, 1));
      case 6 -> joined(input, at, new byte[0], rest, cut);
      default -> random.nextInt(4) == 0 ? Arrays.copyOf(input, at) : input;
    };
  }

  /** Returns the first bytes of the input, then the insert, then the rest without its beginning. */
  private static byte[] joined(byte[] input, int at, byte[] insert, byte[] rest, int skip) {
    byte[] all = Arrays.copyOf(input, at + insert.length + rest.length - skip);
    System.arraycopy(insert, 0, all, at, insert.length);
    System.arraycopy(rest, skip, all, at + insert.length, rest.length - skip);
    return all;
  }
}
