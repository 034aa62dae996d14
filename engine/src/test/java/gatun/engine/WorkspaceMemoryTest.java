package gatun.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.spi.Kernel;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Memory;
import gatun.engine.spi.ReferenceBackend;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend with memory of its own: all that a workspace holds lies there, and goes with it. */
class WorkspaceMemoryTest {
  @TempDir private Path folder;

  /** Memory within one block, which it hands out from the front. */
  private static final class Block implements Memory {
    private final MemorySegment all = Arena.ofAuto().allocate(8 << 20, 64);
    private final List<Arena> arenas = new ArrayList<>();
    private long top;

    @Override
    public MemorySegment allocate(long bytes, long alignment, Arena arena) {
      if (bytes > all.byteSize() - top) {
        throw new OutOfMemoryError("block");
      }
      MemorySegment part = all.asSlice(top, bytes);
      top += Math.ceilDiv(bytes, alignment) * alignment;
      arenas.add(arena);
      return MemorySegment.ofAddress(part.address()).reinterpret(bytes, arena, null);
    }

    boolean holds(HostTensor x) {
      return x.address() >= all.address() && x.address() < all.address() + top;
    }
  }

  private record Owner(Block block) implements Backend {
    @Override
    public String name() {
      return "owner";
    }

    @Override
    public String description() {
      return "has memory of its own";
    }

    @Override
    public int threads() {
      return 1;
    }

    @Override
    public <K extends Kernel> Optional<K> kernel(KernelKey<K> key) {
      return Optional.empty();
    }

    @Override
    public Memory memory() {
      return block;
    }

    @Override
    public void close() {}
  }

  @Test
  void matricesOfOtherBackendsAreConvertedIntoIt() {
    try (Workspace host = Workspace.on(new ReferenceBackend());
        Workspace w = Workspace.on(new Owner(new Block()))) {
      SparseMatrix converted = SparseMatrices.convert(matrix(host), DType.F32, w);
      assertEquals(DType.F32, converted.dtype());
      assertEquals(-3, converted.at(1, 2));
      SparseMatrix back = SparseMatrices.convert(converted, DType.F64, host);
      assertEquals(5, back.at(0, 0));
      assertEquals(2, back.nonzeros());
    }
  }

  private static SparseMatrix matrix(Workspace w) {
    RowBuilder rows = new RowBuilder(w, DType.F64, 2, 3, 2);
    rows.add(0, 5);
    rows.endRow();
    rows.add(2, -3);
    rows.endRow();
    return rows.build(false);
  }

  @Test
  void tensorsScratchAndFilesLieInTheMemoryOfTheBackend() throws IOException {
    Path file = folder.resolve("x");
    Files.write(
        file,
        ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putDouble(1).putDouble(2).array());
    Block block = new Block();
    HostTensor x;
    try (Workspace w = Workspace.on(new Owner(block))) {
      x = w.vector(3, 4);
      assertTrue(block.holds(x));
      try (Scratch scratch = w.scratch()) {
        assertTrue(block.holds(scratch.zeros(DType.F32, 7)));
      }
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        HostTensor copy = w.map(channel, 8, DType.F64, 1);
        assertEquals(2, copy.at(0));
        assertTrue(block.holds(copy));
        assertTrue(block.holds(w.map(channel, 0, DType.F64, 0)));
      }
      assertEquals(1, block.arenas.stream().distinct().count());
      var refusal = assertThrows(MemoryLimitException.class, () -> w.zeros(DType.F64, 2 << 20));
      assertEquals("block", refusal.getCause().getMessage());
    }
    assertFalse(block.arenas.getFirst().scope().isAlive());
    assertThrows(IllegalStateException.class, () -> x.at(0));
  }

  @Test
  void aBackendWithoutMemoryOfItsOwnUsesTheHosts() {
    try (Backend reference = Backends.named("reference", new BackendOptions(1))) {
      assertEquals(Memory.HOST, reference.memory());
    }
  }
}
