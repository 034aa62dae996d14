package gatun.engine.io;

import java.io.IOException;

/** The first lines of a Matrix Market file: what it holds and how. */
record MarketHeader(
    boolean coordinate, Field field, Symmetry symmetry, long rows, long columns, long entries) {
  private static final String BANNER = "%%matrixmarket";

  /**
   * There may be this many rows and columns whatever the entries, and beyond that {@link
   * #ROWS_PER_ENTRY}: a few bytes of text must not make the reader take gigabytes.
   */
  private static final long FREE_ROWS = 1 << 23;

  private static final long ROWS_PER_ENTRY = 64;

  enum Field {
    REAL,
    INTEGER,
    PATTERN
  }

  enum Symmetry {
    GENERAL,
    SYMMETRIC,
    SKEW
  }

  /**
   * Reads banner and sizes.
   *
   * @param mostBytes the most bytes that the text can have
   */
  static MarketHeader read(NumberText text, long mostBytes) throws IOException {
    boolean coordinate;
    if (!text.firstLine() || !text.word().equals(BANNER)) {
      throw text.expected(
          "'%%MatrixMarket matrix coordinate|array real|integer|pattern"
              + " general|symmetric|skew-symmetric'");
    }
    if (!text.word().equals("matrix")) {
      throw text.expected("'matrix'");
    }
    coordinate =
        switch (text.word()) {
          case "coordinate" -> true;
          case "array" -> false;
          default -> throw text.expected("'coordinate' or 'array'");
        };
    Field field = field(text, coordinate);
    Symmetry symmetry = symmetry(text, field);
    if (!text.nextLine()) {
      throw text.wrong("expected a line with the sizes of the matrix, found the end of the file");
    }
    return sizes(text, coordinate, field, symmetry, mostBytes);
  }

  private static Field field(NumberText text, boolean coordinate) throws FormatException {
    switch (text.word()) {
      case "real", "double":
        return Field.REAL;
      case "integer":
        return Field.INTEGER;
      case "pattern":
        if (coordinate) {
          return Field.PATTERN;
        }
        throw text.wrong("an array cannot be a pattern: expected 'real' or 'integer'");
      case "complex":
        throw text.wrong("complex matrices are not supported: expected real, integer or pattern");
      default:
        throw text.expected("'real', 'integer' or 'pattern'");
    }
  }

  private static Symmetry symmetry(NumberText text, Field field) throws FormatException {
    switch (text.word()) {
      case "general":
        return Symmetry.GENERAL;
      case "symmetric":
        return Symmetry.SYMMETRIC;
      case "skew-symmetric":
        if (field != Field.PATTERN) {
          return Symmetry.SKEW;
        }
        throw text.wrong("a pattern cannot be skew-symmetric: expected 'general' or 'symmetric'");
      case "hermitian":
        throw text.wrong(
            "hermitian matrices are complex and not supported: expected general, symmetric or"
                + " skew-symmetric");
      default:
        throw text.expected("'general', 'symmetric' or 'skew-symmetric'");
    }
  }

  private static MarketHeader sizes(
      NumberText text, boolean coordinate, Field field, Symmetry symmetry, long mostBytes)
      throws FormatException {
    long rows = size(text, "number of rows", (1L << 32) - 1);
    long columns = size(text, "number of columns", Integer.MAX_VALUE);
    if (symmetry != Symmetry.GENERAL && rows != columns) {
      throw text.wrong(
          "a symmetric matrix is square: expected " + rows + " columns, found " + columns);
    }
    long bytesEach = !coordinate ? 2 : field == Field.PATTERN ? 4 : 6;
    long most = mostBytes / bytesEach + 1;
    long entries;
    if (coordinate) {
      entries = text.integer("number of entries");
      long free = Math.max(FREE_ROWS, ROWS_PER_ENTRY * Math.clamp(entries, 0L, 1L << 32));
      if (Math.max(rows, columns) > free) {
        throw text.wrong(
            "expected at most "
                + free
                + " rows and columns for "
                + entries
                + " entries, found "
                + rows
                + " x "
                + columns);
      }
    } else {
      entries = arrayEntries(rows, columns, symmetry);
    }
    if (entries < 0 || entries > most) {
      throw text.wrong(
          "expected at most "
              + most
              + " entries in a file of this size, found "
              + rows
              + " x "
              + columns
              + (coordinate ? " with " + entries + " entries" : " numbers"));
    }
    return new MarketHeader(coordinate, field, symmetry, rows, columns, entries);
  }

  private static long arrayEntries(long rows, long columns, Symmetry symmetry) {
    // At most 2^32 · 2^31: no overflow. Symmetric arrays hold the lower triangle.
    return switch (symmetry) {
      case GENERAL -> rows * columns;
      case SYMMETRIC -> rows * (rows + 1) / 2;
      case SKEW -> rows * (rows - 1) / 2;
    };
  }

  private static long size(NumberText text, String what, long most) throws FormatException {
    long size = text.integer(what);
    if (size < 0 || size > most) {
      throw text.wrong(what + ": expected 0 to " + most + ", found " + size);
    }
    return size;
  }
}
