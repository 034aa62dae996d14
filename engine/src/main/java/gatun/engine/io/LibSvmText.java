package gatun.engine.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * Reads the words of a LIBSVM file and knows the place. Lines may have any length, words at most
 * {@value #WORD} bytes; memory does not depend on the length of the text.
 */
final class LibSvmText implements AutoCloseable {
  private static final int WORD = 256;
  private static final int BUFFER = 1 << 16;
  private static final long MOST_DIGITS = (Long.MAX_VALUE - 9) / 10; // one more digit still fits

  private final Path file;
  private final InputStream in;
  private final byte[] bytes = new byte[BUFFER + 1]; // one more for a newline behind the last byte
  private int position;
  private int limit;
  private int token; // where the last word began
  private long before; // bytes of the line that have left the buffer
  private int lineStart;
  private long line = 1;
  private boolean ended;

  LibSvmText(Path file, InputStream in) {
    this.file = file;
    this.in = in;
    bytes[0] = '\n';
  }

  /** Steps onto the next line that is neither blank nor a comment; returns false at the end. */
  boolean nextRow() throws IOException {
    while (!morePairs()) {
      if (position == limit) { // all there is: the buffer was refilled if more is to come
        return false;
      }
      position++;
      line++;
      lineStart = position;
      before = 0;
    }
    return true;
  }

  /** Returns whether the line holds more before its end or a comment. */
  boolean morePairs() throws IOException {
    for (byte c = peek(); ; c = peek()) {
      if (c == '#') {
        skipComment();
      } else if (c == ' ' || c == '\t' || c == '\r') {
        position++;
      } else {
        token = position;
        return c != '\n';
      }
    }
  }

  private void skipComment() throws IOException {
    while (peek() != '\n') {
      position++;
    }
  }

  /** Returns the next byte, a newline at the end of the text, with a whole word behind it. */
  private byte peek() throws IOException {
    if (limit - position < WORD && !ended) {
      refill();
    }
    return bytes[position];
  }

  private void refill() throws IOException {
    before += position - lineStart;
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
      String message = "the compressed data behind this line is damaged or cut short (";
      throw FormatException.in(file, line, 1, message + e.getMessage() + ")");
    }
    bytes[limit] = '\n';
  }

  /** Reads the label at the beginning of a line, a number. */
  double label() throws FormatException {
    double value = number("a label, a number,");
    requireBlank("a label, a number,");
    return value;
  }

  /** Reads an index and the colon behind it. */
  long index() throws FormatException {
    long value = 0;
    int p = token;
    for (byte c = bytes[p]; c >= '0' && c <= '9'; c = bytes[++p]) {
      value = value <= MOST_DIGITS ? 10 * value + (c - '0') : Long.MAX_VALUE;
    }
    if (p == token || bytes[p] != ':') {
      throw expected("INDEX:VALUE");
    }
    position = p + 1;
    return value;
  }

  /** Reads the value behind the colon. */
  double value() throws FormatException {
    int pair = token;
    token = position;
    double value = number("a value");
    requireBlank("a value");
    token = pair;
    return value;
  }

  private void requireBlank(String what) throws FormatException {
    if (position == limit && !ended) {
      throw wrong("expected words of at most " + WORD + " bytes, found a longer one");
    }
    if (!blank(bytes[position])) {
      throw expected(what);
    }
  }

  /** Reads digits with an optional fraction and exponent, or nan, inf, infinity; to its end. */
  private double number(String what) throws FormatException {
    int p = token;
    boolean negative = bytes[p] == '-';
    p += negative || bytes[p] == '+' ? 1 : 0;
    int first = p;
    long digits = 0;
    int count = 0;
    int scale = 0;
    boolean point = false;
    for (byte c = bytes[p]; c >= '0' && c <= '9' || c == '.' && !point; c = bytes[++p]) {
      if (c == '.') {
        point = true;
        continue;
      }
      digits = digits >= 0 && digits <= MOST_DIGITS ? 10 * digits + (c - '0') : -1;
      count++;
      scale -= point ? 1 : 0;
    }
    if (count == 0) {
      return special(what, first, negative);
    }
    int power = scale;
    if ((bytes[p] | 0x20) == 'e') {
      power += exponent(what, p + 1);
    } else {
      position = p;
    }
    boolean exact = digits >= 0 && Math.abs(power) <= Decimals.MOST;
    double value = exact ? Decimals.nearest(digits, power) : Math.abs(slow(what));
    return negative ? -value : value;
  }

  private int exponent(String what, int begin) throws FormatException {
    int p = begin;
    boolean negative = bytes[p] == '-';
    p += negative || bytes[p] == '+' ? 1 : 0;
    int first = p;
    int value = 0;
    for (byte c = bytes[p]; c >= '0' && c <= '9'; c = bytes[++p]) {
      value = Math.min(10 * value + (c - '0'), 100_000);
    }
    if (p == first) {
      throw expected(what);
    }
    position = p;
    return negative ? -value : value;
  }

  private double slow(String what) throws FormatException {
    double value = Double.parseDouble(new String(bytes, token, position - token, ISO_8859_1));
    if (Double.isInfinite(value)) {
      throw wrong("expected " + what + " below 1.8e308, found " + found());
    }
    return value;
  }

  private double special(String what, int begin, boolean negative) throws FormatException {
    int end = begin;
    while (!blank(bytes[end]) && end - begin < 9) {
      end++;
    }
    position = end;
    String name = new String(bytes, begin, end - begin, ISO_8859_1);
    return switch (name.toLowerCase(java.util.Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "infinity" -> negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      default -> throw expected(what);
    };
  }

  private static boolean blank(byte c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '#';
  }

  private String found() {
    int end = token;
    while (end < limit && end - token < 80 && !blank(bytes[end])) {
      end++;
    }
    return end == token
        ? "the end of the line"
        : FormatException.quoted(new String(bytes, token, end - token, ISO_8859_1));
  }

  /** Returns the exception for the last word: what was expected there, and what was found. */
  FormatException expected(String what) {
    return wrong("expected " + what + ", found " + found());
  }

  /** Returns the exception for the last word, in the caller's words. */
  FormatException wrong(String message) {
    return FormatException.in(file, line, before + token - lineStart + 1, message);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
