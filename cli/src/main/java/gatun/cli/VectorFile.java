package gatun.cli;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.io.FormatException;
import gatun.engine.io.MatrixMarket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Vectors in files: {@code .npy} of numpy, and Matrix Market. */
final class VectorFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f([48])', 'fortran_order': (?:False|True), 'shape': \\(([0-9]+),"
              + "?(?: ?1,?)?\\), \\}\\s*");
  private static final int PREFIX = 10;
  private static final int ALIGNMENT = 64;
  private static final int CHUNK = 1 << 16;

  /** Reads something from a file. */
  @FunctionalInterface
  interface Reader<T> {
    T read() throws IOException;
  }

  private VectorFile() {}

  /** Reads a file and turns what goes wrong into one line. */
  static <T> T reading(Path path, Reader<T> reader) {
    if (Files.isDirectory(path)) {
      throw new InputError(path + ": expected a file, found a folder");
    }
    if (!Files.exists(path)) {
      throw new InputError(path + ": there is no such file");
    }
    try {
      return reader.read();
    } catch (FormatException e) {
      throw new InputError(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new InputError(path + ": could not be read: " + OutputFile.reason(e), e);
    }
  }

  /** Returns the vector in a file, in double precision. */
  static HostTensor read(Path path, Workspace workspace) {
    boolean numpy = path.toString().endsWith(".npy");
    return reading(
        path, () -> numpy ? npy(path, workspace) : MatrixMarket.readVector(path, workspace));
  }

  private static HostTensor npy(Path path, Workspace workspace) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] prefix = in.readNBytes(PREFIX);
      boolean known = prefix.length == PREFIX && prefix[6] == 1;
      for (int i = 0; known && i < MAGIC.length; i++) {
        known = prefix[i] == MAGIC[i];
      }
      int length = known ? (prefix[8] & 0xff) | (prefix[9] & 0xff) << 8 : 0;
      String header = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
      Matcher matcher = HEADER.matcher(header);
      if (!known || !matcher.matches()) {
        throw new InputError(
            path + ": expected a .npy file (version 1) with a vector of f4 or f8, found another");
      }
      int width = Integer.parseInt(matcher.group(1));
      long bytes = Files.size(path) - PREFIX - length;
      if (matcher.group(2).length() > 15 || Long.parseLong(matcher.group(2)) * width != bytes) {
        throw new InputError(
            path
                + ": its header says "
                + matcher.group(2)
                + " elements of "
                + width
                + " bytes, but "
                + bytes
                + " bytes follow");
      }
      HostTensor vector = workspace.zeros(DType.F64, bytes / width);
      for (long i = 0; i < vector.size(); ) {
        ByteBuffer chunk =
            ByteBuffer.wrap(in.readNBytes(CHUNK * width)).order(ByteOrder.LITTLE_ENDIAN);
        while (chunk.hasRemaining()) {
          vector.set(width == 8 ? chunk.getDouble() : chunk.getFloat(), i++);
        }
      }
      return vector;
    }
  }

  /** Writes a vector as a {@code .npy} file of its own element type. */
  static void write(String option, Path path, HostTensor vector) {
    boolean wide = vector.dtype() == DType.F64;
    String header =
        "{'descr': '<f"
            + (wide ? 8 : 4)
            + "', 'fortran_order': False, 'shape': ("
            + vector.size()
            + ",), }";
    int padded = Math.ceilDiv(PREFIX + header.length() + 1, ALIGNMENT) * ALIGNMENT;
    header += " ".repeat(padded - PREFIX - header.length() - 1) + "\n";
    ByteBuffer start = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
    start.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length());
    start.put(header.getBytes(StandardCharsets.ISO_8859_1));
    OutputFile.write(
        option,
        path,
        fresh -> {
          try (OutputStream out = Files.newOutputStream(fresh)) {
            out.write(start.array());
            ByteBuffer chunk = ByteBuffer.allocate(8 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
            for (long i = 0; i < vector.size(); i++) {
              if (wide) {
                chunk.putDouble(vector.at(i));
              } else {
                chunk.putFloat((float) vector.at(i));
              }
              if (chunk.remaining() < 8 || i == vector.size() - 1) {
                out.write(chunk.array(), 0, chunk.position());
                chunk.clear();
              }
            }
          }
        });
  }
}
