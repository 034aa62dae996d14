package gatun.cli;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that appears complete or not at all: it is written beside its place and then renamed. */
final class OutputFile {
  /** Writes the content to a path. */
  @FunctionalInterface
  interface Writer {
    void write(Path path) throws IOException;
  }

  private OutputFile() {}

  /**
   * Checks, before any work is done, that a file could be written.
   *
   * @throws InputError if its folder does not exist, or it is a folder itself
   */
  static void check(String option, Path path) {
    Path folder = folder(path);
    if (Files.isDirectory(path)) {
      throw new InputError(option + " " + path + ": expected a file name, found a folder");
    }
    if (!Files.isDirectory(folder)) {
      throw new InputError(option + " " + path + ": there is no folder " + folder);
    }
    if (!Files.isWritable(folder)) {
      throw new InputError(option + " " + path + ": the folder " + folder + " is not writable");
    }
  }

  /**
   * Writes a file.
   *
   * @throws InputError if the system refuses
   */
  static void write(String option, Path path, Writer writer) {
    Path fresh = null;
    try {
      fresh = folder(path).resolve("." + path.getFileName() + "." + ProcessHandle.current().pid());
      writer.write(fresh);
      move(fresh, path);
    } catch (IOException e) {
      delete(fresh);
      throw new InputError(option + " " + path + ": could not be written: " + reason(e), e);
    }
  }

  /** Returns what an exception says beside the name of a file, its kind if that is all. */
  static String reason(Exception e) {
    String said = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    if (said != null) {
      return said;
    }
    String kind = e.getClass().getSimpleName().replaceAll("Exception$", "");
    return kind.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(java.util.Locale.ROOT);
  }

  /** Returns what an exception says, the name of a file included. */
  static String message(Exception e) {
    return e instanceof FileSystemException system
        ? system.getFile() + ": " + reason(e)
        : reason(e);
  }

  private static Path folder(Path path) {
    return path.toAbsolutePath().resolve("..").normalize();
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void delete(@org.jspecify.annotations.Nullable Path path) {
    try {
      if (path != null) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // The first failure is the one to report.
    }
  }
}
