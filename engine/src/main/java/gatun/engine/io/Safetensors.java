package gatun.engine.io;

import gatun.engine.Check;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes files of the format safetensors: eight bytes with the length of a header in JSON
 * that names types, shapes and places of all tensors and may hold texts by name (metadata), then
 * the elements, little-endian and row-major.
 *
 * <p>The header is checked fully before memory is taken: its length, its grammar, every type and
 * shape against the bytes it claims, names that come twice, and that the tensors fill the file
 * without gaps and overlaps. Tensors are read in the types of {@link gatun.engine.DType}; one of
 * another type is refused by name, but does not keep the others from being read.
 *
 * <p>A file written here may be <em>sealed</em>: the entry {@code crc32c} of its metadata holds
 * CRC-32C (Castagnoli) of all bytes of the file, with the eight digits of the entry itself taken as
 * zeros, so that no flipped bit and no missing byte goes unnoticed. Other programs read it like any
 * other file.
 */
public final class Safetensors {
  private Safetensors() {}

  /**
   * Returns the checked header of a file.
   *
   * @throws FormatException if it is not what the format demands; one line says where
   * @throws IOException if the file cannot be read
   */
  public static SafetensorsHeader header(Path file) throws IOException {
    try (SafetensorsInput input = new SafetensorsInput(file, false)) {
      return input.header();
    }
  }

  /**
   * Returns all tensors by name in the order of the header, in new row-major tensors. Cost: one
   * copy.
   *
   * @throws FormatException if the file is not what the format demands, or a tensor is of a type
   *     that is not supported
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static Map<String, HostTensor> read(Path file, Workspace workspace) throws IOException {
    try (SafetensorsInput input = new SafetensorsInput(file, false)) {
      for (String name : input.header().entries().keySet()) {
        input.supported(name); // refuse before memory is taken
      }
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      for (String name : input.header().entries().keySet()) {
        tensors.put(name, input.read(name, workspace));
      }
      return tensors;
    }
  }

  /**
   * Returns one tensor in a new row-major tensor.
   *
   * @throws FormatException if there is none of this name, it is of a type that is not supported,
   *     or the file is not what the format demands
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static HostTensor read(Path file, String name, Workspace workspace) throws IOException {
    try (SafetensorsInput input = new SafetensorsInput(file, false)) {
      return input.read(name, workspace);
    }
  }

  /**
   * Copies tensors into others of the same types and shapes, which may be strided views. The file
   * may hold more.
   *
   * @throws FormatException if one is missing or of another type or shape, or the file is not what
   *     the format demands; nothing is written then
   * @throws IOException if it cannot be read; the tensors may hold parts of the file then
   */
  public static void readInto(Path file, Map<String, HostTensor> targets) throws IOException {
    try (SafetensorsInput input = new SafetensorsInput(file, false)) {
      held(
          targets.values(),
          () -> {
            for (Map.Entry<String, HostTensor> one : targets.entrySet()) {
              input.requireSame(one.getKey(), one.getValue());
            }
            for (Map.Entry<String, HostTensor> one : targets.entrySet()) {
              input.readInto(one.getKey(), one.getValue());
            }
          });
    }
  }

  /**
   * Returns tensors over the elements of a file, by name, without copying them; pages are read as
   * they are touched. Writes stay in this process and never reach the file. Elements that are not
   * aligned to their size are copied. The mappings count against the memory limit of the workspace
   * and end with it; the file must not be shortened meanwhile.
   *
   * @throws FormatException if the file is not what the format demands, or a tensor is of a type
   *     that is not supported
   * @throws java.nio.file.AccessDeniedException if the file may not be written, which the system
   *     demands for a mapping that is copied on write; read it then
   * @throws IOException if it cannot be opened or mapped
   * @throws gatun.engine.MemoryLimitException if it would exceed the limit of the workspace
   */
  public static Map<String, HostTensor> map(Path file, Workspace workspace) throws IOException {
    try (SafetensorsInput input = new SafetensorsInput(file, true)) {
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      for (String name : input.header().entries().keySet()) {
        input.supported(name);
      }
      for (String name : input.header().entries().keySet()) {
        tensors.put(name, input.map(name, workspace));
      }
      return tensors;
    }
  }

  /**
   * Writes tensors under their names, and texts as metadata. Strided views are packed. Elements of
   * every tensor are aligned to their size, the first ones to 64 bytes: wide types come first.
   * Equal tensors give equal bytes. The file appears complete or not at all.
   *
   * @throws IllegalArgumentException if a tensor is named {@code __metadata__}
   * @throws IOException if it cannot be written
   */
  public static void write(Map<String, HostTensor> tensors, Map<String, String> metadata, Path file)
      throws IOException {
    requireNames(tensors);
    SafetensorsOutput output = new SafetensorsOutput(tensors);
    held(
        tensors.values(), () -> AtomicFile.write(file, channel -> output.write(metadata, channel)));
  }

  /**
   * Writes tensors and texts as {@link #write} does, sealed by a checksum, and returns when the
   * device has all of it: after a crash of the system, too, the file is there, or what was there
   * before. Cost: the elements are read twice, and the device is waited for.
   *
   * @throws IllegalArgumentException if a tensor is named {@code __metadata__}, or a text {@code
   *     crc32c}
   * @throws IOException if it cannot be written
   */
  public static void writeSealed(
      Map<String, HostTensor> tensors, Map<String, String> metadata, Path file) throws IOException {
    Check.that(
        !metadata.containsKey(SafetensorsHeaderParser.SEAL),
        () -> "writeSealed: the text named crc32c is the checksum; name yours otherwise");
    requireNames(tensors);
    SafetensorsOutput output = new SafetensorsOutput(tensors);
    held(
        tensors.values(),
        () -> AtomicFile.writeDurably(file, channel -> output.writeSealed(metadata, channel)));
  }

  /**
   * Reads a sealed file and compares its checksum; returns its header.
   *
   * @throws FormatException if it is not what the format demands, has no checksum, or another one
   * @throws IOException if it cannot be read
   */
  public static SafetensorsHeader verify(Path file) throws IOException {
    try (SafetensorsInput input = new SafetensorsInput(file, false)) {
      input.verify();
      return input.header();
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private static void requireNames(Map<String, HostTensor> tensors) {
    Check.that(
        !tensors.containsKey("__metadata__"),
        () -> "write: no tensor may be named __metadata__, the format uses that name");
  }

  private static void held(Collection<HostTensor> tensors, Action action) throws IOException {
    List<HostTensor> held = new ArrayList<>();
    try {
      for (HostTensor tensor : tensors) {
        tensor.lifetime().acquire();
        held.add(tensor);
      }
      action.run();
    } finally {
      held.forEach(tensor -> tensor.lifetime().release());
    }
  }
}
