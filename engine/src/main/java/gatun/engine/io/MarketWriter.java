package gatun.engine.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes Matrix Market files. */
final class MarketWriter implements AutoCloseable {
  private static final int FLUSH = 1 << 16;

  private final OutputStream out;
  private final StringBuilder text = new StringBuilder(FLUSH + 256);

  private MarketWriter(OutputStream out) {
    this.out = out;
  }

  static void write(SparseMatrix matrix, Path file) throws IOException {
    write(file, writer -> writer.matrix(matrix));
  }

  static void write(HostTensor vector, Path file) throws IOException {
    write(file, writer -> writer.vector(vector));
  }

  private interface Content {
    void write(MarketWriter writer) throws IOException;
  }

  private static void write(Path file, Content content) throws IOException {
    boolean compress = file.toString().endsWith(".gz");
    AtomicFile.write(
        file,
        channel -> {
          OutputStream raw = Channels.newOutputStream(channel);
          try (var writer = new MarketWriter(compress ? new GZIPOutputStream(raw, FLUSH) : raw)) {
            content.write(writer);
          }
        });
  }

  private void matrix(SparseMatrix a) throws IOException {
    boolean half = a.symmetric();
    text.append("%%MatrixMarket matrix coordinate real ")
        .append(half ? "symmetric\n" : "general\n")
        .append(a.rows())
        .append(' ')
        .append(a.columns())
        .append(' ')
        .append(half ? lowerEntries(a) : a.nonzeros())
        .append('\n');
    for (long i = 0; i < a.rows(); i++) {
      long end = a.rowPointer(i + 1);
      for (long e = a.rowPointer(i); e < end && !(half && a.column(e) > i); e++) {
        text.append(i + 1).append(' ').append(a.column(e) + 1L).append(' ');
        number(a.value(e), a.dtype());
      }
    }
  }

  private static long lowerEntries(SparseMatrix a) {
    long count = 0;
    for (long i = 0; i < a.rows(); i++) {
      long end = a.rowPointer(i + 1);
      for (long e = a.rowPointer(i); e < end && a.column(e) <= i; e++) {
        count++;
      }
    }
    return count;
  }

  private void vector(HostTensor x) throws IOException {
    text.append("%%MatrixMarket matrix array real general\n").append(x.size()).append(" 1\n");
    for (long i = 0; i < x.size(); i++) {
      number(x.at(i), x.dtype());
    }
  }

  /** Appends the shortest decimal number that reads back as the same one. */
  private void number(double value, DType dtype) throws IOException {
    if (dtype == DType.F32) {
      text.append((float) value);
    } else {
      text.append(value);
    }
    text.append('\n');
    if (text.length() >= FLUSH) {
      flush();
    }
  }

  private void flush() throws IOException {
    out.write(text.toString().getBytes(ISO_8859_1));
    text.setLength(0);
  }

  @Override
  public void close() throws IOException {
    flush();
    out.close();
  }
}
