package gatun.test.kernels;
import gatun.engine.*; import java.util.*; import java.lang.management.*;
public final class Stress {
  public static void main(String[] a) throws Exception {
    var m = SharedBudgetTest.class.getDeclaredMethod("large", Backend.class, DType.class, Workspace.class); m.setAccessible(true);
    var counter = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    String filter = a.length > 0 ? a[0] : "";
    double limit = a.length > 1 ? Double.parseDouble(a[1]) : 3;
    int bad = 0, n = 0; if (Integer.getInteger("pollute", 0) > 0) Pollute.all(Integer.getInteger("pollute")); long t0 = System.nanoTime();
    try (Backend backend = Backends.named("simd", new BackendOptions(1))) {
      for (DType d : new DType[] {DType.F32, DType.F64}) {
        try (Workspace w = Workspace.on(backend)) {
          List<Budget> all = (List<Budget>) m.invoke(null, backend, d, w);
          all.removeIf(b -> !b.name().contains(filter));
          all.forEach(b -> b.repeat(20));
          for (Budget b : all) {
            n++;
            long least = Long.MAX_VALUE, begin = System.nanoTime();
            b.repeat(100);
            while (least > 0 && System.nanoTime() - begin < limit * 1e9) {
              long before = counter.getCurrentThreadAllocatedBytes();
              b.repeat(20);
              least = Math.min(least, counter.getCurrentThreadAllocatedBytes() - before);
            }
            if (least > 0) { bad++; System.out.println("ALLOC " + d + " " + least / 20 + " " + b.name().replaceAll("window=.*axes", "..axes")); }
          }
        }
      }
    }
    System.out.printf("%d bad of %d, %.1f s%n", bad, n, (System.nanoTime() - t0) / 1e9);
    System.exit(0);
  }
}
