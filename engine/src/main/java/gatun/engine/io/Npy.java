package gatun.engine.io;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads and writes files of numpy's format {@code .npy} (NEP 1), one array each.
 *
 * <p>Read are the versions 1, 2 and 3 with elements {@code f2}, {@code f4}, {@code f8}, {@code i1},
 * {@code i4} and {@code i8} (F16, F32, F64, I8, I32, I64), in either byte order, row-major or
 * column-major (Fortran order). The file must hold exactly the elements that its header announces;
 * no memory is taken before that is known. Written is version 1, row-major, in the byte order of
 * this machine.
 */
public final class Npy {
  private Npy() {}

  /**
   * Returns the array that a file holds in a new row-major tensor of the file's element type. Cost:
   * one copy; column-major elements are placed one by one.
   *
   * @throws FormatException if the file is not what the format demands; one line says where
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static HostTensor read(Path file, Workspace workspace) throws IOException {
    try (FileChannel channel = open(file, StandardOpenOption.READ)) {
      NpyInput input = new NpyInput(file, "", channel, channel.size());
      NpyHeader header = input.header();
      return input.elements(header, header.dtype(), workspace);
    }
  }

  /**
   * Returns the array that a file holds in a new row-major tensor, its elements converted: to a
   * real type from every type, rounded to the nearest, or to a wider integer.
   *
   * @throws FormatException if the file is not what the format demands, or its elements are real or
   *     wider and the type is an integer
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static HostTensor read(Path file, Workspace workspace, DType dtype) throws IOException {
    try (FileChannel channel = open(file, StandardOpenOption.READ)) {
      NpyInput input = new NpyInput(file, "", channel, channel.size());
      return input.elements(input.header(), dtype, workspace);
    }
  }

  /**
   * Returns a tensor over the elements of a file without copying them; pages are read as they are
   * touched. Writes to the tensor stay in this process and never reach the file. The mapping counts
   * against the memory limit of the workspace and ends with it; the file must not be shortened
   * meanwhile.
   *
   * @throws FormatException if the file is not what the format demands, or its elements are
   *     column-major, in the other byte order or misaligned, so that they can only be read
   * @throws AccessDeniedException if the file may not be written, which the system demands for a
   *     mapping that is copied on write; read it then
   * @throws IOException if it cannot be opened or mapped
   * @throws gatun.engine.MemoryLimitException if it would exceed the limit of the workspace
   */
  public static HostTensor map(Path file, Workspace workspace) throws IOException {
    try (FileChannel channel = open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      NpyInput input = new NpyInput(file, "", channel, channel.size());
      NpyHeader header = input.header();
      String obstacle =
          header.columnMajor()
              ? "row-major elements, found them column-major"
              : !header.nativeOrder()
                  ? "elements in the byte order of this machine, found " + header.order()
                  : header.length() % header.dtype().bytes() != 0
                      ? "elements aligned to their size, found them at this offset"
                      : "";
      if (!obstacle.isEmpty()) {
        throw input.wrong(
            header.length(), "to map a file, expected " + obstacle + "; read it instead");
      }
      return workspace.map(channel, header.length(), header.dtype(), header.shape().extents());
    }
  }

  /**
   * Writes a tensor of any shape; a strided view is packed. The file appears complete or not at
   * all.
   *
   * @throws IllegalArgumentException if the elements are BF16, which the format has no name for
   * @throws IOException if it cannot be written
   */
  public static void write(HostTensor tensor, Path file) throws IOException {
    NpyHeader.check(tensor);
    tensor.lifetime().acquire();
    try {
      AtomicFile.write(file, channel -> NpyOutput.write(tensor, channel));
    } finally {
      tensor.lifetime().release();
    }
  }

  /** Opens a regular file. */
  static FileChannel open(Path file, StandardOpenOption... options) throws IOException {
    requireRegular(file);
    try {
      return FileChannel.open(file, options);
    } catch (AccessDeniedException e) {
      if (options.length > 1 && Files.isReadable(file)) {
        throw new AccessDeniedException(
            file.toString(), null, "a file must be writable to be mapped; read it instead");
      }
      throw e;
    }
  }

  /** Throws unless the file is there and a regular one. */
  static void requireRegular(Path file) throws IOException {
    if (Files.notExists(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      String found = Files.isDirectory(file) ? "a folder" : "a stream";
      throw FormatException.in(file, "expected a regular file, found " + found);
    }
  }
}
