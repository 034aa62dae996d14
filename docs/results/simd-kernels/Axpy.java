package gatun.simd;
import static gatun.simd.Lanes.*;
import gatun.bench.peer.*;
import java.lang.foreign.*; import java.util.*; import jdk.incubator.vector.*;
/** axpy in the second-level cache beside OpenBLAS, call by call in one process: the loop that the compiler unrolls ("counted"), the same loop
 *  with a step that it does not know, four vectors loaded before four are stored, and the kernel in use. From the repository's root after ./mvnw package:
 *  javac --add-modules jdk.incubator.vector -cp bench/target/benchmarks.jar -d /tmp/o docs/results/simd-kernels/Axpy.java
 *  java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Dgatun.peers=DIR [-Dn=elements] [-Doff=bytes] -cp /tmp/o:bench/target/benchmarks.jar gatun.simd.Axpy */
public class Axpy {
  static final VectorSpecies<Double> S = Lanes.F64; static final int L=S.length(), B=8, W=B*L;
  static void counted(double alpha,long px,long py,int n){
    long x=px&ADDRESS,y=py&ADDRESS; DoubleVector a=DoubleVector.broadcast(S,alpha);
    for(int i=0;i<=n-L;i+=L)
      DoubleVector.fromMemorySegment(S,ALL,x+(long)B*i,ORDER).fma(a,DoubleVector.fromMemorySegment(S,ALL,y+(long)B*i,ORDER)).intoMemorySegment(ALL,y+(long)B*i,ORDER);
  }
  static void stepped(double alpha,long px,long py,int n){
    long x=px&ADDRESS,y=py&ADDRESS; DoubleVector a=DoubleVector.broadcast(S,alpha); int step=L*Raw.step();
    for(int i=0;i<=n-L;i+=step){ long at=B*(i&0xFFFF_FFFFL);
      DoubleVector.fromMemorySegment(S,ALL,x+at,ORDER).fma(a,DoubleVector.fromMemorySegment(S,ALL,y+at,ORDER)).intoMemorySegment(ALL,y+at,ORDER); }
  }
  static void four(double alpha,long px,long py,int n){
    long x=px&ADDRESS,y=py&ADDRESS; DoubleVector a=DoubleVector.broadcast(S,alpha);
    for(int i=0;i<=n-4*L;i+=4*L){ long u=x+(long)B*i,v=y+(long)B*i;
      DoubleVector p=DoubleVector.fromMemorySegment(S,ALL,u,ORDER).fma(a,DoubleVector.fromMemorySegment(S,ALL,v,ORDER));
      DoubleVector q=DoubleVector.fromMemorySegment(S,ALL,u+W,ORDER).fma(a,DoubleVector.fromMemorySegment(S,ALL,v+W,ORDER));
      DoubleVector r=DoubleVector.fromMemorySegment(S,ALL,u+2*W,ORDER).fma(a,DoubleVector.fromMemorySegment(S,ALL,v+2*W,ORDER));
      DoubleVector s=DoubleVector.fromMemorySegment(S,ALL,u+3*W,ORDER).fma(a,DoubleVector.fromMemorySegment(S,ALL,v+3*W,ORDER));
      p.intoMemorySegment(ALL,v,ORDER); q.intoMemorySegment(ALL,v+W,ORDER); r.intoMemorySegment(ALL,v+2*W,ORDER); s.intoMemorySegment(ALL,v+3*W,ORDER); }
  }
  public static void main(String[] z){
    int n=Integer.getInteger("n",16384), off=Integer.getInteger("off",0); OpenBlas.load(); OpenBlas.threads(1); Cblas c=OpenBlas.cblas();
    MemorySegment m=Arena.global().allocate(16L*n+(1<<20),4096); long x=m.address(), y=x+8L*n+off;
    LinkedHashMap<String,Runnable> k=new LinkedHashMap<>();
    k.put("openblas",()->c.daxpy(n,1e-6,x,y)); k.put("counted",()->counted(1e-6,x,y,n)); k.put("stepped",()->stepped(1e-6,x,y,n));
    k.put("four",()->four(1e-6,x,y,n)); k.put("in use",()->Level1KernelsF64.axpy(1e-6,x,y,n));
    int R=400, reps=Math.max(1,4_000_000/n); Map<String,double[]> t=new LinkedHashMap<>(); for(var s:k.keySet())t.put(s,new double[R]);
    for(int w=0;w<40;w++) for(Runnable q:k.values()) for(int i=0;i<reps;i++) q.run();
    for(int r=0;r<R;r++) for(var e:k.entrySet()){ long b=System.nanoTime(); for(int i=0;i<reps;i++) e.getValue().run(); t.get(e.getKey())[r]=(System.nanoTime()-b)/(double)reps; }
    System.out.printf("openblas %s, F64, n = %d, y %d bytes into a page%n",OpenBlas.core(),n,off);
    for(var e:t.entrySet()){ double[] q=new double[R]; for(int i=0;i<R;i++) q[i]=t.get("openblas")[i]/e.getValue()[i]; Arrays.sort(q); double[] v=e.getValue().clone(); Arrays.sort(v);
      System.out.printf("%-9s median %6.0f ns, best %6.0f; speed relative to OpenBLAS %.3f, quartiles %.3f to %.3f%n",e.getKey(),v[R/2],v[0],q[R/2],q[R/4],q[3*R/4]); }
  }
}
