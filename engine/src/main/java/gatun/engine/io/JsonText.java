package gatun.engine.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads JSON (RFC 8259), as much of it as headers need: the marks, strings and numbers that are not
 * negative and have no fraction.
 */
final class JsonText {
  private final Path file;
  private final int offset; // of the text in the file
  private final String text;
  private int position;

  /**
   * Takes the text.
   *
   * @param offset where in the file it begins
   * @throws FormatException if the bytes are no UTF-8
   */
  JsonText(Path file, int offset, byte[] bytes) throws FormatException {
    this.file = file;
    this.offset = offset;
    try {
      this.text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw FormatException.in(file, "offset " + offset + ": expected a header in UTF-8");
    }
  }

  /** Takes a mark, or throws. */
  void require(char mark) throws FormatException {
    if (!accept(mark)) {
      throw expected("'" + mark + "'");
    }
  }

  /** Takes a mark if it is the next one. */
  boolean accept(char mark) {
    boolean found = peek() == mark;
    position += found ? 1 : 0;
    return found;
  }

  /**
   * Takes the comma before another member, or the mark that closes; returns whether one follows.
   */
  boolean another(char closing) throws FormatException {
    if (accept(',')) {
      return true;
    }
    if (!accept(closing)) {
      throw expected("',' or '" + closing + "'");
    }
    return false;
  }

  /** Throws unless only blanks are left. */
  void requireEnd() throws FormatException {
    peek();
    if (position < text.length()) {
      throw expected("the end of the header");
    }
  }

  /** Reads a string; {@code what} is for the message. */
  String string(String what) throws FormatException {
    if (!accept('"')) {
      throw expected(what);
    }
    int begin = position;
    StringBuilder content = new StringBuilder();
    while (true) {
      if (position == text.length() || text.charAt(position) < ' ') {
        throw expected("the end of a string");
      }
      char c = text.charAt(position++);
      if (c == '"') {
        break;
      }
      content.append(c == '\\' ? escape() : c);
    }
    String result = content.toString();
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(result)) {
      position = begin;
      throw expected("a string without halves of characters");
    }
    return result;
  }

  private char escape() throws FormatException {
    char c = position < text.length() ? text.charAt(position) : 0;
    int plain = "\"\\/bfnrt".indexOf(c);
    if (plain >= 0) {
      position++;
      return "\"\\/\b\f\n\r\t".charAt(plain);
    }
    if (c == 'u' && position + 5 <= text.length()) {
      int value = 0;
      for (int i = 1; i <= 4; i++) {
        char digit = text.charAt(position + i);
        value = digit < 0x80 ? value << 4 | Character.digit(digit, 16) : -1;
      }
      if (value >= 0) {
        position += 5;
        return (char) value;
      }
    }
    throw expected("an escape");
  }

  /** Reads an integer from 0 to 2^63 − 1; {@code what} is for the message. */
  long integer(String what) throws FormatException {
    char first = peek();
    int begin = position;
    long value = 0;
    for (; position < text.length(); position++) {
      int digit = text.charAt(position) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      if (value > (Long.MAX_VALUE - digit) / 10) {
        position = begin;
        throw expected(what + " of at most 2^63 - 1");
      }
      value = 10 * value + digit;
    }
    boolean zeros = first == '0' && position > begin + 1;
    boolean more = position < text.length() && ".eE".indexOf(text.charAt(position)) >= 0;
    if (position == begin || zeros || more) {
      position = begin;
      throw expected(what + ", an integer from 0 on,");
    }
    return value;
  }

  /** Returns the next character that is not blank; 0 at the end. */
  char peek() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    return position < text.length() ? text.charAt(position) : 0;
  }

  /** Returns the place of the next character, counted in characters from the beginning. */
  int position() {
    return position;
  }

  /** Returns where in the file a place is, in bytes. */
  long offset(int place) {
    return offset + text.substring(0, place).getBytes(StandardCharsets.UTF_8).length;
  }

  /** Returns the exception for the next character: what was expected there, and what is found. */
  FormatException expected(String what) {
    return wrong(position, "expected " + what + ", found " + found());
  }

  private String found() {
    return position < text.length()
        ? FormatException.quoted(text.substring(position, Math.min(text.length(), position + 60)))
        : "the end of the header";
  }

  /** Returns the exception for a place in the text, in the caller's words. */
  FormatException wrong(int place, String message) {
    return FormatException.in(file, "offset " + offset(place) + ": " + message);
  }

  /** Appends a string in quotes. */
  static void append(StringBuilder out, String string) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
