package gatun.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
  @TempDir Path folder;

  private static Workspace limited(long limit) {
    return Workspace.on(
        Backends.named("reference", new BackendOptions(1)),
        WorkspaceSettings.defaults().named("w").limitedTo(limit));
  }

  private static void closed(Executable use) {
    var e = assertThrows(IllegalStateException.class, use);
    assertEquals(
        "Workspace 'w' is closed; use its tensors only before its close()", e.getMessage());
  }

  @Test
  void everyUseAfterTheCloseIsRefused() {
    Workspace w = limited(Long.MAX_VALUE);
    HostTensor x = w.vector(1, 2, 3);
    HostTensor view = x.view(Slice.every(2));
    Blas blas = Blas.of(w.backend(), DType.F64);
    w.close();
    closed(() -> x.at(0));
    closed(() -> x.set(1, 0));
    closed(() -> view.at(1));
    closed(x::segment);
    closed(x::toArray);
    closed(() -> blas.dot(x, x));
    closed(() -> w.zeros(DType.F64, 1));
    closed(w::scratch);
    closed(() -> new SparseBuilder(w, DType.F64, 1, 1).add(0, 0, 1));
    assertEquals(
        "Workspace 'w' is closed already",
        assertThrows(IllegalStateException.class, w::close).getMessage());
  }

  @Test
  void theLimitNamesSizes() {
    try (Workspace w = limited(4096)) {
      w.zeros(DType.F64, 128);
      var e = assertThrows(MemoryLimitException.class, () -> w.zeros(DType.F32, 10, 100));
      assertEquals(
          "Workspace 'w': F32[10, 100] needs 3.9 KiB, but 1.0 KiB of the limit of 4.0 KiB are in"
              + " use; raise the limit, close other tensors' workspaces or solve a smaller problem",
          e.getMessage());
      assertEquals(4000, e.requested());
      assertEquals(1024, e.used());
      assertEquals(4096, e.limit());
      w.zeros(DType.I8, 3072); // to the last byte
      assertEquals(4096, w.bytes());
      assertThrows(MemoryLimitException.class, () -> w.zeros(DType.I8, 1));
      assertEquals(0, w.zeros(DType.F64, 0).size());
    }
  }

  @Test
  void whatNoMachineHasIsRefusedWithSizes() {
    try (Workspace w = limited(Long.MAX_VALUE)) {
      for (long bytes : new long[] {1L << 60, Long.MAX_VALUE - 10, Long.MAX_VALUE}) {
        var e = assertThrows(MemoryLimitException.class, () -> w.zeros(DType.I8, bytes));
        assertEquals(bytes, e.requested());
        assertTrue(e.getMessage().contains("which the system refused"), e::getMessage);
      }
      var e = assertThrows(IllegalArgumentException.class, () -> w.zeros(DType.F64, 1L << 60));
      assertTrue(e.getMessage().contains("more than 2^63 - 1 bytes"), e::getMessage);
      assertEquals(0, w.bytes());
    }
  }

  @Test
  void theGapsBetweenLargeBlocksCount() {
    long block = 1 << 16;
    try (Workspace w = limited(Long.MAX_VALUE)) {
      HostTensor[] blocks = new HostTensor[14];
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] = w.zeros(DType.I8, block);
      }
      long gaps = w.bytes() - blocks.length * block;
      assertEquals(320 * (12 * 13 / 2), gaps);
      assertNotEquals(blocks[0].address() & 4095, blocks[1].address() & 4095);
    }
    try (Workspace tight = limited(3 * block + 400)) { // no room for the third gap
      tight.zeros(DType.I8, block);
      tight.zeros(DType.I8, block);
      tight.zeros(DType.I8, block);
      assertEquals(3 * block + 320, tight.bytes());
    }
  }

  @Test
  void whatBuildingTakesCountsAndIsGivenBack() {
    try (Workspace w = limited(1 << 20)) {
      try (var builder = new SparseBuilder(w, DType.F64, 10, 10)) {
        builder.add(1, 1, 2.0);
        assertTrue(w.bytes() >= 16 << 10, () -> w.bytes() + " bytes");
        builder.build(false);
      }
      assertEquals(8 * 11 + 12, w.bytes());
      try (var builder = new SparseBuilder(w, DType.F64, 10, 10)) {
        assertThrows(
            MemoryLimitException.class,
            () -> {
              while (true) {
                builder.add(1, 1, 1);
              }
            });
      }
      assertEquals(8 * 11 + 12, w.bytes());
    }
  }

  private Path doubles(double... values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.nativeOrder());
    bytes.asDoubleBuffer().put(values);
    return Files.write(folder.resolve("x.bin"), bytes.array());
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Test
  void aMappedFileIsCopiedOnWriteAndCounts() throws IOException {
    Path file = doubles(1, 2, 3, 4);
    try (Workspace w = limited(40)) {
      HostTensor x;
      try (FileChannel channel = open(file)) {
        x = w.map(channel, 8, DType.F64, 3);
        assertEquals(24, w.bytes());
        var e = assertThrows(MemoryLimitException.class, () -> w.map(channel, 0, DType.F64, 2, 2));
        assertTrue(e.getMessage().contains("mapping of F64[2, 2] needs 32 B"), e::getMessage);
        assertEquals(0, w.map(channel, 32, DType.F64, 0).size());
      }
      assertArrayEquals(new double[] {2, 3, 4}, x.toArray());
      x.set(9, 0);
      assertEquals(9, x.at(0));
      assertEquals(
          2, ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder()).getDouble(8));
    }
  }

  @Test
  void aMappingLiesWithinTheFile() throws IOException {
    Path file = doubles(1, 2);
    try (Workspace w = limited(1 << 20);
        FileChannel channel = open(file)) {
      for (long offset : new long[] {-8, 4, 8, 16, 24, 1L << 60}) {
        var e =
            assertThrows(
                IllegalArgumentException.class, () -> w.map(channel, offset, DType.F64, 2));
        assertTrue(e.getMessage().contains("in a file of 16 bytes"), e::getMessage);
      }
      assertEquals(16, channel.size());
      assertEquals(0, w.bytes());
    }
  }
}
