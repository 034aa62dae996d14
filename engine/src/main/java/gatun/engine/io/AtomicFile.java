package gatun.engine.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** Writes a file so that it appears complete or not at all: beside its place, then renamed. */
final class AtomicFile {
  private static final AtomicLong COUNT = new AtomicLong();

  /** Writes the content. */
  @FunctionalInterface
  interface Content {
    void write(FileChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /** Writes a file, replacing one of the same name. What is no regular file is written directly. */
  static void write(Path file, Content content) throws IOException {
    write(file, content, false);
  }

  /**
   * Writes a file as {@link #write} does and returns when the device has it: the content is synced
   * before the file is renamed, and the folder after that.
   */
  static void writeDurably(Path file, Content content) throws IOException {
    write(file, content, true);
  }

  private static void write(Path file, Content content, boolean durable) throws IOException {
    Path place = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    if (Files.exists(place) && !Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
      try (var channel = FileChannel.open(place, StandardOpenOption.WRITE)) { // such as /dev/null
        content.write(channel);
      }
      return;
    }
    String name =
        "."
            + place.getFileName()
            + "."
            + ProcessHandle.current().pid()
            + "-"
            + COUNT.incrementAndGet();
    Path temporary = place.resolveSibling(name + ".tmp");
    try {
      try (var channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.write(channel);
        if (durable) {
          channel.force(true);
        }
      }
      try {
        Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING);
      }
      if (durable) {
        sync(place.resolveSibling(""));
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Makes the names in a folder durable, where the system can open folders. */
  private static void sync(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      return; // Windows opens no folders
    }
    try (channel) {
      channel.force(true);
    }
  }
}
