package gatun.engine.io;

import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Reads and writes files of numpy's format {@code .npz}: a zip archive in which each array is an
 * entry {@code NAME.npy}, stored or deflated. What {@link Npy} says of a single array holds for
 * each of them.
 *
 * <p>An entry that announces more elements than its compressed bytes can hold is refused before
 * memory is taken, and so are entries that together are longer than the file.
 */
public final class Npz {
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0); // as numpy does

  private Npz() {}

  /**
   * Returns the names of the arrays in the order of the archive.
   *
   * @throws FormatException if the file is not what the format demands
   * @throws IOException if it cannot be read
   */
  public static List<String> names(Path file) throws IOException {
    try (NpzInput input = new NpzInput(file)) {
      return input.names();
    }
  }

  /**
   * Returns all arrays by name in the order of the archive, in new row-major tensors of their
   * element types.
   *
   * @throws FormatException if the file is not what the format demands; one line says which array
   *     and where
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static Map<String, HostTensor> read(Path file, Workspace workspace) throws IOException {
    try (NpzInput input = new NpzInput(file)) {
      return input.all(workspace);
    }
  }

  /**
   * Returns one array in a new row-major tensor of its element type.
   *
   * @throws FormatException if there is no array of this name, or the file is not what the format
   *     demands
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static HostTensor read(Path file, String name, Workspace workspace) throws IOException {
    try (NpzInput input = new NpzInput(file)) {
      return input.array(name, workspace);
    }
  }

  /**
   * Writes tensors under their names, uncompressed, in the order of the map. Equal tensors give
   * equal bytes. The file appears complete or not at all.
   *
   * @throws IllegalArgumentException if elements are BF16, which the format has no name for
   * @throws IOException if it cannot be written
   */
  public static void write(Map<String, HostTensor> tensors, Path file) throws IOException {
    write(tensors, file, ZipEntry.STORED);
  }

  /**
   * Writes tensors under their names, deflated, in the order of the map. The file appears complete
   * or not at all.
   *
   * @throws IllegalArgumentException if elements are BF16, which the format has no name for
   * @throws IOException if it cannot be written
   */
  public static void writeCompressed(Map<String, HostTensor> tensors, Path file)
      throws IOException {
    write(tensors, file, ZipEntry.DEFLATED);
  }

  private static void write(Map<String, HostTensor> tensors, Path file, int method)
      throws IOException {
    tensors.values().forEach(NpyHeader::check);
    AtomicFile.write(
        file,
        channel -> {
          try (var zip = new ZipOutputStream(Channels.newOutputStream(channel))) {
            for (Map.Entry<String, HostTensor> one : tensors.entrySet()) {
              add(one.getKey(), one.getValue(), method, zip);
            }
          }
        });
  }

  private static void add(String name, HostTensor tensor, int method, ZipOutputStream zip)
      throws IOException {
    tensor.lifetime().acquire();
    try {
      ZipEntry entry = new ZipEntry(name + NpzInput.ENDING);
      entry.setTimeLocal(EPOCH);
      entry.setMethod(method);
      if (method == ZipEntry.STORED) { // length and checksum stand before the data
        var sum = new java.util.zip.CRC32();
        var checked = new java.util.zip.CheckedOutputStream(OutputStream.nullOutputStream(), sum);
        NpyOutput.write(tensor, Channels.newChannel(checked));
        entry.setCrc(sum.getValue());
        entry.setSize(NpyOutput.length(tensor));
        entry.setCompressedSize(NpyOutput.length(tensor));
      }
      zip.putNextEntry(entry);
      NpyOutput.write(tensor, Channels.newChannel(zip));
      zip.closeEntry();
    } finally {
      tensor.lifetime().release();
    }
  }
}
