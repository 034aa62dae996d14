package gatun.test.kernels;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingStream;

/** Runs all kernels of the shared budgets at changing sizes and counts traps by place. Argument: seconds for each kernel. */
public final class Storm {
  public static void main(String[] a) throws Exception {
    var methods = new java.lang.reflect.Method[2];
    String[] names = {"small", "large"};
    for (int i = 0; i < 2; i++) {
      methods[i] = SharedBudgetTest.class.getDeclaredMethod(names[i], Backend.class, DType.class, Workspace.class);
      methods[i].setAccessible(true);
    }
    Map<String, LongAdder> traps = new ConcurrentHashMap<>();
    Map<String, LongAdder> all = new ConcurrentHashMap<>();
    double seconds = Double.parseDouble(a[0]);
    long t0 = System.nanoTime();
    try (RecordingStream stream = new RecordingStream(); Backend backend = Backends.named("simd", new BackendOptions(1))) {
      stream.enable("jdk.Deoptimization").withoutStackTrace();
      stream.onEvent("jdk.Deoptimization", e -> {
        var m = (jdk.jfr.consumer.RecordedMethod) e.getValue("method");
        String key = m.getType().getName() + "." + m.getName() + " bci " + e.getInt("bci") + " " + e.getString("reason") + " " + e.getString("action");
        (e.getString("action").equals("none") ? traps : all).computeIfAbsent(key, k -> new LongAdder()).increment();
      });
      stream.startAsync();
      int[] order = {0, 1, 0, 1};
      for (int o : order) {
        for (DType d : new DType[] {DType.F32, DType.F64}) {
          try (Workspace w = Workspace.on(backend)) {
            @SuppressWarnings("unchecked") List<Budget> list = (List<Budget>) methods[o].invoke(null, backend, d, w);
            for (Budget b : list) {
              if (a.length > 1 && !b.name().contains(a[1])) continue;
              long begin = System.nanoTime();
              int n = 0;
              while (n++ < 2000 && System.nanoTime() - begin < seconds * 1e9) b.repeat(1);
            }
          }
        }
      }
      Thread.sleep(1500);
      stream.stop();
    }
    System.out.printf("== %.1f s, traps that stay%n", (System.nanoTime() - t0) / 1e9);
    new TreeMap<>(traps).forEach((k, v) -> System.out.println(v.sum() + " " + k));
    System.out.println("== others, 20 and more");
    new TreeMap<>(all).forEach((k, v) -> { if (v.sum() >= 20) System.out.println(v.sum() + " " + k); });
    System.exit(0);
  }
}
