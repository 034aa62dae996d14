package gatun.engine.io;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseBuilder;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.io.MarketHeader.Symmetry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes files of the Matrix Market exchange format (R. F. Boisvert, R. Pozo, K. A.
 * Remington, The Matrix Market exchange formats, NISTIR 5935, 1996).
 *
 * <p>Read are coordinate and array files, real, integer and pattern (every entry 1), general,
 * symmetric and skew-symmetric; plain or compressed by gzip, which is told from the content. Blank
 * lines and comments may stand anywhere, lines may end in CRLF, exponents may be written with D,
 * entries at the same place are summed, and nan and inf are numbers like others. A file is
 * streamed: memory is taken for the entries that were read, not for those that were announced.
 *
 * <p>Deviating from the standard, a symmetric file may hold the upper triangle instead of the lower
 * one. One with entries on both sides of the diagonal is refused.
 */
public final class MatrixMarket {
  private MatrixMarket() {}

  /**
   * Returns the matrix that a file holds, with F64 values. Of an array, the elements other than 0
   * are kept.
   *
   * @throws FormatException if the file is not what the format demands; one line says where
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static SparseMatrix read(Path file, Workspace workspace) throws IOException {
    return read(file, workspace, DType.F64);
  }

  /**
   * Returns the matrix that a file holds, with F32 or F64 values.
   *
   * @throws FormatException if the file is not what the format demands; one line says where
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static SparseMatrix read(Path file, Workspace workspace, DType dtype) throws IOException {
    Source source = Source.of(file);
    try (NumberText text = open(source)) {
      MarketHeader header = MarketHeader.read(text, source.mostBytes());
      try (var builder = new SparseBuilder(workspace, dtype, header.rows(), header.columns())) {
        new EntryReader(text, header, dtype)
            .read((i, j, value) -> {
              if (header.coordinate() || value != 0) {
                builder.add(i, j, value);
              }
            });
        return builder.build(header.symmetry() == Symmetry.SYMMETRIC);
      }
    }
  }

  /**
   * Returns the vector that a file holds, an n × 1 or 1 × n matrix, with F64 elements.
   *
   * @throws FormatException if the file is not what the format demands; one line says where
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static HostTensor readVector(Path file, Workspace workspace) throws IOException {
    return readVector(file, workspace, DType.F64);
  }

  /**
   * Returns the vector that a file holds, an n × 1 or 1 × n matrix, with F32 or F64 elements.
   *
   * @throws FormatException if the file is not what the format demands; one line says where
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static HostTensor readVector(Path file, Workspace workspace, DType dtype)
      throws IOException {
    Source source = Source.regular(file);
    if (source.compressed()) {
      try (NumberText text = open(source)) { // count before taking memory
        readVector(text, source, dtype, null);
      }
    }
    try (NumberText text = open(source)) {
      return Objects.requireNonNull(readVector(text, source, dtype, workspace));
    }
  }

  private static NumberText open(Source source) throws IOException {
    return new NumberText(source.file(), source.open());
  }

  private static @Nullable HostTensor readVector(
      NumberText text, Source source, DType dtype, @Nullable Workspace workspace)
      throws IOException {
    MarketHeader header = MarketHeader.read(text, source.mostBytes());
    if (header.rows() != 1 && header.columns() != 1) {
      throw text.wrong(
          "expected a vector, n x 1 or 1 x n, found a matrix of "
              + header.rows()
              + " x "
              + header.columns());
    }
    HostTensor vector = null;
    if (workspace != null) {
      vector = workspace.zeros(dtype, header.rows() * header.columns());
    }
    HostTensor target = vector;
    new EntryReader(text, header, dtype)
        .read((i, j, value) -> {
          if (target != null) {
            double sum = header.coordinate() ? target.at(i + j) + value : value;
            target.set(sum, i + j);
          }
        });
    return vector;
  }

  /**
   * Writes a matrix as a coordinate file with values that read back bit for bit; a symmetric one as
   * its lower triangle. Compressed if the name ends in {@code .gz}. The file appears complete or
   * not at all.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(SparseMatrix matrix, Path file) throws IOException {
    matrix.lifetime().acquire();
    try {
      MarketWriter.write(matrix, file);
    } finally {
      matrix.lifetime().release();
    }
  }

  /**
   * Writes a vector as an array file of n × 1 numbers that read back bit for bit. Compressed if the
   * name ends in {@code .gz}. The file appears complete or not at all.
   *
   * @throws IllegalArgumentException if it is no vector of F32 or F64
   * @throws IOException if it cannot be written
   */
  public static void writeVector(HostTensor vector, Path file) throws IOException {
    Check.rank("writeVector", vector, 1);
    Check.that(
        vector.dtype().computes(),
        () -> "writeVector: expected F32 or F64, found " + vector.dtype() + "; convert it first");
    vector.lifetime().acquire();
    try {
      MarketWriter.write(vector, file);
    } finally {
      vector.lifetime().release();
    }
  }
}
