import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.io.MatrixMarket;
import gatun.linear.LinearSolvers;
import gatun.linear.MatrixOperator;
import gatun.linear.Poisson;
import gatun.linear.Preconditioners;
import gatun.linear.Solver;
import gatun.linear.Stopping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Set-up and solve times of Gatun's plans on one matrix, and the file that the peers read.
 *
 * <p>Usage: {@code AmgTimes export MATRIX FILE}, or {@code AmgTimes MATRIX METHOD PRECONDITIONER
 * TOLERANCE REPEATS THREADS}. MATRIX is a Matrix Market file or mac:N. Right-hand side: plume for
 * mac, else 2u − 1 from SplittableRandom(42). Times are medians after as many repeats unrecorded,
 * the layout of the matrix counted as set-up; "first" is set-up and solve of the very first repeat.
 */
final class AmgTimes {
  public static void main(String[] args) throws IOException {
    boolean export = args[0].equals("export");
    int threads = export ? 1 : Integer.parseInt(args[5]);
    try (Backend backend = Backends.named("simd", new BackendOptions(threads));
        Workspace w = Workspace.on(backend)) {
      String name = args[export ? 1 : 0];
      SparseMatrix a;
      HostTensor b;
      if (name.startsWith("mac:")) {
        Poisson poisson = Poisson.named(name, w);
        a = poisson.matrix(DType.F64, w);
        b = poisson.plume(w);
      } else {
        a = MatrixMarket.read(Path.of(name), w);
        b = w.zeros(DType.F64, a.rows());
        var random = new SplittableRandom(42);
        for (long i = 0; i < a.rows(); i++) {
          b.set(2 * random.nextDouble() - 1, i);
        }
      }
      if (export) {
        write(a, b, Path.of(args[2]));
      } else {
        time(backend, name, a, b, args);
      }
    }
  }

  private static void time(Backend backend, String name, SparseMatrix a, HostTensor b, String[] args) {
    Stopping stopping = new Stopping(Double.parseDouble(args[3]), 5000);
    int repeats = Integer.parseInt(args[4]);
    double[] setup = new double[2 * repeats];
    double[] solve = new double[2 * repeats];
    Outcome outcome = null;
    for (int k = 0; k < 2 * repeats; k++) {
      try (Workspace w = Workspace.on(backend)) {
        HostTensor x = w.zeros(DType.F64, a.rows());
        long t0 = System.nanoTime();
        MatrixOperator operator = MatrixOperator.of(a, w);
        Solver solver = LinearSolvers.named(args[1], stopping);
        Solver.Prepared prepared = solver.prepare(operator, Preconditioners.named(args[2]), w);
        long t1 = System.nanoTime();
        outcome = prepared.solve(b, x, Progress.SILENT);
        setup[k] = (t1 - t0) * 1e-9;
        solve[k] = (System.nanoTime() - t1) * 1e-9;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "{\"peer\":\"gatun %s+%s\",\"file\":\"%s\",\"threads\":%d,\"setup\":%.3g,\"solve\":%.3g,"
            + "\"iterations\":%d,\"kind\":\"%s\",\"first\":%.3g}%n",
        args[1],
        args[2],
        name,
        backend.threads(),
        median(setup),
        median(solve),
        outcome.iterations(),
        outcome.kind(),
        setup[0] + solve[0]);
  }

  private static double median(double[] all) {
    double[] later = Arrays.copyOfRange(all, all.length / 2, all.length);
    Arrays.sort(later);
    return later[later.length / 2];
  }

  private static void write(SparseMatrix a, HostTensor b, Path file) throws IOException {
    Files.deleteIfExists(file);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer sizes = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
      channel.write(sizes.putLong(a.rows()).putLong(a.nonzeros()).flip());
      ByteBuffer rows =
          ByteBuffer.allocate(Math.toIntExact(4 * (a.rows() + 1))).order(ByteOrder.nativeOrder());
      for (long i = 0; i <= a.rows(); i++) {
        rows.putInt(Math.toIntExact(a.rowPointer(i)));
      }
      all(channel, rows.flip());
      all(channel, a.columnSegment().asByteBuffer());
      all(channel, a.values().segment().asByteBuffer());
      all(channel, b.segment().asByteBuffer());
    }
  }

  private static void all(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
