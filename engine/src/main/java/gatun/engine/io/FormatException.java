package gatun.engine.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file does not hold what its format demands. The message is one line: the file, the place, what
 * was expected and what was found.
 */
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 40;

  private final long line;
  private final long column;

  private FormatException(String message, long line, long column) {
    super(message);
    this.line = line;
    this.column = column;
  }

  /** Returns the exception for a place in a text file, line and column counted from 1. */
  static FormatException in(Path file, long line, long column, String message) {
    String place = printable(file.toString(), Integer.MAX_VALUE) + ", line " + line;
    return new FormatException(place + ", column " + column + ": " + message, line, column);
  }

  /**
   * Returns the exception for a file that is sound in its format but not what the reader of a
   * format built on it demands, such as a checkpoint.
   *
   * @param message one line: what was expected and what was found
   */
  public static FormatException of(Path file, String message) {
    return in(file, printable(message, Integer.MAX_VALUE));
  }

  /** Returns the exception for a whole file or a binary one. */
  static FormatException in(Path file, String message) {
    return new FormatException(
        printable(file.toString(), Integer.MAX_VALUE) + ": " + message, 0, 0);
  }

  /** Returns the line, counted from 1, or 0 if the file is binary or the trouble is all of it. */
  public long line() {
    return line;
  }

  /** Returns the column, counted from 1, or 0 if the file is binary or the trouble is all of it. */
  public long column() {
    return column;
  }

  /** Returns a piece of a file in quotes, shortened, with unprintable characters spelt out. */
  static String quoted(String text) {
    return "'" + printable(text, SHOWN) + "'";
  }

  private static String printable(String text, int limit) {
    StringBuilder out = new StringBuilder();
    int end = Math.min(text.length(), limit);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean plain = c >= 0x20 && c < 0x7f || c > 0xff && Character.isLetterOrDigit(c);
      out.append(
          plain || limit == Integer.MAX_VALUE && c >= 0xa0 ? c : "\\x%02x".formatted((int) c));
    }
    return out.append(end < text.length() ? "..." : "").toString();
  }
}
