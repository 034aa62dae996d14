package gatun.test.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.MemoryLimitException;
import gatun.engine.Workspace;
import gatun.engine.WorkspaceSettings;
import gatun.engine.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What every reader promises for any bytes: it returns, or refuses the file in one line that names
 * it; it ends soon, and takes no more memory than the bytes can fill.
 *
 * <p>A build runs the seeds of the fuzz tests and changes of them ({@code MutationTest}). The
 * fuzzer itself looks for more when it is asked to, one method at a time:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 JAZZER_MAX_DURATION=5m ./mvnw -pl test -am test-compile surefire:test@fuzz \
 *     -Dtest=NpzFuzzTest#read -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 */
final class Promise {
  private static final Backend BACKEND = Backends.named("reference", new BackendOptions(1));
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long HEAP = 16 << 20; // buffers
  private static final double SECONDS = 20; // a busy machine; what hangs takes forever

  /** Reads a file into a workspace. */
  @FunctionalInterface
  interface Reader {
    void read(Path file, Workspace workspace) throws IOException;
  }

  private final Path file;
  private final Reader reader;
  private final long freeBytes;
  private final long bytesPerByte;

  /**
   * Takes a reader.
   *
   * @param freeBytes memory off heap that it may take whatever the input
   * @param bytesPerByte and what it may take for each byte of the input
   */
  Promise(String ending, long freeBytes, long bytesPerByte, Reader reader) {
    try {
      this.file = Files.createTempFile("fuzz", ending);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    file.toFile().deleteOnExit();
    this.reader = reader;
    this.freeBytes = freeBytes;
    this.bytesPerByte = bytesPerByte;
  }

  /** Reads the bytes; returns whether they were a file of the format. */
  boolean check(byte[] input) throws IOException {
    Files.write(file, input);
    long begin = System.nanoTime();
    long most = HEAP + 64L * input.length;
    long heap = THREADS.getCurrentThreadAllocatedBytes();
    boolean accepted = accepted(input.length);
    if (THREADS.getCurrentThreadAllocatedBytes() - heap > most) { // by loading classes?
      heap = THREADS.getCurrentThreadAllocatedBytes();
      accepted(input.length);
      long taken = THREADS.getCurrentThreadAllocatedBytes() - heap;
      assertTrue(taken <= most, () -> "took " + taken + " bytes of heap");
    }
    double seconds = (System.nanoTime() - begin) * 1e-9;
    assertTrue(seconds < SECONDS, () -> "took " + seconds + " s");
    return accepted;
  }

  private boolean accepted(int length) throws IOException {
    var settings = WorkspaceSettings.defaults().limitedTo(freeBytes + bytesPerByte * length);
    try (Workspace workspace = Workspace.on(BACKEND, settings)) {
      reader.read(file, workspace);
      return true;
    } catch (FormatException e) {
      assertTrue(e.getMessage().startsWith(file.toString()), e::getMessage);
      assertEquals(1, e.getMessage().lines().count(), e::getMessage);
      assertTrue(e.getMessage().length() < 600, e::getMessage);
      return false;
    } catch (MemoryLimitException e) {
      assertTrue(freeBytes > 0, () -> "asked for more than the file can fill: " + e.getMessage());
      return false;
    }
  }
}
