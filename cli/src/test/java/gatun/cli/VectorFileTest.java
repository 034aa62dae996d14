package gatun.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.io.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFileTest {
  @TempDir private Path folder;

  private final Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)));

  @AfterEach
  void close() {
    w.close();
  }

  @Test
  void vectorsOfEveryTypeAndOneColumnOrRow() throws IOException {
    Path file = folder.resolve("x.npy");
    for (DType dtype : EnumSet.complementOf(EnumSet.of(DType.BF16))) { // npy has no name for it
      for (long[] extents : new long[][] {{3}, {3, 1}, {1, 3}}) {
        HostTensor x = w.zeros(dtype, extents);
        x.reshape(3).set(-2, 1);
        Npy.write(x, file);
        HostTensor read = VectorFile.read(file, w);
        assertEquals(DType.F64, read.dtype());
        assertArrayEquals(new double[] {0, -2, 0}, read.toArray());
      }
    }
  }

  @Test
  void whatIsNoVectorIsOneLine() throws IOException {
    Path file = folder.resolve("x.npy");
    Npy.write(w.zeros(DType.F64, 2, 3), file);
    var e = assertThrows(InputError.class, () -> VectorFile.read(file, w));
    assertEquals(file + ": expected a vector, found an array of shape [2, 3]", e.getMessage());
    Files.writeString(file, "text");
    e = assertThrows(InputError.class, () -> VectorFile.read(file, w));
    assertTrue(e.getMessage().startsWith(file + ": offset 0: expected"), e::getMessage);
    Path nowhere = folder.resolve("none/x.npy");
    e = assertThrows(InputError.class, () -> VectorFile.write("--output", nowhere, w.vector(1)));
    assertTrue(e.getMessage().startsWith("--output " + nowhere + ": could not be written"));
  }

  @Test
  void theCommandReadsARightHandSideAndWritesASolution() throws IOException {
    Path matrix =
        Files.writeString(
            folder.resolve("a.mtx"),
            "%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n1 1 2\n2 2 4\n");
    Path b = folder.resolve("b.npy");
    Path x = folder.resolve("x.npy");
    Npy.write(w.vector(2, 12), b);
    Result solved =
        Result.of("solve", matrix.toString(), "--rhs", b.toString(), "--output", x.toString());
    assertEquals(0, solved.code(), solved.err());
    assertArrayEquals(new double[] {1, 3}, Npy.read(x, w).toArray(), 1e-7);
    Npy.write(w.vector(1, 2, 3), b);
    assertEquals(2, Result.of("solve", matrix.toString(), "--rhs", b.toString()).code());
  }
}
