// Run: java --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Dgatun.peers=DIR -cp engine/target/classes:simd/target/classes:bench/target/classes docs/results/elementwise/GeluRatios.java THREADS
import gatun.bench.peer.*;
import gatun.engine.*;
import java.util.*;
/** GELU and erf in F32 beside PyTorch on inputs within several ranges; the two take turns, median of 21 rounds. */
class GeluRatios {
  static double time(Runnable r, long n) { int reps=(int)Math.max(1,2_000_000/n); long b=System.nanoTime(); for(int i=0;i<reps;i++) r.run(); return (System.nanoTime()-b)/(double)reps/n; }
  public static void main(String[] a) {
    int th=Integer.parseInt(a[0]); DType t=DType.F32; double[] ranges={0.5,4,8,20};
    Torch.load(); Torch.threads(th);
    try (Backend b = Backends.named("simd", new BackendOptions(th)); Workspace w = Workspace.on(b)) {
      Maps maps = Maps.of(b, t);
      for (int n : new int[]{8192, 2048*768}) for (double range : ranges) for (Unary f : new Unary[]{Unary.GELU, Unary.ERF}) {
        HostTensor x = w.zeros(t, n), y = w.zeros(t, n);
        var r = new SplittableRandom(1); for (int i = 0; i < n; i++) x.set(range*(2*r.nextDouble()-1), i);
        var tx = TorchTensor.of(x); var ty = TorchTensor.of(y);
        var c = f == Unary.GELU ? TorchCall.of("aten::gelu", "out", 1, tx, "none", ty) : TorchCall.of("aten::erf", "out", 1, tx, ty);
        double[] p=new double[21], q=new double[21], ra=new double[21];
        long end=System.nanoTime()+400_000_000L; do maps.apply(f,x,y); while(System.nanoTime()<end);
        for(int i=0;i<21;i++){ p[i]=time(()->maps.apply(f,x,y),n); q[i]=time(c::run,n); ra[i]=q[i]/p[i]; }
        Arrays.sort(p);Arrays.sort(q);Arrays.sort(ra);
        System.out.printf("%s F32 n=%d inputs +-%s T%d  simd %.4f ns (min %.4f)  torch %.4f (min %.4f)  ratio %.2f%n",f,n,range,th,p[10],p[0],q[10],q[0],ra[10]);
      }
    }
    System.exit(0);
  }
}
