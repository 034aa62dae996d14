package gatun.engine.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * Where bytes come from, plain or compressed by gzip, which is told from the content.
 *
 * @param file the file
 * @param regular whether it is a regular file, which can be read twice
 * @param compressed whether it is compressed; false for a stream, of which that is not known yet
 * @param mostBytes the most bytes that can come out
 */
record Source(Path file, boolean regular, boolean compressed, long mostBytes) {
  private static final long DEFLATE_LIMIT = 1032; // the most bytes that one deflated byte yields

  /** Looks at a file or a stream. */
  static Source of(Path file) throws IOException {
    if (Files.notExists(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    }
    if (Files.isDirectory(file)) {
      throw FormatException.in(file, "expected a file, found a folder");
    }
    if (!Files.isRegularFile(file)) {
      return new Source(file, false, false, Long.MAX_VALUE);
    }
    long size = Files.size(file);
    try (InputStream in = Files.newInputStream(file)) {
      boolean gzip = gzip(in);
      return new Source(file, true, gzip, gzip ? DEFLATE_LIMIT * size : size);
    }
  }

  /** Looks at a file and refuses a stream. */
  static Source regular(Path file) throws IOException {
    Source source = of(file);
    if (!source.regular) {
      throw FormatException.in(file, "expected a regular file, found a stream");
    }
    return source;
  }

  private static boolean gzip(InputStream in) throws IOException {
    byte[] magic = in.readNBytes(2);
    return magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
  }

  /** Opens the bytes, decompressed. */
  InputStream open() throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    try {
      in.mark(2);
      boolean gzip = gzip(in);
      in.reset();
      return gzip ? new Gunzip(in) : in;
    } catch (ZipException | EOFException e) {
      in.close();
      throw FormatException.in(
          file, "the compressed data is damaged or cut short (" + e.getMessage() + ")");
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
