package gatun.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import gatun.engine.WorkspaceSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir Path folder;

  private final Workspace w =
      Workspace.on(
          Backends.named("reference", new BackendOptions(1)),
          WorkspaceSettings.defaults().limitedTo(1 << 24));

  @AfterEach
  void close() {
    w.close();
  }

  private Map<String, HostTensor> tensors() {
    HostTensor big = w.zeros(DType.F32, 300, 1000);
    for (int i = 0; i < 300; i++) {
      big.set(i + 0.5, i, 999 - i);
    }
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("mask", w.zeros(DType.I8, 3));
    tensors.put("w\"1\\\u00f6\n", big);
    tensors.put("part", big.view(Slice.range(0, 10), Slice.every(3)));
    tensors.put("again", big);
    tensors.put("step", w.zeros(DType.I64));
    tensors.put("none", w.zeros(DType.F64, 4, 0));
    tensors.put("indices", w.zeros(DType.I32, 5));
    tensors.put("half", w.zeros(DType.F16, 3));
    tensors.put("brain", w.zeros(DType.BF16, 2, 1));
    tensors.get("half").set(-1.5, 2);
    tensors.get("brain").set(3, 1, 0);
    tensors.get("step").setInteger(Long.MIN_VALUE + 1);
    tensors.get("mask").set(-7, 1);
    tensors.get("indices").set(1 << 30, 4);
    return tensors;
  }

  private static void same(HostTensor x, HostTensor y) {
    assertEquals(x.dtype(), y.dtype());
    assertEquals(x.shape(), y.shape());
    Walk from = Walk.rowMajor(x);
    Walk to = Walk.rowMajor(y);
    int width = x.dtype().bytes();
    for (long i = 0; i < x.size(); i++) {
      var one = x.segment().asSlice(from.next() * width, width);
      assertEquals(-1, one.mismatch(y.segment().asSlice(to.next() * width, width)));
    }
  }

  @Test
  void readsAndMapsWhatItWrites() throws IOException {
    Path file = folder.resolve("x.safetensors");
    Map<String, HostTensor> tensors = tensors();
    Map<String, String> texts = Map.of("format", "pt", "ö\"", "\\\t\u0001");
    Safetensors.write(tensors, texts, file);
    SafetensorsHeader header = Safetensors.header(file);
    assertEquals(texts, header.metadata());
    assertEquals(tensors.keySet(), header.entries().keySet());
    assertEquals(-1, header.sealOffset());
    assertEquals(0, header.dataOffset() % 64);
    Map<String, HostTensor> read = Safetensors.read(file, w);
    Map<String, HostTensor> mapped = Safetensors.map(file, w);
    for (String name : tensors.keySet()) {
      same(tensors.get(name), read.get(name));
      same(tensors.get(name), mapped.get(name));
      same(tensors.get(name), Safetensors.read(file, name, w));
      HostTensor entry = tensors.get(name);
      assertEquals(0, header.entries().get(name).offset() % entry.dtype().bytes());
    }
    byte[] first = Files.readAllBytes(file);
    mapped.get("again").set(99, 0, 0); // stays in this process
    assertArrayEquals(first, Files.readAllBytes(file));
    Safetensors.write(tensors, texts, file);
    assertEquals(first.length, Files.size(file));
    Safetensors.write(Map.of(), Map.of(), file);
    assertTrue(Safetensors.read(file, w).isEmpty());
  }

  @Test
  void readsIntoTensorsOfTheSameShape() throws IOException {
    Path file = folder.resolve("x.safetensors");
    Map<String, HostTensor> tensors = tensors();
    Safetensors.write(tensors, Map.of(), file);
    HostTensor wide = w.zeros(DType.F32, 10, 668);
    HostTensor target = wide.view(Slice.range(0, 10), Slice.every(2));
    Safetensors.readInto(file, Map.of("part", target));
    same(tensors.get("part"), target);
    assertEquals(0, wide.at(0, 1));
    var e =
        assertThrows(
            FormatException.class,
            () -> Safetensors.readInto(file, Map.of("part", w.zeros(DType.F32, 4))));
    assertTrue(
        e.getMessage().contains("tensor 'part': expected F32[4], found 'F32[10, 334]'"),
        e::getMessage);
    e = assertThrows(FormatException.class, () -> Safetensors.readInto(file, Map.of("what", wide)));
    assertTrue(e.getMessage().contains("expected a tensor named 'what', found '"), e::getMessage);
  }

  private Path raw(String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    return Files.write(folder.resolve("raw.safetensors"), bytes.array());
  }

  @Test
  void readsWhatOthersWrite() throws IOException {
    Path file =
        raw(
            "{\"a\" : {\"shape\":[ 2 ],\"data_offsets\":[2,10],\"dtype\":\"F32\"} ,"
                + "\"__metadata__\":{\"\\u00e9\\/\":\"\\ud83d\\ude00\"},"
                + "\"b\":{\"dtype\":\"BOOL\",\"shape\":[2,1],\"data_offsets\":[0,2]}}   ",
            10);
    SafetensorsHeader header = Safetensors.header(file);
    assertEquals(Map.of("é/", "😀"), header.metadata());
    assertEquals(Shape.of(2, 1), header.entries().get("b").shape());
    assertEquals(2, Safetensors.read(file, "a", w).size());
    var e = assertThrows(FormatException.class, () -> Safetensors.read(file, w));
    assertTrue(
        e.getMessage().contains("tensor 'b': elements of type BOOL are not supported"),
        e::getMessage);
  }

  @Test
  void unalignedElementsAreCopied() throws IOException {
    Path file = raw("{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8);
    assertEquals(0, Safetensors.map(file, w).get("a").at(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "[] | 0 | offset 8: expected '{', found '[]'",
        "{} x | 0 | offset 11: expected the end of the header, found 'x'",
        "{} | 1 | expected the end of the file at offset 10, after the last tensor, found 1 more",
        "{,} | 0 | expected the name of a tensor in quotes",
        "{`a`:3} | 0 | expected '{', found '3}'",
        "{`a`:{}} | 0 | expected dtype, shape or data_offsets in quotes",
        "{`a`:{`dtype`:`F32`}} | 0 | tensor 'a': expected shape, found none",
        "{`a`:{`size`:1}} | 0 | expected dtype, shape or data_offsets, found 'size'",
        "{`a`:{`dtype`:`F32`,`dtype`:`F32`}} | 0 | expected every key once, found dtype again",
        "A[`F3`,[1],[0,4]] | 4 | tensor 'a': expected a type that the format has, found 'F3'",
        "A[`F32`,[2],[0,4]] | 4 | expected a shape that fills its 4 bytes of data, found 'F32[2]'",
        "A[`F32`,[9223372036854775807,3],[0,4]] | 4 | expected a shape that fills its 4 bytes",
        "A[`F32`,[9223372036854775808],[0,4]] | 4 | expected an extent of at most 2^63 - 1",
        "A[`F32`,[1],[0,8]] | 4 | two data_offsets that increase, at most 4",
        "A[`F32`,[1],[4,0]] | 4 | two data_offsets that increase",
        "A[`F32`,[1],[0,4,4]] | 4 | two data_offsets that increase",
        "A[`F32`,[1.5],[0,4]] | 4 | expected an extent, an integer from 0 on,, found '1.5]",
        "A[`F32`,[01],[0,4]] | 4 | expected an extent, an integer from 0 on,, found '01]",
        "A[`F32`,[-1],[0,4]] | 4 | expected an extent, an integer from 0 on,, found '-1]",
        "A[`F32`,[1],[4,8]] | 8 | expected data from offset 62 on, found it at 66, a gap",
        "{`a\\q`:1} | 0 | offset 12: expected an escape, found 'q",
        "{`\\ud800`:1} | 0 | expected a string without halves of characters",
        "{`__metadata__`:{`k`:3}} | 0 | expected a text in quotes, found '3}}'",
        "{`__metadata__`:{`k`:`1`,`k`:`2`}} | 0 | expected every name once, found 'k' again"
      })
  void brokenHeadersAreRefusedWithTheirPlace(String header, int data, String part)
      throws IOException {
    String text = header.replace('`', '"').strip();
    if (text.startsWith("A[")) {
      String[] parts = text.substring(2, text.length() - 1).split(",(?=\\[)");
      text = "{\"a\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":%s}}".formatted((Object[]) parts);
    }
    refused(raw(text, data), part);
  }

  private void refused(Path file, String part) {
    long held = w.bytes();
    var e = assertThrows(FormatException.class, () -> Safetensors.read(file, w));
    assertTrue(e.getMessage().contains(part), e::getMessage);
    assertTrue(e.getMessage().startsWith(file.toString()), e::getMessage);
    assertEquals(1, e.getMessage().lines().count());
    assertEquals(held, w.bytes());
  }

  @Test
  void overlapsDoublesAndAbsurdLengthsAreRefused() throws IOException {
    String one = "{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[%d,%d]}";
    String two = "{\"a\":" + one + ",\"%s\":" + one + "}";
    refused(raw(two.formatted(0, 2, "b", 1, 3), 3), "it overlaps another tensor");
    refused(raw(two.formatted(0, 2, "b", 0, 2), 2), "it overlaps another tensor");
    refused(raw(two.formatted(0, 2, "a", 2, 4), 4), "expected every name once, found 'a' again");
    Path file = raw("{}", 0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[7] = -1;
    Files.write(file, bytes);
    refused(file, "expected a header of 2 to 2 bytes, found a length of 18374686479671623682");
    Files.write(file, new byte[5]);
    refused(file, "expected 8 bytes, the length of the header, found 5");
    Files.write(file, new byte[] {3, 0, 0, 0, 0, 0, 0, 0, '{', (byte) 0xff, '}'});
    refused(file, "expected a header in UTF-8");
  }

  @Test
  void aSealFindsEveryCutAndEveryFlippedBit() throws IOException {
    Path file = folder.resolve("sealed.safetensors");
    Map<String, HostTensor> tensors = Map.of("x", w.vector(1, 2, 3), "n", w.zeros(DType.I8, 5));
    Safetensors.writeSealed(tensors, Map.of("step", "17"), file);
    assertEquals("17", Safetensors.verify(file).metadata().get("step"));
    assertArrayEquals(new double[] {1, 2, 3}, Safetensors.read(file, "x", w).toArray());
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThrows(FormatException.class, () -> Safetensors.verify(file));
    }
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bad);
      String message = "bit " + bit;
      assertThrows(FormatException.class, () -> Safetensors.verify(file), message);
    }
    assertEquals(List.of("sealed.safetensors"), names());
  }

  @Test
  void aSealCoversLargeFilesAndManyBits() throws IOException {
    Path file = folder.resolve("large.safetensors");
    Safetensors.writeSealed(tensors(), Map.of(), file);
    Safetensors.verify(file);
    byte[] good = Files.readAllBytes(file);
    assertTrue(good.length > 2 << 20);
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 30; round++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      assertThrows(FormatException.class, () -> Safetensors.verify(file));
    }
  }

  @Test
  void aFileWithoutSealIsNotVerified() throws IOException {
    Path file = folder.resolve("plain.safetensors");
    Safetensors.write(Map.of("x", w.vector(1)), Map.of("crc32c", "0000000x"), file);
    var e = assertThrows(FormatException.class, () -> Safetensors.verify(file));
    assertTrue(e.getMessage().contains("expected the metadata crc32c"), e::getMessage);
    assertThrows(
        IllegalArgumentException.class,
        () -> Safetensors.writeSealed(Map.of(), Map.of("crc32c", ""), file));
    assertThrows(
        IllegalArgumentException.class,
        () -> Safetensors.write(Map.of("__metadata__", w.vector(1)), Map.of(), file));
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }
}
