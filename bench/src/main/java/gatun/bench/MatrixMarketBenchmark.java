package gatun.bench;

import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.SparseBuilder;
import gatun.engine.Workspace;
import gatun.engine.io.MatrixMarket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reading a sparse matrix from text, in bytes of the file a second; by one thread. */
@State(Scope.Thread)
public class MatrixMarketBenchmark {
  private static final int ROWS = 300_000;
  private static final int ENTRIES_PER_ROW = 7;

  /** What the values look like: small integers as text such as -1.0, or all digits of doubles. */
  @Param({"short", "long"})
  public String shape = "";

  private Path file = Path.of("");
  private Workspace workspace = Workspace.on(Backends.auto());

  /** Writes the file. */
  @Setup
  public void setup(Meter meter) throws IOException {
    file = Files.createTempFile("gatun", ".mtx");
    SplittableRandom random = new SplittableRandom(1);
    try (Workspace w = Workspace.on(workspace.backend());
        var builder = new SparseBuilder(w, DType.F64, ROWS, ROWS)) {
      for (int row = 0; row < ROWS; row++) {
        for (int e = 0; e < ENTRIES_PER_ROW; e++) {
          builder.add(row, random.nextInt(ROWS), shape.equals("short") ? -1 : random.nextDouble());
        }
      }
      MatrixMarket.write(builder.build(false), file);
    }
    meter.memory(Files.size(file), 0, 0);
  }

  /** Opens the file, reads it, builds the matrix, and frees it. */
  @Benchmark
  public long read() throws IOException {
    try (Workspace w = Workspace.on(workspace.backend())) {
      return MatrixMarket.read(file, w).nonzeros();
    }
  }

  /** Deletes the file. */
  @TearDown
  public void close() throws IOException {
    Files.delete(file);
    workspace.close();
  }
}
