package gatun.simd;
import gatun.engine.*; import gatun.engine.spi.*; import gatun.bench.peer.*; import java.util.*; import java.util.function.*;
/** Interleaved timing of level 1 in L2 or out of cache: -Dn=16384 -DT=1 -Ddt=F64. */
public class L1 {
  interface K { double run(); }
  static volatile double sink;
  static double time(K k, int reps){ long t=System.nanoTime(); double s=0; for(int i=0;i<reps;i++) s+=k.run(); sink=s; return (System.nanoTime()-t)/(double)reps; }
  public static void main(String[] z){
    int T=Integer.getInteger("T",1), n=Integer.getInteger("n",16384); DType dt=DType.valueOf(System.getProperty("dt","F64"));
    Backend be=Backends.named("simd",new BackendOptions(T)); Workspace w=Workspace.on(be);
    Level1 l=be.require(KernelKey.of(Level1.class,dt)); KrylovUpdates kr=be.require(KernelKey.of(KrylovUpdates.class,dt));
    Blas blas=Blas.of(be,dt);
    HostTensor x=w.zeros(dt,n),y=w.zeros(dt,n),p=w.zeros(dt,n),r=w.zeros(dt,n);
    l.fill(1e-3,x); l.fill(2,y); l.fill(1,p); l.fill(1,r);
    OpenBlas.load(); OpenBlas.threads(T); Cblas ob=OpenBlas.cblas(); boolean wide=dt==DType.F64;
    System.out.println(be.description()+" openblas "+OpenBlas.core()+" "+dt+" n="+n+" x%4096="+x.address()%4096+" y%4096="+y.address()%4096);
    LinkedHashMap<String,K> ks=new LinkedHashMap<>(); Map<String,Double> bytes=new HashMap<>(); int B=dt.bytes();
    BiConsumer<String,Integer> b=(s,v)->bytes.put(s,(double)v*B*n);
    ks.put("multiply",()->{l.multiply(x,y,p);return 0;}); b.accept("multiply",3);
    ks.put("ob.dot",()->wide?OpenBlas.cblas().ddot(n,x.address(),y.address()):OpenBlas.cblas().sdot(n,x.address(),y.address())); b.accept("ob.dot",2);
    ks.put("dot",()->l.dot(x,y)); b.accept("dot",2);
    ks.put("blas.dot",()->blas.dot(x,y)); b.accept("blas.dot",2);
    long xa=x.address(), ya=y.address();
    if(wide) {ks.put("raw.dot",()->{double s=0; for(int c=0;c<n;c+=8192) s+=Level1KernelsF64.dot(xa+8L*c,ya+8L*c,Math.min(8192,n-c)); return s;});}
    else ks.put("raw.dot",()->{double s=0; for(int c=0;c<n;c+=8192) s+=Level1KernelsF32.dot(xa+4L*c,ya+4L*c,Math.min(8192,n-c)); return s;});
    b.accept("raw.dot",2);
    ks.put("ob.axpy",()->{if(wide)OpenBlas.cblas().daxpy(n,1e-6,x.address(),y.address());else OpenBlas.cblas().saxpy(n,1e-6f,x.address(),y.address());return 0;}); b.accept("ob.axpy",3);
    ks.put("axpy",()->{l.axpy(1e-6,x,y);return 0;}); b.accept("axpy",3);
    ks.put("blas.axpy",()->{blas.axpy(1e-6,x,y);return 0;}); b.accept("blas.axpy",3);
    ks.put("nrm2",()->l.nrm2(x)); b.accept("nrm2",1);
    ks.put("residual",()->kr.residual(1e-9,x,y)); b.accept("residual",3);
    ks.put("step",()->kr.step(1e-9,x,y,p,r)); b.accept("step",6);
    ks.put("direction",()->{kr.direction(1e-9,x,.01,r,p);return 0;}); b.accept("direction",5);
    if(n>1<<20) { }
    int reps=(int)Math.max(1,Math.min(400,40_000_000L/n/8));
    for(int i=0;i<(n>1000000?20:60);i++) for(K k:ks.values()) time(k,reps);
    int R=n>1000000?25:300; Map<String,double[]> t=new LinkedHashMap<>(); for(String s:ks.keySet()) t.put(s,new double[R]);
    Ceilings c=n>1000000?new Ceilings(T,24L*16*1024*1024):null; double[] tri=new double[R];
    for(int i=0;i<R;i++){ if(c!=null) tri[i]=1/c.triad(0.05); for(var e:ks.entrySet()){ t.get(e.getKey())[i]=time(e.getValue(),reps);} }
    for(var e:t.entrySet()){ double[] q=new double[R],o=new double[R],v=e.getValue();
      String ref=e.getKey().contains("dot")?"ob.dot":e.getKey().contains("axpy")?"ob.axpy":"multiply";
      for(int i=0;i<R;i++) {q[i]=t.get(ref)[i]/v[i]; o[i]=c==null?0:bytes.get(e.getKey())/v[i]*1e9*tri[i];} double[] s=v.clone(); Arrays.sort(s); Arrays.sort(q); Arrays.sort(o);
      System.out.printf("%-10s %9.1f ns  %6.1f GB/s  ratio to %s %.3f  [%.3f %.3f]  triad share %.3f%n",e.getKey(),s[R/2],bytes.get(e.getKey())/s[R/2],ref,q[R/2],q[R/4],q[3*R/4],o[R/2]); }
    if(c!=null){Arrays.sort(tri);System.out.printf("triad %.1f GB/s%n",1e-9/tri[R/2]);}
    w.close(); be.close(); if(c!=null)c.close();
  }
}
