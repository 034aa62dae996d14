package gatun.cli;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.io.FormatException;
import gatun.engine.io.MatrixMarket;
import gatun.engine.io.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Vectors in files: {@code .npy} of numpy, and Matrix Market. */
final class VectorFile {
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
    HostTensor array = Npy.read(path, workspace, DType.F64);
    boolean vector = array.shape().rank() == 1;
    if (array.shape().rank() == 2) { // one row or one column
      vector = array.shape().extent(0) == 1 || array.shape().extent(1) == 1;
    }
    if (!vector) {
      throw new InputError(path + ": expected a vector, found an array of shape " + array.shape());
    }
    return array.reshape(array.size());
  }

  /** Writes a vector as a {@code .npy} file of its own element type. */
  static void write(String option, Path path, HostTensor vector) {
    try {
      Npy.write(vector, path);
    } catch (IOException e) {
      throw new InputError(
          option + " " + path + ": could not be written: " + OutputFile.reason(e), e);
    }
  }
}
