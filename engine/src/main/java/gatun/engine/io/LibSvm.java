package gatun.engine.io;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.RowBuilder;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Reads text files of LIBSVM and SVMlight: on each line a label, then pairs INDEX:VALUE with
 * indices that count from 1 and increase; what follows a {@code #} is a comment. Plain or
 * compressed by gzip, which is told from the content. Files of rankings (qid:) and lines with more
 * than one label are refused.
 *
 * <p>A file is read twice, first to count: no memory is taken before all of it is known to be
 * sound.
 */
public final class LibSvm {
  private static final long MOST_FEATURES = Integer.MAX_VALUE;

  /**
   * Samples whose features are sparse.
   *
   * @param features one row for each sample; entries whose value is 0 are kept
   * @param labels F64, one for each sample, as in the file
   */
  public record Sparse(SparseMatrix features, HostTensor labels) {}

  /**
   * Samples whose features are dense.
   *
   * @param features one row for each sample
   * @param labels F64, one for each sample, as in the file
   */
  public record Dense(HostTensor features, HostTensor labels) {}

  /** Takes what a line holds. */
  private interface Sink {
    void row(double label) throws FormatException;

    void entry(long column, double value) throws FormatException;
  }

  /** Counts. */
  private static final class Count implements Sink {
    private long rows;
    private long entries;
    private long columns;

    @Override
    public void row(double label) {
      rows++;
    }

    @Override
    public void entry(long column, double value) {
      entries++;
      columns = Math.max(columns, column + 1);
    }
  }

  private LibSvm() {}

  /**
   * Returns the samples of a file with as many features as the largest index says, F64.
   *
   * @throws FormatException if the file is not what the format demands; one line says where
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static Sparse read(Path file, Workspace workspace) throws IOException {
    return read(file, workspace, DType.F64, 0);
  }

  /**
   * Returns the samples of a file as a sparse matrix.
   *
   * @param dtype F32 or F64, of the features
   * @param features how many there are, which a test set that uses fewer does not tell; 0 for as
   *     many as the largest index says
   * @throws FormatException if the file is not what the format demands, or an index is larger; one
   *     line says where
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static Sparse read(Path file, Workspace workspace, DType dtype, long features)
      throws IOException {
    Count count = count(file, dtype, features);
    HostTensor labels = workspace.zeros(DType.F64, count.rows);
    RowBuilder builder = new RowBuilder(workspace, dtype, count.rows, count.columns, count.entries);
    Sink sink =
        new Sink() {
          private long rows;

          @Override
          public void row(double label) throws FormatException {
            if (rows > 0) {
              builder.endRow();
            }
            labels.set(label, rows++);
          }

          @Override
          public void entry(long column, double value) {
            builder.add(column, value);
          }
        };
    second(file, dtype, count, sink);
    if (count.rows > 0) {
      builder.endRow();
    }
    return new Sparse(builder.build(false), labels);
  }

  /**
   * Returns the samples of a file as a dense matrix [samples, features].
   *
   * @param dtype F32 or F64, of the features
   * @param features how many there are; 0 for as many as the largest index says
   * @throws FormatException if the file is not what the format demands, or an index is larger; one
   *     line says where
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static Dense readDense(Path file, Workspace workspace, DType dtype, long features)
      throws IOException {
    Count count = count(file, dtype, features);
    Check.that(
        count.rows == 0 || count.columns <= Long.MAX_VALUE / 8 / count.rows,
        () -> "readDense: " + count.rows + " x " + count.columns + " elements are too many");
    HostTensor labels = workspace.zeros(DType.F64, count.rows);
    HostTensor matrix = workspace.zeros(dtype, count.rows, count.columns);
    MemorySegment memory = matrix.segment();
    Sink sink =
        new Sink() {
          private long rows;

          @Override
          public void row(double label) {
            labels.set(label, rows++);
          }

          @Override
          public void entry(long column, double value) {
            Elements.setReal(memory, dtype, (rows - 1) * count.columns + column, value);
          }
        };
    second(file, dtype, count, sink);
    return new Dense(matrix, labels);
  }

  private static Count count(Path file, DType dtype, long features) throws IOException {
    Check.that(dtype.computes(), () -> "read: expected F32 or F64 features, found " + dtype);
    Check.that(
        features >= 0 && features <= MOST_FEATURES,
        () -> "read: expected 0 to 2^31 - 1 features, found " + features);
    Count count = new Count();
    pass(file, dtype, features == 0 ? MOST_FEATURES : features, count);
    count.columns = Math.max(count.columns, features);
    return count;
  }

  /** Reads again what was counted; what changed meanwhile is refused, not written elsewhere. */
  private static void second(Path file, DType dtype, Count first, Sink sink) throws IOException {
    Count again = new Count();
    pass(
        file,
        dtype,
        first.columns,
        new Sink() {
          @Override
          public void row(double label) throws FormatException {
            again.row(label);
            require(again.rows <= first.rows);
            sink.row(label);
          }

          @Override
          public void entry(long column, double value) throws FormatException {
            again.entry(column, value);
            require(again.entries <= first.entries);
            sink.entry(column, value);
          }

          private void require(boolean same) throws FormatException {
            if (!same) {
              throw FormatException.in(file, "the file has grown while it was read");
            }
          }
        });
    if (again.rows < first.rows) {
      throw FormatException.in(file, "the file has shrunk while it was read");
    }
  }

  private static void pass(Path file, DType dtype, long most, Sink sink) throws IOException {
    Source source = Source.regular(file);
    try (LibSvmText text = new LibSvmText(file, source.open())) {
      while (text.nextRow()) {
        sink.row(text.label());
        long last = 0;
        while (text.morePairs()) {
          long index = text.index();
          if (index <= last || index > most) {
            throw text.expected(expectation(index, last, most));
          }
          double value = text.value();
          if (dtype == DType.F32 && Double.isFinite(value) && Float.isInfinite((float) value)) {
            throw text.expected("a value below 3.4e38, which F32 holds");
          }
          sink.entry(index - 1, value);
          last = index;
        }
      }
    }
  }

  private static String expectation(long index, long last, long most) {
    if (index == 0) {
      return "indices that count from 1";
    }
    return last == most
        ? "the end of the line after index " + last
        : "an index from " + (last + 1) + " to " + most + (index <= last ? ", increasing" : "");
  }
}
