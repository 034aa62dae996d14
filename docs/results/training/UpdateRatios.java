import gatun.bench.peer.Torch;
import gatun.bench.peer.TorchOptimizers;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import gatun.optim.AdaDelta;
import gatun.optim.Adam;
import gatun.optim.DiffGrad;
import gatun.optim.Optimizer;
import gatun.optim.RmsProp;
import gatun.optim.Sgd;
import gatun.optim.Transform;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Updates of 10 million F32 parameters in one process: Gatun's rules, PyTorch's operators, and axpy
 * as a measure of what memory gives. In each round every subject runs three times in turn, the best
 * counts; printed are medians over the rounds.
 *
 * <p>{@code updates.sh} runs it. Arguments: threads, rounds. Without PyTorch its rows are left out.
 */
public class UpdateRatios {
  private static final int N = 10_000_000;

  /** What runs, and the values of F32 that it moves for each parameter. */
  private record Subject(Runnable step, int values) {}

  public static void main(String[] arguments) {
    int threads = Integer.parseInt(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    Map<String, Subject> subjects = new LinkedHashMap<>();
    try (Workspace w = Workspace.on(Backends.named("simd", new BackendOptions(threads)))) {
      Parameters x = Parameters.builder(DType.F32).add("x", N).build(w);
      Parameters g = x.like(w);
      fill(x.parameter("x"), 1, 0.05);
      fill(g.parameter("x"), 2, 1e-3);
      Blas blas = Blas.of(w.backend(), DType.F32);
      subjects.put("axpy", new Subject(() -> blas.axpy(1e-9, g.flat(), x.flat()), 3));
      own(subjects, w, x, g);
      if (Torch.load().present()) {
        Torch.threads(threads);
        peers(subjects, w, x, g);
      } else {
        System.out.println("# without PyTorch: " + Torch.load().note());
      }
      print(threads, rounds, subjects);
    }
  }

  private static void fill(HostTensor tensor, long seed, double size) {
    SplittableRandom random = new SplittableRandom(seed);
    for (long i = 0; i < tensor.size(); i++) {
      tensor.set(size * (2 * random.nextDouble() - 1), i);
    }
  }

  private static void own(Map<String, Subject> all, Workspace w, Parameters x, Parameters g) {
    put(all, "momentum", Sgd.of(1e-4).momentum(0.9), 5, w, x, g);
    put(all, "adam", Adam.of(1e-4), 7, w, x, g);
    put(all, "amsgrad", new Adam(Adam.of(1e-4).scope(), 0.9, 0.999, 1e-8, true), 9, w, x, g);
    put(all, "diffgrad", DiffGrad.of(1e-4), 9, w, x, g);
    put(all, "rmsprop", RmsProp.of(1e-4), 5, w, x, g);
    put(all, "adadelta", AdaDelta.of(1e-4), 7, w, x, g);
  }

  private static void put(
      Map<String, Subject> all,
      String name,
      Transform rule,
      int values,
      Workspace w,
      Parameters x,
      Parameters g) {
    Optimizer optimizer = rule.prepare(x, w);
    all.put(name, new Subject(() -> optimizer.step(g), values));
  }

  private static void peers(Map<String, Subject> all, Workspace w, Parameters x, Parameters g) {
    HostTensor[] kept = new HostTensor[3];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = x.like(w).flat();
    }
    TorchOptimizers peer = new TorchOptimizers(x.flat(), g.flat(), kept);
    all.put("torch momentum", new Subject(peer.momentum(), 5));
    all.put("torch adam", new Subject(peer.adam(w), 7));
    all.put("torch adam fused", new Subject(peer.fusedAdam(w), 7));
    all.put("torch diffgrad", new Subject(peer.diffGrad(), 9));
  }

  private static void print(int threads, int rounds, Map<String, Subject> subjects) {
    String[] names = subjects.keySet().toArray(String[]::new);
    double[][] times = new double[names.length][rounds];
    for (int round = -2; round < rounds; round++) { // the first two compile
      for (int k = 0; k < names.length; k++) {
        double best = best(subjects.get(names[k]).step());
        if (round >= 0) {
          times[k][round] = best;
        }
      }
    }
    double axpy = subjects.get("axpy").values() / median(times[0]);
    System.out.printf("# %d threads, %d parameters, median of %d rounds%n", threads, N, rounds);
    for (int k = 0; k < names.length; k++) {
      double time = median(times[k]);
      int values = subjects.get(names[k]).values();
      System.out.printf(
          "%-17s %8.3f ms %6.1f GB/s, %.2f of axpy's",
          names[k], 1e3 * time, 4e-9 * values * N / time, values / time / axpy);
      for (int other = k + 1; other < names.length; other++) {
        if (names[other].startsWith("torch " + names[k])) {
          double[] ratios = new double[rounds];
          for (int round = 0; round < rounds; round++) {
            ratios[round] = times[other][round] / times[k][round];
          }
          System.out.printf(", %s takes %.2f of its time", names[other], median(ratios));
        }
      }
      System.out.println();
    }
  }

  private static double best(Runnable step) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 3; i++) {
      long begin = System.nanoTime();
      step.run();
      best = Math.min(best, (System.nanoTime() - begin) * 1e-9);
    }
    return best;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
