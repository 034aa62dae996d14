package gatun.engine.io;

import gatun.engine.DType;
import gatun.engine.io.MarketHeader.Field;
import gatun.engine.io.MarketHeader.Symmetry;
import java.io.IOException;

/** Reads the entries of a Matrix Market file, both halves of a symmetric one. */
final class EntryReader {
  /** Takes an entry, counted from 0. */
  @FunctionalInterface
  interface Sink {
    void add(long row, long column, double value);
  }

  private final NumberText text;
  private final MarketHeader header;
  private final boolean narrow;
  private long lowerLine; // where the first entry below the diagonal stands, 0 if none
  private long upperLine;

  EntryReader(NumberText text, MarketHeader header, DType dtype) {
    this.text = text;
    this.header = header;
    this.narrow = dtype == DType.F32;
  }

  /** Reads all entries and checks that nothing follows. */
  void read(Sink sink) throws IOException {
    if (header.coordinate()) {
      coordinates(sink);
    } else {
      array(sink);
    }
    if (text.nextLine()) {
      throw text.expected("the end of the file after " + header.entries() + " entries");
    }
  }

  private void coordinates(Sink sink) throws IOException {
    for (long e = 0; e < header.entries(); e++) {
      step(e);
      long row = index("row", header.rows());
      long column = index("column", header.columns());
      if (header.symmetry() != Symmetry.GENERAL) {
        checkSide(row, column);
      }
      emit(sink, row - 1, column - 1, header.field() == Field.PATTERN ? 1 : value());
    }
  }

  private void array(Sink sink) throws IOException {
    long done = 0;
    for (long column = 0; column < header.columns(); column++) {
      long first =
          switch (header.symmetry()) {
            case GENERAL -> 0;
            case SYMMETRIC -> column;
            case SKEW -> column + 1;
          };
      for (long row = first; row < header.rows(); row++) {
        step(done++);
        emit(sink, row, column, value());
      }
    }
  }

  private void step(long done) throws IOException {
    if (!text.nextLine()) {
      throw text.wrong(
          "expected " + header.entries() + " entries, found the end of the file after " + done);
    }
  }

  private long index(String what, long most) throws FormatException {
    long index = text.integer("a " + what + " number");
    if (index < 1 || index > most) {
      throw text.wrong(
          "expected a "
              + what
              + " number from 1 to "
              + most
              + ", found "
              + index
              + (index == 0 ? "; they count from 1" : ""));
    }
    return index;
  }

  private double value() throws FormatException {
    if (header.field() == Field.INTEGER) {
      return text.integer("an integer");
    }
    double value = text.real("a number");
    if (narrow && Float.isInfinite((float) value) && !Double.isInfinite(value)) {
      throw text.wrong("expected a number below 3.4e38, which F32 holds, found " + value);
    }
    return value;
  }

  private void checkSide(long row, long column) throws FormatException {
    if (row > column) {
      lowerLine = lowerLine == 0 ? text.line() : lowerLine;
    } else if (row < column) {
      upperLine = upperLine == 0 ? text.line() : upperLine;
    }
    if (lowerLine != 0 && upperLine != 0) {
      throw text.wrong(
          "a symmetric file holds one triangle: expected no entry above the diagonal (line "
              + upperLine
              + ") beside one below it (line "
              + lowerLine
              + "); declare the matrix general if it holds both");
    }
  }

  private void emit(Sink sink, long row, long column, double value) throws FormatException {
    boolean skew = header.symmetry() == Symmetry.SKEW;
    if (skew && row == column && value != 0) {
      throw text.wrong("the diagonal of a skew-symmetric matrix is 0, found " + value);
    }
    sink.add(row, column, value);
    if (row != column && header.symmetry() != Symmetry.GENERAL) {
      sink.add(column, row, skew ? -value : value);
    }
  }
}
