// Run: docs/results/elementwise/run.sh PEERS THREADS
import gatun.bench.peer.*;
import gatun.engine.*;
import gatun.simd.Ceilings;
import java.util.*;
/**
 * Functions of each element, softmax and layer normalisation in F32 and F64, beside MKL and PyTorch; the subjects take turns, samples of
 * about 4 ms, median. Argument: threads. A row: ns an element of ours and of each peer with (time of the peer / ours), and for
 * 2048x768 the share of the triad's bandwidth measured in each round over 64 MiB (2 values an element).
 */
class MapRatios {
  static int th, rounds = Integer.getInteger("rounds", 15);
  static double time(Runnable r, double seconds) {
    if (th > 1) try { Thread.sleep(15); } catch (InterruptedException e) { throw new IllegalStateException(e); } // threads of the one before fall asleep
    r.run(); long b = System.nanoTime(); r.run(); double once = Math.max(200, System.nanoTime() - b);
    int reps = (int) Math.max(1, seconds * 1e9 / once);
    b = System.nanoTime(); for (int i = 0; i < reps; i++) r.run(); return (System.nanoTime() - b) / (double) reps;
  }
  static double med(List<Double> l) { List<Double> s = new ArrayList<>(l); Collections.sort(s); return s.get(s.size() / 2); }
  static void row(String name, long n, Map<String, Runnable> subjects, Ceilings limit, int bytes) {
    for (var e : subjects.entrySet()) {
      long end = System.nanoTime() + (e.getKey().equals("simd") ? 1_200_000_000L : 20_000_000L);
      do e.getValue().run(); while (System.nanoTime() < end);
    }
    Map<String, List<Double>> t = new LinkedHashMap<>(); List<Double> share = new ArrayList<>();
    for (int r = 0; r < rounds; r++) for (var e : subjects.entrySet()) {
      if (e.getKey().equals("scalar") && r % 5 != 0) continue;
      double q = time(e.getValue(), 0.004); t.computeIfAbsent(e.getKey(), k -> new ArrayList<>()).add(q);
      if (e.getKey().equals("simd") && limit != null) share.add(2.0 * bytes * n / (q * 1e-9) / limit.triad(0.01));
    }
    double own = med(t.get("simd"));
    StringBuilder o = new StringBuilder(String.format("%-22s T%d ns/element:", name, th));
    for (var e : t.entrySet()) o.append(String.format("  %s %.4f (%.2f)", e.getKey(), med(e.getValue()) / n, med(e.getValue()) / own));
    if (limit != null) o.append(String.format("  of triad %.2f", med(share)));
    System.out.println(o);
  }
  public static void main(String[] a) {
    th = Integer.parseInt(a[0]);
    boolean torch = Torch.load().present(), mkl = Mkl.load().present();
    if (mkl) Mkl.threads(th); if (torch) Torch.threads(th); else System.out.println(Torch.load().note());
    try (Backend b = Backends.named("simd", new BackendOptions(th)); Backend rb = Backends.named("reference", new BackendOptions(1)); Workspace w = Workspace.on(b); Ceilings limit = new Ceilings(th, 64L << 20)) {
      for (DType t : new DType[] {DType.F32, DType.F64}) {
        Maps maps = Maps.of(b, t), ref = Maps.of(rb, t);
        for (int n : new int[] {8192, 2048 * 768}) {
          HostTensor x = w.zeros(t, n), y = w.zeros(t, n); var r = new SplittableRandom(1); for (int i = 0; i < n; i++) x.set(0.01 + 8 * r.nextDouble(), i);
          boolean large = n > 8192;
          for (Unary f : large ? new Unary[] {Unary.EXP, Unary.GELU, Unary.GELU_TANH} : new Unary[] {Unary.EXP, Unary.LOG, Unary.TANH, Unary.SIGMOID, Unary.SIN, Unary.COS, Unary.ERF, Unary.SILU, Unary.GELU}) {
            Map<String, Runnable> s = new LinkedHashMap<>(); s.put("simd", () -> maps.apply(f, x, y));
            String v = switch (f) { case EXP -> "Exp"; case LOG -> "Ln"; case TANH -> "Tanh"; case SIN -> "Sin"; case COS -> "Cos"; case ERF -> "Erf"; default -> null; };
            if (mkl && v != null) { var m = MklVml.of(v, t == DType.F64); s.put("mkl", () -> m.run(n, x.address(), y.address())); }
            if (torch) { var tx = TorchTensor.of(x); var ty = TorchTensor.of(y); var c = f == Unary.GELU ? TorchCall.of("aten::gelu", "out", 1, tx, "none", ty) : f == Unary.GELU_TANH ? TorchCall.of("aten::gelu", "out", 1, tx, "tanh", ty) : TorchCall.of("aten::" + f.name().toLowerCase(Locale.ROOT), "out", 1, tx, ty); s.put("torch", c::run); }
            s.put("copy", () -> maps.copy(x, y));
            if (!large && th == 1) s.put("scalar", () -> ref.apply(f, x, y));
            row(f + " " + t + " n=" + n, n, s, large ? limit : null, t.bytes());
          }
        }
        Normalizations k = Normalizations.of(b, t); int m = 2048, n = 768; long all = (long) m * n;
        HostTensor x = w.zeros(t, m, n), y = w.zeros(t, m, n), scale = w.zeros(t, n), shift = w.zeros(t, n), mean = w.zeros(t, m), inverse = w.zeros(t, m);
        Sampling random = Sampling.of(b, t); random.normal(new Philox(1), 0, 2, x); random.normal(new Philox(1), 1, 1, scale);
        Map<String, Runnable> s = new LinkedHashMap<>(); s.put("simd", () -> k.softmax(1, x, y));
        TorchTensor tx = TorchTensor.of(x), ty = TorchTensor.of(y);
        if (torch) s.put("torch", TorchCall.of("aten::_softmax", "out", 1, tx, -1, false, ty)::run);
        s.put("copy", () -> maps.copy(x, y));
        row("softmax " + t + " 2048x768", all, s, limit, t.bytes());
        Map<String, Runnable> l = new LinkedHashMap<>(); l.put("simd", () -> k.layer(x, scale, shift, 1e-5, y, mean, inverse));
        if (torch) l.put("torch", TorchCall.of("aten::native_layer_norm", "", 3, tx, new long[] {n}, Optional.of(TorchTensor.of(scale)), Optional.of(TorchTensor.of(shift)), 1e-5)::run);
        l.put("copy", () -> maps.copy(x, y));
        row("layer norm " + t + " 2048x768", all, l, limit, t.bytes());
      }
    }
    System.exit(0);
  }
}
