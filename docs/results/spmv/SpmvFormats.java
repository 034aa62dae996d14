package gatun.bench;
import gatun.bench.peer.*;
import gatun.engine.*; import gatun.engine.spi.*; import gatun.linear.*; import gatun.simd.*;
import java.util.*;
/** Products in each format beside MKL, call by call in one JVM. Run from the repository's root after ./mvnw package:
 *  javac -cp bench/target/benchmarks.jar -d /tmp/o docs/results/spmv/*.java
 *  java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED [-DT=threads] [-Ddt=F32] [-Df=AUTO,CSR,SELL,SYMMETRIC]
 *    [-Dsec=seconds] -cp /tmp/o:bench/target/benchmarks.jar gatun.bench.SpmvFormats mesh:500000 ...
 *  vs mkl: median over the rounds of time(mkl)/time(format); best: of the 5 % quantiles. Threads > 1: 220 ms of rest before each format, because MKL's threads spin. */
public class SpmvFormats {
  interface K{void run();}
  /** fill:PERCENT:same|random, a band of nine diagonals with so many of its entries, else a shape. */
  static SparseMatrix get(String s, DType t, Workspace w) {
    if (s.startsWith("fill:")) { String[] f=s.split(":"); double keep=Integer.parseInt(f[1])/100.0; int n=400_000; var r=new SplittableRandom(5); var b=new RowBuilder(w,t,n,n,9L*n);
      for(int i=0;i<n;i++){ for(int d:new int[]{-4900,-4899,-70,-1,0,1,70,4899,4900}) if(i+d>=0&&i+d<n&&r.nextDouble()<keep) b.add(i+d,f[2].equals("same")?-1:r.nextDouble()); b.endRow(); }
      return b.build(false); }
    return Unstructured.any(s,t,w); }
  public static void main(String[] z) throws Exception {
    int T=Integer.getInteger("T",1); DType t=DType.valueOf(System.getProperty("dt","F64"));
    String[] fmts=System.getProperty("f","CSR,SELL").split(",");
    int R;
    boolean mkl=Boolean.parseBoolean(System.getProperty("mkl","true"));
    Backend b=Backends.named("simd",new BackendOptions(T));
    Ceilings ceil=new Ceilings(T,256L<<20);
    if(mkl) Mkl.threads(T);
    for(String s:z) try(Workspace w=Workspace.on(b)){
      long t0=System.nanoTime();
      SparseMatrix a=get(s,t,w);
      double tg=(System.nanoTime()-t0)/1e9;
      HostTensor x=w.zeros(t,a.columns()), y=w.zeros(t,a.rows()), ym=w.zeros(t,a.rows());
      var rnd=new SplittableRandom(1); for(long i=0;i<x.size();i++) x.set(rnd.nextDouble(-1,1),i);
      List<String> nm=new ArrayList<>(); List<K> ks=new ArrayList<>(); List<String> desc=new ArrayList<>();
      MklSparse m=null;
      if(mkl){ MklSparse mm=m=new MklSparse(a); nm.add("mkl"); ks.add(()->mm.apply(x.address(),ym.address())); desc.add(""); mm.apply(x.address(),ym.address());}
      for(String f:fmts){ long p0=System.nanoTime(); Spmv.Product p=b.require(KernelKey.of(Spmv.class,t)).prepare(a,SparseFormat.valueOf(f),w); double tp=(System.nanoTime()-p0)/1e9;
        nm.add(f); ks.add(()->p.apply(x,y)); desc.add(String.format("%.1f MB prep %.2fs %s",p.bytes()/1e6,tp,p.description()));
        p.apply(x,y); if(mkl&&!nm.isEmpty()){double e=0; for(long i=0;i<y.size();i++) e=Math.max(e,Math.abs(y.at(i)-ym.at(i))); if(e>(t==DType.F64?1e-9:1e-2)) System.out.println("ERROR "+e);} }
      double bytes=(4L+t.bytes())*a.nonzeros()+4*a.rows()+2L*t.bytes()*a.rows();
      R=(int)Math.max(11, Double.parseDouble(System.getProperty("sec","4"))*1e9/ (fmts.length+1) / (a.nonzeros()*2.5/T)); if(T>1) R=Math.max(7,R/20);
      double[][] ts=new double[ks.size()][R]; double[] tri=new double[R]; Arrays.fill(tri,1);
      for(int k=0;k<ks.size();k++){ long s0=System.nanoTime(); while(System.nanoTime()-s0<0.3e9) ks.get(k).run(); }
      for(int r=0;r<R;r++){ if(r%8==0) tri[r]=ceil.triad(0.02); else tri[r]=tri[r-1];
        for(int k=0;k<ks.size();k++){ if(T==1){ long q=System.nanoTime(); ks.get(k).run(); ts[k][r]=(System.nanoTime()-q)/1e9; }
          else { Thread.sleep(nm.get(k).equals("mkl")?1:220); int n=9; double[] one=new double[n]; for(int i=0;i<n;i++){ long q=System.nanoTime(); ks.get(k).run(); one[i]=(System.nanoTime()-q)/1e9;} ts[k][r]=med(one); } } }
      double tm=med(tri);
      System.out.printf("%s %s T%d n=%d nnz=%d %.0f MB gen %.1fs triad %.1f rounds %d%n",s,t,T,a.rows(),a.nonzeros(),bytes/1e6,tg,tm/1e9,R);
      for(int k=0;k<ks.size();k++){ double[] q=new double[R], h=new double[R]; for(int r=0;r<R;r++){ q[r]=ts[0][r]/ts[k][r]; h[r]=bytes/ts[k][r]/tri[r]; } double[] c=ts[k].clone(); Arrays.sort(c); double[] c0=ts[0].clone(); Arrays.sort(c0);
        System.out.printf("   %-10s %8.3f ms best %8.3f %6.1f GB/s  vs mkl %.3f (best %.3f) of triad %.3f  %s%n",nm.get(k),med(ts[k])*1e3,c[R/20]*1e3,bytes/med(ts[k])/1e9,med(q),c0[R/20]/c[R/20],med(h),desc.get(k)); }
      if(m!=null) m.close();
    }
    b.close(); System.exit(0);
  }
  static double med(double[] v){ double[] c=v.clone(); Arrays.sort(c); return c[c.length/2]; }
}
