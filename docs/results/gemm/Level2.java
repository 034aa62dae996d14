// Run: docs/results/gemm/level2.sh PEERS THREADS
import gatun.bench.peer.*;
import gatun.engine.*;
import gatun.linear.dense.*;
import java.lang.management.*;
import java.util.*;
import java.util.function.Function;
/**
 * Matrices and vectors (gemv, its transpose, ger), syrk, trsm, and factorisations beside OpenBLAS; the subjects take turns, samples of about
 * 4 ms, lower quartile. Argument: threads. One thread is timed by its processor time, more by the clock after a pause.
 */
class Level2 {
  static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  static boolean one; static int th, rounds = Integer.getInteger("rounds", 15);
  static long now() { return one ? CPU.getCurrentThreadCpuTime() : System.nanoTime(); }
  static double time(Runnable r) {
    if (!one) try { Thread.sleep(30); } catch (InterruptedException e) { throw new IllegalStateException(e); }
    r.run(); long b = now(); r.run(); double once = Math.max(500, now() - b);
    int reps = (int) Math.clamp(4e6 / once, 1, 5000);
    b = now(); for (int i = 0; i < reps; i++) r.run(); return (now() - b) / (double) reps;
  }
  static double low(List<Double> l) { List<Double> s = new ArrayList<>(l); Collections.sort(s); return s.get(s.size() / 4); }
  static void row(String name, Runnable ours, Runnable peer, int rounds) {
    long end = System.nanoTime() + 1_000_000_000L; do ours.run(); while (System.nanoTime() < end);
    List<Double> a = new ArrayList<>(), b = new ArrayList<>();
    for (int i = 0; i < rounds; i++) { a.add(time(ours)); b.add(time(peer)); }
    System.out.printf("%-30s T%d  gatun %10.2f us  openblas %10.2f us  ratio %.3f%n", name, th, low(a) / 1e3, low(b) / 1e3, low(b) / low(a));
  }
  public static void main(String[] args) {
    th = Integer.parseInt(args[0]); one = th == 1; OpenBlas.threads(th);
    CblasMatrices ob = OpenBlas.matrices();
    try (Backend be = Backends.named("simd", new BackendOptions(th))) {
      for (DType t : new DType[] {DType.F64, DType.F32}) {
        boolean wide = t == DType.F64;
        MatrixBlas blas = MatrixBlas.of(be, t); Blas vectors = Blas.of(be, t);
        for (int n : new int[] {100, 256, 1024, 2048}) try (Workspace w = Workspace.on(be)) {
          HostTensor a = w.zeros(t, n, n), b = w.zeros(t, n, n), x = w.zeros(t, n), y = w.zeros(t, n);
          vectors.fill(1e-9, a.reshape(a.size())); vectors.fill(0.125, b.reshape(b.size())); vectors.fill(0.125, x); vectors.fill(0.125, y);
          for (int i = 0; i < n; i++) a.set(1, i, i);
          long pa = a.address(), pb = b.address(), px = x.address(), py = y.address();
          String s = " " + t + " n=" + n;
          row("gemv" + s, () -> blas.gemv(1, a, false, x, 0, y), () -> { if (wide) ob.dgemv(false, n, n, pa, px, py); else ob.sgemv(false, n, n, pa, px, py); }, rounds);
          row("gemv transposed" + s, () -> blas.gemv(1, a, true, x, 0, y), () -> { if (wide) ob.dgemv(true, n, n, pa, px, py); else ob.sgemv(true, n, n, pa, px, py); }, rounds);
          row("ger" + s, () -> blas.ger(1e-6, x, y, b), () -> { if (wide) ob.dger(n, n, 1e-6, px, py, pb); else ob.sger(n, n, 1e-6f, px, py, pb); }, rounds);
          if (n == 2048) continue;
          row("syrk" + s, () -> blas.syrk(Triangle.LOWER, 1, a, false, 0, b), () -> { if (wide) ob.dsyrk(n, n, pa, pb); else ob.ssyrk(n, n, pa, pb); }, rounds);
          row("trsm" + s, () -> blas.trsm(Side.LEFT, Triangle.LOWER, false, false, 1, a, b), () -> { if (wide) ob.dtrsm(n, n, pa, pb); else ob.strsm(n, n, pa, pb); }, rounds);
        }
      }
      DType t = DType.F64; Lapack lapack = Lapack.openBlas(t);
      for (int n : new int[] {64, 256, 1024}) for (String f : new String[] {"cholesky", "ldlt", "lu", "qr", "eigen", "svd"}) try (Workspace w = Workspace.on(be)) {
        if (n == 1024 && f.equals("svd")) continue; // one-sided Jacobi takes some seconds: it is meant for some hundred columns
        HostTensor a = matrix(w, n, f.equals("cholesky")), copy = w.zeros(t, n, n); long c = copy.address(), v = w.zeros(t, n).address();
        Function<HostTensor, Factored> ours = switch (f) {
          case "cholesky" -> Cholesky.of(n, t, w)::factor; case "ldlt" -> Ldlt.of(n, t, w)::factor; case "lu" -> Lu.of(n, t, w)::factor;
          case "qr" -> Qr.of(n, n, t, w)::factor; case "eigen" -> SymmetricEigen.of(n, t, w)::factor; default -> Svd.of(n, n, t, w)::factor; };
        Runnable peer = switch (f) {
          case "cholesky" -> lapack.cholesky(n, c); case "ldlt" -> lapack.ldlt(n, c, v); case "lu" -> lapack.lu(n, c, v);
          case "qr" -> lapack.qr(n, c, v); case "eigen" -> lapack.eigen(n, c, v); default -> lapack.svd(n, c, v, w.zeros(t, n, n).address(), w.zeros(t, n, n).address()); };
        row(f + " F64 n=" + n, () -> { if (!ours.apply(a).success()) throw new IllegalStateException(f); }, () -> { copy.segment().copyFrom(a.segment()); peer.run(); }, n == 1024 && f.equals("eigen") ? 3 : Math.min(rounds, 9));
      }
    }
    System.exit(0);
  }
  static HostTensor matrix(Workspace w, int n, boolean definite) {
    var random = new SplittableRandom(1); HostTensor a = w.zeros(DType.F64, n, n);
    for (int i = 0; i < n; i++) for (int j = i; j < n; j++) { double value = 2 * random.nextDouble() - 1 + (i == j && definite ? n : 0); a.set(value, i, j); a.set(value, j, i); }
    return a;
  }
}
