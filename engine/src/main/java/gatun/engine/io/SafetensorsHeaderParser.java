package gatun.engine.io;

import gatun.engine.Shape;
import gatun.engine.io.SafetensorsHeader.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and checks the header of a safetensors file. */
final class SafetensorsHeaderParser {
  /** The entry of the metadata that holds the checksum. */
  static final String SEAL = "crc32c";

  /** The digits of the checksum while it is computed. */
  static final String BLANK_SEAL = "00000000";

  private static final String METADATA = "__metadata__";
  private static final int MOST_AXES = 64;

  private final JsonText text;
  private final Path file;
  private final long dataOffset;
  private final long dataBytes;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private @Nullable Map<String, String> metadata;
  private long seal = -1;

  /**
   * Takes the bytes of the header.
   *
   * @param offset where in the file they begin
   * @param dataBytes how many bytes follow
   */
  SafetensorsHeaderParser(Path file, int offset, byte[] header, long dataBytes)
      throws FormatException {
    this.text = new JsonText(file, offset, header);
    this.file = file;
    this.dataOffset = offset + (long) header.length;
    this.dataBytes = dataBytes;
  }

  /** Returns what the header says. */
  SafetensorsHeader parse() throws FormatException {
    if (text.position() != 0 || !text.accept('{')) {
      throw text.expected("'{'");
    }
    if (!text.accept('}')) {
      do {
        member();
      } while (text.another('}'));
    }
    text.requireEnd();
    requireDense();
    Map<String, String> texts = metadata == null ? Map.of() : metadata;
    return new SafetensorsHeader(
        Collections.unmodifiableMap(texts), Collections.unmodifiableMap(entries), dataOffset, seal);
  }

  private void member() throws FormatException {
    int begin = text.position();
    String name = text.string("the name of a tensor in quotes");
    text.require(':');
    text.require('{');
    boolean again = name.equals(METADATA) ? metadata != null : entries.containsKey(name);
    if (again) {
      throw text.wrong(
          begin, "expected every name once, found " + FormatException.quoted(name) + " again");
    }
    if (name.equals(METADATA)) {
      metadata = metadata();
    } else {
      entries.put(name, entry(name));
    }
  }

  private Map<String, String> metadata() throws FormatException {
    Map<String, String> texts = new LinkedHashMap<>();
    if (text.accept('}')) {
      return texts;
    }
    do {
      int begin = text.position();
      String key = text.string("the name of a text in quotes");
      text.require(':');
      text.peek();
      int quote = text.position();
      String value = text.string("a text in quotes");
      if (texts.put(key, value) != null) {
        throw text.wrong(
            begin, "expected every name once, found " + FormatException.quoted(key) + " again");
      }
      boolean plain = text.position() - quote == BLANK_SEAL.length() + 2; // no escapes
      if (key.equals(SEAL) && plain && value.matches("[0-9a-f]{8}")) {
        seal = text.offset(quote) + 1;
      }
    } while (text.another('}'));
    return texts;
  }

  private Entry entry(String name) throws FormatException {
    int begin = text.position();
    String type = null;
    long[] shape = null;
    long[] range = null;
    do {
      int place = text.position();
      String key = text.string("dtype, shape or data_offsets in quotes");
      text.require(':');
      boolean again =
          switch (key) {
            case "dtype" -> type != null;
            case "shape" -> shape != null;
            case "data_offsets" -> range != null;
            default ->
                throw text.wrong(
                    place,
                    "expected dtype, shape or data_offsets, found " + FormatException.quoted(key));
          };
      if (again) {
        throw text.wrong(place, "expected every key once, found " + key + " again");
      }
      switch (key) {
        case "dtype" -> type = text.string("the name of a type in quotes");
        case "shape" -> shape = integers("an extent");
        default -> range = integers("an offset");
      }
    } while (text.another('}'));
    if (type == null || shape == null || range == null) {
      String missing = type == null ? "dtype" : shape == null ? "shape" : "data_offsets";
      throw text.wrong(begin, of(name) + "expected " + missing + ", found none");
    }
    return checked(name, begin, type, shape, range);
  }

  private long[] integers(String what) throws FormatException {
    text.require('[');
    long[] values = new long[MOST_AXES];
    int count = 0;
    if (!text.accept(']')) {
      do {
        if (count == MOST_AXES) {
          throw text.expected("at most " + MOST_AXES + " numbers");
        }
        values[count++] = text.integer(what);
      } while (text.another(']'));
    }
    return Arrays.copyOf(values, count);
  }

  private Entry checked(String name, int begin, String type, long[] extents, long[] range)
      throws FormatException {
    int bits = SafetensorsHeader.bits(type);
    if (bits == 0) {
      throw text.wrong(
          begin,
          of(name) + "expected a type that the format has, found " + FormatException.quoted(type));
    }
    if (range.length != 2 || range[0] > range[1] || range[1] > dataBytes) {
      throw text.wrong(
          begin,
          of(name)
              + "expected two data_offsets that increase, at most "
              + dataBytes
              + ", the bytes of data, found "
              + FormatException.quoted(Arrays.toString(range)));
    }
    long bytes = range[1] - range[0];
    Shape shape;
    try {
      shape = Shape.of(extents);
      if (Math.multiplyExact(shape.size(), (long) bits) == Math.multiplyExact(bytes, 8L)) {
        return new Entry(type, shape, dataOffset + range[0], bytes);
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      shape = null; // more than any file can hold
    }
    String found = FormatException.quoted(type + Arrays.toString(extents));
    throw text.wrong(
        begin,
        of(name) + "expected a shape that fills its " + bytes + " bytes of data, found " + found);
  }

  /** Checks that the tensors fill the data without gaps and overlaps. */
  private void requireDense() throws FormatException {
    List<Map.Entry<String, Entry>> order = new ArrayList<>(entries.entrySet());
    order.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().offset())
            .thenComparingLong(e -> e.getValue().bytes()));
    long end = dataOffset;
    for (Map.Entry<String, Entry> one : order) {
      if (one.getValue().offset() != end) {
        String trouble =
            one.getValue().offset() > end ? "a gap before it" : "it overlaps another tensor";
        throw FormatException.in(
            file,
            of(one.getKey())
                + "expected data from offset "
                + end
                + " on, found it at "
                + one.getValue().offset()
                + ", "
                + trouble);
      }
      end += one.getValue().bytes();
    }
    if (end != dataOffset + dataBytes) {
      throw FormatException.in(
          file,
          "expected the end of the file at offset "
              + end
              + ", after the last tensor, found "
              + (dataOffset + dataBytes - end)
              + " more bytes");
    }
  }

  private static String of(String name) {
    return "tensor " + FormatException.quoted(name) + ": ";
  }
}
