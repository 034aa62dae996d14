package gatun.engine.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipException;

/**
 * Reads words and numbers from a text, line by line, and knows the place. Lines that hold data are
 * at most {@link #LINE_LIMIT} bytes long, comments may have any length. Memory does not depend on
 * the length of the text.
 */
final class NumberText implements AutoCloseable {
  /** The most bytes a line of data may have. */
  static final int LINE_LIMIT = 4096;

  private static final int BUFFER = 1 << 17;
  private static final long MOST_DIGITS = (Long.MAX_VALUE - 9) / 10; // one more digit still fits

  private final Path file;
  private final InputStream in;
  private final byte[] bytes = new byte[BUFFER + 1]; // one more for a newline behind the last byte
  private int position;
  private int limit;
  private int lineStart;
  private int token; // where the last token began
  private long mantissa; // of the number being read
  private long line;
  private boolean ended;

  NumberText(Path file, InputStream in) {
    this.file = file;
    this.in = in;
    bytes[0] = '\n';
  }

  /** Steps onto the first line; returns false if the text is empty. */
  boolean firstLine() throws IOException {
    line = 1;
    refill();
    if (limit >= 3
        && bytes[0] == (byte) 0xef
        && bytes[1] == (byte) 0xbb
        && bytes[2] == (byte) 0xbf) {
      position = 3; // the byte order mark that some editors write
    }
    return limit > 0;
  }

  /**
   * Ends the current line, which must hold no more, and steps onto the next one that is neither
   * blank nor a comment. Returns false at the end of the text.
   */
  boolean nextLine() throws IOException {
    startToken();
    if (bytes[position] != '\n') {
      throw expected("the end of the line");
    }
    do {
      if (position == limit) {
        if (!ended) {
          throw at(
              lineStart, "expected a line of at most " + LINE_LIMIT + " bytes, found a longer one");
        }
        token = position;
        return false;
      }
      newLine();
      if (bytes[position] == '%') {
        skipComment();
      }
      skipBlanks();
    } while (bytes[position] == '\n');
    token = position;
    return true;
  }

  private void newLine() throws IOException {
    position++;
    line++;
    if (limit - position < LINE_LIMIT && !ended) {
      refill();
    }
    lineStart = position;
  }

  private void skipComment() throws IOException {
    while (bytes[position] != '\n' || position == limit && !ended) {
      if (position == limit) {
        refill();
      } else {
        position++;
      }
    }
  }

  private void skipBlanks() {
    byte c = bytes[position];
    while (c == ' ' || c == '\t' || c == '\r') {
      c = bytes[++position];
    }
  }

  /** Moves what is left to the front and fills the rest of the buffer. */
  private void refill() throws IOException {
    System.arraycopy(bytes, position, bytes, 0, limit - position);
    limit -= position;
    position = 0;
    lineStart = 0;
    try {
      while (!ended && limit < BUFFER) {
        int count = in.read(bytes, limit, BUFFER - limit);
        ended = count < 0;
        limit += Math.max(0, count);
      }
    } catch (ZipException | EOFException e) {
      throw FormatException.in(
          file,
          line,
          1,
          "the compressed data behind this line is damaged or cut short (" + e.getMessage() + ")");
    }
    bytes[limit] = '\n';
  }

  /** Returns the next word of the line in lower case; empty at its end. */
  String word() {
    startToken();
    while (!delimiter(bytes[position])) {
      position++;
    }
    return new String(bytes, token, position - token, ISO_8859_1).toLowerCase(Locale.ROOT);
  }

  /** Reads an integer of 64 bits. */
  long integer(String what) throws FormatException {
    startToken();
    int p = token;
    boolean negative = bytes[p] == '-';
    if (negative || bytes[p] == '+') {
      p++;
    }
    int first = p;
    long value = 0;
    for (int digit = bytes[p] - '0'; digit >= 0 && digit <= 9; digit = bytes[++p] - '0') {
      if (value < (Long.MIN_VALUE + digit) / 10) {
        throw at(token, what + ": expected an integer of at most 64 bits, found " + found());
      }
      value = 10 * value - digit; // negative, because there is one more of them
    }
    if (p == first || !delimiter(bytes[p])) {
      throw expected(what);
    }
    if (!negative && value == Long.MIN_VALUE) {
      throw at(token, what + ": expected an integer of at most 64 bits, found " + found());
    }
    position = p;
    return negative ? value : -value;
  }

