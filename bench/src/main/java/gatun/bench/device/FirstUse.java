package gatun.bench.device;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/** The first use of the device in a process: driver, context, kernels of level 1, one result. */
final class FirstUse {
  private FirstUse() {}

  /**
   * Measures this process; call it in a fresh one.
   *
   * @param cache what the cache of compiled kernels held: {@code cold} or {@code warm}
   */
  static void run(Journal journal, String cache) {
    long begin = System.nanoTime();
    try (Backend backend = Backends.named("cuda", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      HostTensor x = w.zeros(DType.F64, 1000);
      Blas blas = Blas.of(backend, DType.F64);
      blas.fill(0.5, x);
      double sum = blas.dot(x, x);
      double inside = (System.nanoTime() - begin) * 1e-9;
      var runtime = ManagementFactory.getRuntimeMXBean();
      double process = (System.currentTimeMillis() - runtime.getStartTime()) * 1e-3;
      String check = sum == 250 ? "ok" : "wrong: the sum is " + sum;
      add(journal, "first use, from Java's call", cache, inside, check);
      add(journal, "first use, from the start of the JVM", cache, process, check);
    } catch (IllegalStateException refusal) {
      journal.skip("first", "cuda", String.valueOf(refusal.getMessage()));
    }
  }

  private static void add(
      Journal journal, String kernel, String cache, double seconds, String check) {
    journal.add(
        new Reading(
            "first", kernel, cache, "-", "cuda", 1, List.of(seconds), 0, 0, check, "", Map.of()));
  }
}
