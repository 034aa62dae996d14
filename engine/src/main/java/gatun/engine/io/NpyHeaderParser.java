package gatun.engine.io;

import gatun.engine.DType;
import gatun.engine.Shape;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a {@code .npy} header, a dictionary in the notation of Python with the keys
 * {@code descr}, {@code fortran_order} and {@code shape} in any order.
 */
final class NpyHeaderParser {
  private static final int MOST_AXES = 64; // as many as numpy has

  private final NpyInput input;
  private final String text;
  private final int offset; // of the text in the file
  private int position;
  private @Nullable String descr;
  private int descrPosition;
  private @Nullable Boolean fortran;
  private long @Nullable [] extents;

  /**
   * Takes the text.
   *
   * @param input makes the exceptions
   * @param offset where in the file the text begins
   */
  NpyHeaderParser(NpyInput input, String text, int offset) {
    this.input = input;
    this.text = text;
    this.offset = offset;
  }

  /** Returns what the text says. */
  NpyHeader parse() throws FormatException {
    require('{', "'{'");
    while (!accept('}')) {
      entry();
      if (!accept(',') && peek() != '}') {
        throw wrong(position, "expected ',' or '}'");
      }
    }
    if (skipBlanks() < text.length()) {
      throw wrong(position, "expected the end of the header");
    }
    if (descr == null || fortran == null || extents == null) {
      String missing = descr == null ? "descr" : fortran == null ? "fortran_order" : "shape";
      throw input.wrong(offset, "expected the key '" + missing + "' in the header, found none");
    }
    DType dtype = dtype(descr);
    Shape shape = shape(dtype, extents);
    boolean matters = fortran && shape.size() > 1 && shape.rank() > 1;
    return new NpyHeader(dtype, order(descr, dtype), matters, shape, offset + text.length());
  }

  private void entry() throws FormatException {
    int begin = skipBlanks();
    String key = string("a key in quotes");
    require(':', "':'");
    boolean again =
        switch (key) {
          case "descr" -> descr != null;
          case "fortran_order" -> fortran != null;
          case "shape" -> extents != null;
          default -> throw wrong(begin, "expected the key descr, fortran_order or shape");
        };
    if (again) {
      throw wrong(begin, "expected every key once");
    }
    switch (key) {
      case "descr" -> {
        if (peek() == '[' || peek() == '(') {
          throw wrong(position, "structured elements are not supported: expected one number type");
        }
        descrPosition = position;
        descr = string("the element type in quotes");
      }
      case "fortran_order" -> fortran = truth();
      default -> extents = tuple();
    }
  }

  private DType dtype(String name) throws FormatException {
    boolean ordered = !name.isEmpty() && "<>=|".indexOf(name.charAt(0)) >= 0;
    return switch (ordered ? name.substring(1) : name) {
      case "f2" -> DType.F16;
      case "f4" -> DType.F32;
      case "f8" -> DType.F64;
      case "i1" -> DType.I8;
      case "i4" -> DType.I32;
      case "i8" -> DType.I64;
      default ->
          throw wrong(
              descrPosition,
              "expected elements f2, f4, f8, i1, i4 or i8 (convert others with numpy's astype)");
    };
  }

  private static ByteOrder order(String name, DType dtype) {
    return switch (dtype.bytes() == 1 ? '=' : name.charAt(0)) {
      case '<' -> ByteOrder.LITTLE_ENDIAN;
      case '>' -> ByteOrder.BIG_ENDIAN;
      default -> ByteOrder.nativeOrder();
    };
  }

  private Shape shape(DType dtype, long[] sizes) throws FormatException {
    try {
      Shape shape = Shape.of(sizes);
      Math.multiplyExact(shape.size(), (long) dtype.bytes());
      return shape;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw input.wrong(
          offset,
          "expected a shape of less than 2^63 bytes, found "
              + Arrays.toString(sizes)
              + " "
              + dtype);
    }
  }

  private boolean truth() throws FormatException {
    skipBlanks();
    for (String word : new String[] {"True", "False"}) {
      if (text.startsWith(word, position)) {
        position += word.length();
        return word.equals("True");
      }
    }
    throw wrong(position, "expected True or False as fortran_order");
  }

  private long[] tuple() throws FormatException {
    require('(', "'(' and the extents of the shape");
    long[] sizes = new long[MOST_AXES];
    int rank = 0;
    while (!accept(')')) {
      if (rank == MOST_AXES) {
        throw wrong(position, "expected a shape of at most " + MOST_AXES + " axes");
      }
      sizes[rank++] = extent();
      if (!accept(',') && peek() != ')') {
        throw wrong(position, "expected ',' or ')' in the shape");
      }
    }
    return Arrays.copyOf(sizes, rank);
  }

  private long extent() throws FormatException {
    int begin = skipBlanks();
    long value = 0;
    while (position < text.length()
        && text.charAt(position) >= '0'
        && text.charAt(position) <= '9') {
      int digit = text.charAt(position++) - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        throw wrong(begin, "expected an extent of at most 2^63 - 1");
      }
      value = 10 * value + digit;
    }
    if (position == begin) {
      throw wrong(begin, "expected an extent, a number from 0 on,");
    }
    if (position < text.length() && text.charAt(position) == 'L') {
      position++; // Python 2 marked long integers
    }
    return value;
  }

  private String string(String what) throws FormatException {
    char quote = peek();
    if (quote != '\'' && quote != '"') {
      throw wrong(position, "expected " + what);
    }
    int end = text.indexOf(quote, position + 1);
    if (end < 0) {
      throw wrong(position, "expected " + what + " that ends");
    }
    String content = text.substring(position + 1, end);
    position = end + 1;
    return content;
  }

  private void require(char c, String what) throws FormatException {
    if (!accept(c)) {
      throw wrong(position, "expected " + what);
    }
  }

  private boolean accept(char c) {
    boolean found = peek() == c;
    position += found ? 1 : 0;
    return found;
  }

  /** Returns the next character that is not blank; 0 at the end. */
  private char peek() {
    skipBlanks();
    return position < text.length() ? text.charAt(position) : 0;
  }

  private int skipBlanks() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    return position;
  }

  private FormatException wrong(int place, String message) {
    String rest = text.substring(Math.min(place, text.length())).strip();
    return input.wrong(
        offset + place,
        message + (rest.isEmpty() ? ", found the end" : ", found " + FormatException.quoted(rest)));
  }
}