  /**
   * Reads a real number, rounded correctly: digits with an optional fraction and an exponent after
   * e, E, d or D; or nan, inf, infinity in any case.
   */
  double real(String what) throws FormatException {
    startToken();
    boolean negative = bytes[token] == '-';
    int first = negative || bytes[token] == '+' ? token + 1 : token;
    mantissa = 0;
    int p = digits(first);
    int count = p - first;
    int scale = 0;
    if (bytes[p] == '.') {
      int point = p;
      p = digits(p + 1);
      scale = point + 1 - p;
      count -= scale;
    }
    if (count == 0) {
      return special(what, first, negative);
    }
    position = p;
    int mark = bytes[p] | 0x20;
    int power = scale + (mark == 'e' || mark == 'd' ? exponent(what, p + 1) : 0);
    if (!delimiter(bytes[position])) {
      throw expected(what);
    }
    if (mantissa < 0 || power > Decimals.MOST || power < -Decimals.MOST) {
      return slow(what);
    }
    double value = Decimals.nearest(mantissa, power);
    return negative ? -value : value;
  }

  /** Appends digits to the mantissa, -1 if they are too many, and returns the place behind them. */
  private int digits(int from) {
    int p = from;
    long value = mantissa;
    for (byte c = bytes[p]; c >= '0' && c <= '9'; c = bytes[++p]) {
      value = value <= MOST_DIGITS && value >= 0 ? 10 * value + (c - '0') : -1;
    }
    mantissa = value;
    return p;
  }

  private int exponent(String what, int begin) throws FormatException {
    int p = begin;
    boolean negative = bytes[p] == '-';
    if (negative || bytes[p] == '+') {
      p++;
    }
    int first = p;
    int value = 0;
    for (int digit = bytes[p] - '0'; digit >= 0 && digit <= 9; digit = bytes[++p] - '0') {
      value = Math.min(10 * value + digit, 100_000);
    }
    if (p == first) {
      throw expected(what);
    }
    position = p;
    return negative ? -value : value;
  }

  private double slow(String what) throws FormatException {
    String text = new String(bytes, token, position - token, ISO_8859_1);
    double value = Double.parseDouble(text.replace('d', 'e').replace('D', 'e'));
    if (Double.isInfinite(value)) {
      throw at(token, what + ": expected a number below 1.8e308, found " + found());
    }
    return value;
  }

  private double special(String what, int begin, boolean negative) throws FormatException {
    position = begin;
    while (!delimiter(bytes[position]) && position - begin < 9) {
      position++;
    }
    String name = new String(bytes, begin, position - begin, ISO_8859_1).toLowerCase(Locale.ROOT);
    return switch (name) {
      case "nan" -> Double.NaN;
      case "inf", "infinity" -> negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      default -> throw expected(what);
    };
  }

  private void startToken() {
    skipBlanks();
    token = position;
  }

  private static boolean delimiter(byte c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
  }

  private String found() {
    int end = token;
    while (end < limit && end - token < 80 && !delimiter(bytes[end])) {
      end++;
    }
    if (end > token) {
      return FormatException.quoted(new String(bytes, token, end - token, ISO_8859_1));
    }
    return token == limit && ended ? "the end of the file" : "the end of the line";
  }

  /** Returns the exception for the last token: what was expected there, and what was found. */
  FormatException expected(String what) {
    return at(token, "expected " + what + ", found " + found());
  }

  /** Returns the exception for the last token, in the caller's words. */
  FormatException wrong(String message) {
    return at(token, message);
  }

  private FormatException at(int place, String message) {
    return FormatException.in(file, line, place - lineStart + 1L, message);
  }

  /** Returns the number of the current line, counted from 1. */
  long line() {
    return line;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
