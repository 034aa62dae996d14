package gatun.engine.io;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * Reads tables of numbers from text: lines of as many numbers each, with commas between them. Plain
 * or compressed by gzip, which is told from the content. Quotes, words and missing values are
 * refused; blank lines at the end are passed over.
 *
 * <p>A file is read twice, first to count: no memory is taken before all of it is known to be
 * sound. Meant for small tables: about 100 ns a number.
 */
public final class Csv {
  private static final int LONGEST_LINE = 1 << 20;
  private static final int LONGEST_NUMBER = 64;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d++(?:\\.\\d*+)?+|\\.\\d++)(?:[eE][+-]?\\d{1,5})?+|nan|[+-]?inf");

  /** Takes a number. */
  private interface Sink {
    void take(long row, long column, double value);
  }

  private final Path file;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private final byte[] line = new byte[LONGEST_LINE];
  private int position;
  private int limit;
  private int length; // of the line
  private long number; // of the line, from 1
  private long columns = -1;
  private long rows;

  private Csv(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /**
   * Returns the numbers of a file in a matrix [lines, numbers in a line].
   *
   * @param dtype F32 or F64
   * @param skipped lines at the beginning that hold something else, such as names
   * @throws FormatException if the file is not what the format demands; one line says where
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static HostTensor read(Path file, Workspace workspace, DType dtype, int skipped)
      throws IOException {
    Check.that(dtype.computes(), () -> "read: expected F32 or F64, found " + dtype);
    Check.that(skipped >= 0, () -> "read: expected lines to skip from 0 on, found " + skipped);
    Source source = Source.regular(file);
    Csv first = pass(source, skipped, (row, column, value) -> {});
    long width = Math.max(0, first.columns);
    HostTensor table = workspace.zeros(dtype, first.rows, width);
    MemorySegment memory = table.segment();
    Csv second =
        pass(
            source,
            skipped,
            (row, column, value) -> {
              if (row < first.rows && column < width) {
                Elements.setReal(memory, dtype, row * width + column, value);
              }
            });
    if (second.rows != first.rows || second.columns != first.columns) {
      throw FormatException.in(file, "the file has changed while it was read");
    }
    return table;
  }

  private static Csv pass(Source source, int skipped, Sink sink) throws IOException {
    try (InputStream in = source.open()) {
      Csv csv = new Csv(source.file(), in);
      try {
        csv.lines(skipped, sink);
      } catch (ZipException | EOFException e) {
        String message = "the compressed data behind this line is damaged or cut short (";
        throw csv.wrong(0, message + e.getMessage() + ")");
      }
      return csv;
    }
  }

  private void lines(int skipped, Sink sink) throws IOException {
    for (int i = 0; i < skipped; i++) {
      nextLine();
    }
    long blank = 0;
    while (nextLine()) {
      if (length == 0) {
        blank = blank == 0 ? number : blank;
      } else if (blank > 0) {
        throw FormatException.in(file, blank, 1, "expected numbers, found a blank line");
      } else {
        numbers(sink);
        rows++;
      }
    }
  }

  /** Reads a line without its end; returns false at the end of the text. */
  private boolean nextLine() throws IOException {
    length = 0;
    number++;
    boolean any = false;
    while (true) {
      if (position == limit) {
        position = 0;
        limit = Math.max(0, in.read(buffer, 0, buffer.length));
        if (limit == 0) {
          break;
        }
      }
      any = true;
      byte c = buffer[position++];
      if (c == '\n') {
        break;
      }
      if (length == LONGEST_LINE) {
        throw wrong(0, "expected a line of at most " + LONGEST_LINE + " bytes, found a longer one");
      }
      line[length++] = c;
    }
    length -= length > 0 && line[length - 1] == '\r' ? 1 : 0;
    return any;
  }

  private void numbers(Sink sink) throws FormatException {
    long column = 0;
    for (int begin = 0; begin <= length; column++) {
      int end = begin;
      while (end < length && line[end] != ',') {
        end++;
      }
      int shown = Math.min(end - begin, LONGEST_NUMBER + 1);
      String word = new String(line, begin, shown, StandardCharsets.ISO_8859_1).strip();
      if (word.length() > LONGEST_NUMBER || !NUMBER.matcher(word).matches()) {
        throw wrong(begin, "expected a number, found " + FormatException.quoted(word));
      }
      sink.take(rows, column, value(word));
      begin = end + 1;
    }
    if (columns >= 0 && column != columns) {
      throw wrong(0, "expected " + columns + " numbers as in the lines before, found " + column);
    }
    columns = column;
  }

  private static double value(String word) {
    return switch (word) {
      case "nan" -> Double.NaN;
      case "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(word);
    };
  }

  private FormatException wrong(int place, String message) {
    return FormatException.in(file, number, place + 1L, message);
  }
}
