import gatun.engine.*;
import gatun.linear.*;
import java.util.*;

/** Times the direct solve of box:N in turn with itself, warm. Usage: java ... Boxes.java THREADS ROUNDS N F64|F32; one line of JSON. */
public class Boxes {
  public static void main(String[] args) {
    int threads = Integer.parseInt(args[0]);
    int rounds = Integer.parseInt(args[1]);
    int n = Integer.parseInt(args[2]);
    DType dtype = DType.valueOf(args[3]);
    try (Backend backend = Backends.named("simd", new BackendOptions(threads)); Workspace w = Workspace.on(backend)) {
      Poisson p = Poisson.box(n, w);
      HostTensor wide = p.random(new SplittableRandom(42), w);
      HostTensor b = w.zeros(dtype, wide.size());
      Blas.of(backend, DType.F64).copy(wide, b);
      HostTensor x = w.zeros(dtype, b.size());
      long t = System.nanoTime();
      var prepared = new Direct(new Stopping(dtype == DType.F64 ? 1e-11 : 1e-4, 5)).prepare(p.operator(dtype, backend), Preconditioners.none(), w);
      double setUp = (System.nanoTime() - t) * 1e-9;
      Outcome last = null;
      List<Double> solves = new ArrayList<>();
      long begin = System.nanoTime();
      for (int r = 0; r < rounds || System.nanoTime() - begin < 6_000_000_000L; r++) {
        Blas.of(backend, dtype).fill(0, x);
        t = System.nanoTime();
        last = prepared.solve(b, x, Progress.SILENT);
        solves.add((System.nanoTime() - t) * 1e-9);
      }
      List<Double> late = new ArrayList<>(solves.subList(solves.size() / 2, solves.size()));
      Collections.sort(late);
      System.out.printf(Locale.ROOT, "{\"what\":\"direct\",\"n\":%d,\"dtype\":\"%s\",\"threads\":%d,\"setup\":%.4f,\"median\":%.5f,\"least\":%.5f,\"count\":%d,\"residual\":%.2e,\"iterations\":%d}%n",
          n, dtype, threads, setUp, late.get(late.size() / 2), late.getFirst(), late.size(), last.residual(), last.iterations());
    }
  }
}
