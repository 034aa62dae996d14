import gatun.engine.*;
import gatun.bench.peer.*;
import gatun.simd.Ceilings;
import java.util.*;
/** usage: Gemm dtype threads shape... : median over rounds of Gatun, OpenBLAS, MKL interleaved. */
public class Gemm {
  interface R { void run(); }
  static double time(R r, int reps) { long t = System.nanoTime(); for (int i = 0; i < reps; i++) r.run(); return (System.nanoTime() - t) * 1e-9 / reps; }
  static double med(double[] d) { double[] e = d.clone(); Arrays.sort(e); return e[e.length / 2]; }
  public static void main(String[] x) {
    DType t = DType.valueOf(x[0]); int th = Integer.parseInt(x[1]);
    boolean wide = t == DType.F64;
    double budget = Double.parseDouble(System.getProperty("sec", "1.2"));
    try (Backend be = Backends.named("simd", new BackendOptions(th))) {
      OpenBlas.threads(th); Mkl.threads(th);
      double geo = 0; int cnt = 0;
      for (int q = 2; q < x.length; q++) try (Workspace w = Workspace.on(be)) {
        String[] p = x[q].split(":"); int batch = p.length > 1 ? Integer.parseInt(p[0].substring(5)) : 1;
        String[] s = p[p.length - 1].split("x");
        int m = Integer.parseInt(s[0]), n = s.length > 1 ? Integer.parseInt(s[1]) : m, k = s.length > 1 ? Integer.parseInt(s[2]) : m;
        HostTensor a = w.zeros(t, batch, m, k), b = w.zeros(t, batch, k, n), c = w.zeros(t, batch, m, n);
        var rnd = new SplittableRandom(1);
        for (HostTensor v : new HostTensor[]{a, b}) { HostTensor f = v.reshape(v.size()); for (long i = 0; i < f.size(); i++) f.set(rnd.nextInt(-4, 5), i); }
        MatrixBlas blas = MatrixBlas.of(be, t);
        HostTensor a2 = a.reshape((long) batch * m, k), b2 = batch == 1 ? b.reshape(k, n) : b, c2 = c.reshape((long) batch * m, n);
        R g = batch == 1 ? () -> blas.gemm(a2, b2, c2) : () -> blas.batched(1, a, false, b, false, 0, c);
        long pa = a.address(), pb = b.address(), pc = c.address(); long e = t.bytes();
        CblasMatrices ob = OpenBlas.matrices(), mk = Mkl.matrices();
        R o = () -> { for (int i = 0; i < batch; i++) { long A = pa + e * i * m * k, B = pb + e * i * k * n, C = pc + e * i * m * n; if (wide) ob.dgemm(m, n, k, A, B, C); else ob.sgemm(m, n, k, A, B, C); } };
        R l = () -> { for (int i = 0; i < batch; i++) { long A = pa + e * i * m * k, B = pb + e * i * k * n, C = pc + e * i * m * n; if (wide) mk.dgemm(m, n, k, A, B, C); else mk.sgemm(m, n, k, A, B, C); } };
        R[] all = {g, o, l};
        long end = System.nanoTime() + (long) (1.2e9);
        while (System.nanoTime() < end) g.run();
        o.run(); l.run();
        double once = time(g, 1);
        int reps = (int) Math.max(1, 0.008 / once);
        int rounds = (int) Math.clamp(budget / (3 * once * reps), 3, 41);
        double[][] d = new double[3][rounds]; double[] ro = new double[rounds], rl = new double[rounds];
        for (int r = 0; r < rounds; r++) { for (int i = 0; i < 3; i++) d[i][r] = time(all[i], reps); ro[r] = d[1][r] / d[0][r]; rl[r] = d[2][r] / d[0][r]; }
        double fl = 2.0 * batch * m * n * k * 1e-9;
        double ratio = Math.min(med(ro), med(rl)); geo += Math.log(ratio); cnt++;
        System.out.printf("%s T%d %-22s gatun %6.1f openblas %6.1f mkl %6.1f ratio %.3f  (best %6.1f %6.1f %6.1f)%n", t, th, x[q], fl / med(d[0]), fl / med(d[1]), fl / med(d[2]), ratio,
          fl / Arrays.stream(d[0]).min().getAsDouble(), fl / Arrays.stream(d[1]).min().getAsDouble(), fl / Arrays.stream(d[2]).min().getAsDouble());
      }
      System.out.printf("geomean %.3f peak %.1f%n", Math.exp(geo / cnt), Ceilings.fma(t, th, 0.1) * 1e-9);
    }
  }
}
