import gatun.engine.*;
import gatun.bench.peer.*;
import gatun.simd.Ceilings;
import java.lang.management.*;
import java.util.*;
/**
 * usage: Interleaved dtype threads shape... : Gatun, OpenBLAS and MKL in turn, all shapes round after round, one run and then samples of about 3 ms.
 * One thread is timed by its processor time, more threads by the clock, after a pause in which the threads of the one before fall asleep. Lower quartile of the samples; -Dsec=SECONDS of sampling.
 */
public class Interleaved {
  interface R { void run(); }
  static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  static boolean one;
  static final List<String> SUBJECTS = List.of("gatun", "openblas", "mkl");
  /** -Dalone=SUBJECT times one subject in a process of its own: idle threads of the others, which spin, take the second processor. */
  static final String ALONE = System.getProperty("alone", "");
  static boolean skipped(int i) { return !ALONE.isEmpty() && !SUBJECTS.get(i).equals(ALONE); }
  static long now() { return one ? CPU.getCurrentThreadCpuTime() : System.nanoTime(); }
  static double time(R r, int reps) {
    if (!one && ALONE.isEmpty()) try { Thread.sleep(40); } catch (InterruptedException e) { throw new IllegalStateException(e); }
    long w = System.nanoTime();
    do r.run(); while (!one && System.nanoTime() - w < 1_000_000);
    long t = now(); for (int i = 0; i < reps; i++) r.run(); return (now() - t) * 1e-9 / reps;
  }
  static double low(List<Double> d, double q) { double[] e = d.stream().mapToDouble(v -> v).sorted().toArray(); return e[(int) ((e.length - 1) * q)]; }
  static class Case { String name; double flops; R[] all; int[] reps = new int[3]; List<Double>[] d; }
  public static void main(String[] x) {
    DType t = DType.valueOf(x[0]); int th = Integer.parseInt(x[1]); one = th == 1;
    boolean wide = t == DType.F64;
    double seconds = Double.parseDouble(System.getProperty("sec", "20"));
    try (Backend be = Backends.named("simd", new BackendOptions(th)); Workspace w = Workspace.on(be)) {
      if (!skipped(1)) OpenBlas.threads(th);
      if (!skipped(2)) Mkl.threads(th);
      CblasMatrices ob = OpenBlas.matrices(), mk = Mkl.matrices();
      List<Case> cases = new ArrayList<>();
      var rnd = new SplittableRandom(1);
      for (int q = 2; q < x.length; q++) {
        String[] p = x[q].split(":"); int batch = p.length > 1 ? Integer.parseInt(p[0].substring(5)) : 1;
        String[] s = p[p.length - 1].split("x");
        int m = Integer.parseInt(s[0]), n = s.length > 1 ? Integer.parseInt(s[1]) : m, k = s.length > 1 ? Integer.parseInt(s[2]) : m;
        HostTensor a = w.zeros(t, batch, m, k), b = w.zeros(t, batch, k, n), c = w.zeros(t, batch, m, n);
        for (HostTensor v : new HostTensor[]{a, b}) { HostTensor f = v.reshape(v.size()); for (long i = 0; i < f.size(); i++) f.set(rnd.nextInt(-4, 5), i); }
        MatrixBlas blas = MatrixBlas.of(be, t);
        HostTensor a2 = a.reshape((long) batch * m, k), b2 = batch == 1 ? b.reshape(k, n) : b, c2 = c.reshape((long) batch * m, n);
        Case z = new Case(); z.name = x[q]; z.flops = 2e-9 * batch * m * n * k;
        R g = batch == 1 ? () -> blas.gemm(a2, b2, c2) : () -> blas.batched(1, a, false, b, false, 0, c);
        long pa = a.address(), pb = b.address(), pc = c.address(); long e = t.bytes();
        R o = () -> { for (int i = 0; i < batch; i++) { long A = pa + e * i * m * k, B = pb + e * i * k * n, C = pc + e * i * m * n; if (wide) ob.dgemm(m, n, k, A, B, C); else ob.sgemm(m, n, k, A, B, C); } };
        R l = () -> { for (int i = 0; i < batch; i++) { long A = pa + e * i * m * k, B = pb + e * i * k * n, C = pc + e * i * m * n; if (wide) mk.dgemm(m, n, k, A, B, C); else mk.sgemm(m, n, k, A, B, C); } };
        z.all = new R[] {g, o, l}; z.d = new List[] {new ArrayList<Double>(), new ArrayList<Double>(), new ArrayList<Double>()};
        cases.add(z);
      }
      // Long, because the tiles at an edge are run seldom and so compiled late.
      for (double span : skipped(0) ? new double[] {0.1} : new double[] {1.6, 0.5}) for (Case z : cases) {
        long end = System.nanoTime() + (long) (span * 1e9);
        do z.all[ALONE.isEmpty() ? 0 : SUBJECTS.indexOf(ALONE)].run(); while (System.nanoTime() < end);
      }
      for (Case z : cases) for (int i = 0; i < z.all.length; i++) { if (skipped(i)) continue; z.all[i].run(); double once = Math.min(time(z.all[i], 1), time(z.all[i], 1)); z.reps[i] = (int) Math.clamp(0.003 / Math.max(once, 1e-7), 1, 10000); }
      long end = System.nanoTime() + (long) (seconds * 1e9);
      do for (Case z : cases) for (int i = 0; i < z.all.length; i++) if (!skipped(i)) z.d[i].add(time(z.all[i], z.reps[i])); while (System.nanoTime() < end);
      if (!ALONE.isEmpty()) {
        int i = SUBJECTS.indexOf(ALONE);
        for (Case z : cases) System.out.printf("%s T%d %-20s %s alone %.1f GFLOP/s (lower quartile of times; best %.1f; %d samples)%n", t, th, z.name, ALONE, z.flops / low(z.d[i], 0.25), z.flops / low(z.d[i], 0), z.d[i].size());
        return;
      }
      double geo = 0; double least = 9;
      for (Case z : cases) {
        double[] v = new double[3], best = new double[3];
        for (int i = 0; i < z.all.length; i++) { v[i] = z.flops / low(z.d[i], 0.25); best[i] = z.flops / low(z.d[i], 0); }
        double ratio = v[0] / Math.max(v[1], v[2]); geo += Math.log(ratio); least = Math.min(least, ratio);
        System.out.printf("%s T%d %-20s gatun %6.1f openblas %6.1f mkl %6.1f ratio %.3f  (best %6.1f %6.1f %6.1f, ratio %.3f; %d samples)%n", t, th, z.name, v[0], v[1], v[2], ratio, best[0], best[1], best[2], best[0] / Math.max(best[1], best[2]), z.d[0].size());
      }
      System.out.printf("geomean %.3f least %.3f peak %.1f%n", Math.exp(geo / cases.size()), least, Math.max(Ceilings.fma(t, th, 1), Ceilings.fma(t, th, 1)) * 1e-9);
    }
  }
}
