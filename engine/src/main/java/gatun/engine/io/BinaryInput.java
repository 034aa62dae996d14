package gatun.engine.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;

/** Reads a binary file, plain or compressed by gzip, whose length is known before. */
final class BinaryInput implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final InputStream in;
  private final long length;
  private long position;

  /** Opens a file; a compressed one is decompressed once to learn its length. */
  BinaryInput(Path file) throws IOException {
    this.file = file;
    Source source = Source.regular(file);
    this.length = source.compressed() ? count(source) : Files.size(file);
    this.in = source.open();
  }

  private static long count(Source source) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long sum = 0;
    try (InputStream in = source.open()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        sum += count;
      }
      return sum;
    } catch (ZipException | EOFException e) {
      throw damaged(source.file(), sum, e);
    }
  }

  private static FormatException damaged(Path file, long position, IOException e) {
    return at(
        file, position, "the compressed data is damaged or cut short (" + e.getMessage() + ")");
  }

  private static FormatException at(Path file, long offset, String message) {
    return FormatException.in(file, "offset " + offset + ": " + message);
  }

  /** Returns the bytes in all, decompressed. */
  long length() {
    return length;
  }

  /** Returns the bytes that are left. */
  long left() {
    return length - position;
  }

  /** Returns the offset of the next byte. */
  long position() {
    return position;
  }

  /** Reads the next bytes into the beginning of an array. */
  void read(byte[] target, int count, String what) throws IOException {
    if (count > left()) {
      throw wrong(position, "expected " + what + ", found the end after " + left() + " bytes");
    }
    try {
      int read = in.readNBytes(target, 0, count);
      if (read < count) {
        throw wrong(position + read, "expected " + what + ", found the end of the file");
      }
      position += count;
    } catch (ZipException | EOFException e) {
      throw damaged(file, position, e);
    }
  }

  /** Returns the exception for a place: what was expected there and what was found. */
  FormatException wrong(long offset, String message) {
    return at(file, offset, message);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
