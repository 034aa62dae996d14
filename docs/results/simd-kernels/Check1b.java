package gatun.simd;
import gatun.engine.*; import gatun.engine.spi.*; import gatun.bench.peer.*; import java.util.*;
/** Interleaved medians: -DT=1 -Ddt=F64 -Dpart=big|l2|mac -Dn=128. Shares are of Ceilings.triad timed in each round, ratios of OpenBLAS in each round. */
public class Check1b {
  interface K { double run(); }
  record C(String name,double bytes,K k){}
  static volatile double sink;
  static double time(K k,int reps){ long t=System.nanoTime(); double s=0; for(int i=0;i<reps;i++) s+=k.run(); sink=s; return (System.nanoTime()-t)/(double)reps; }
  public static void main(String[] z){
    int T=Integer.getInteger("T",1); DType dt=DType.valueOf(System.getProperty("dt","F64")); String part=System.getProperty("part","big"); int B=dt.bytes();
    Backend be=Backends.named("simd",new BackendOptions(T)); Workspace w=Workspace.on(be);
    Level1 l=be.require(KernelKey.of(Level1.class,dt)); KrylovUpdates kr=be.require(KernelKey.of(KrylovUpdates.class,dt));
    MacStencil m=be.require(KernelKey.of(MacStencil.class,dt)); GridStencil gs=be.require(KernelKey.of(GridStencil.class,dt));
    boolean mac=part.equals("mac"), l2=part.equals("l2"), wide=dt==DType.F64;
    int g=Integer.getInteger("n",128); long N=mac?(long)g*g*g:l2?Integer.getInteger("n",16384):8<<20; int n=(int)N;
    HostTensor x=w.zeros(dt,N),y=w.zeros(dt,N),p=w.zeros(dt,N),r=w.zeros(dt,N);
    for(var v:List.of(x,y,p,r)) l.fill(1e-3,v);
    List<C> cs=new ArrayList<>();
    if(mac){ HostTensor c=w.zeros(DType.I8,N); for(long i=0;i<N;i++) c.setInteger(6,i); Grid grid=Grid.cube(g); Stencil lap=Stencil.laplacian3d();
      cs.add(new C("multiply",3*B,()->{l.multiply(x,y,p);return 0;}));
      cs.add(new C("apply",2*B+1,()->{m.apply(grid,c,x,y);return 0;}));
      cs.add(new C("applyDot",2*B+1,()->m.applyDot(grid,c,x,y)));
      cs.add(new C("direction sweep",6*B+1,()->m.direction(grid,c,1e-9,x,.01,r,p,y)));
      cs.add(new C("cg iteration",9*B+1,()->{m.direction(grid,c,1e-9,x,.01,r,p,y);return kr.residual(1e-9,y,r);}));
      cs.add(new C("constant 7-point",2*B,()->{gs.constant(grid,lap,x,y);return 0;}));
    } else {
      boolean peer=!Boolean.getBoolean("alone"); if(peer){OpenBlas.load(); OpenBlas.threads(T);} Cblas ob=peer?OpenBlas.cblas():null;
      cs.add(new C("multiply",3*B,()->{l.multiply(x,y,p);return 0;}));
      cs.add(new C("ob.dot",2*B,()->ob==null?0:wide?ob.ddot(n,x.address(),y.address()):ob.sdot(n,x.address(),y.address())));
      cs.add(new C("dot",2*B,()->l.dot(x,y)));
      cs.add(new C("ob.axpy",3*B,()->{if(ob==null)return 0; if(wide)ob.daxpy(n,1e-6,x.address(),y.address());else ob.saxpy(n,1e-6f,x.address(),y.address());return 0;}));
      cs.add(new C("axpy",3*B,()->{l.axpy(1e-6,x,y);return 0;}));
      cs.add(new C("residual",3*B,()->kr.residual(1e-9,x,y)));
      cs.add(new C("step",6*B,()->kr.step(1e-9,x,y,p,r)));
      cs.add(new C("direction",5*B,()->{kr.direction(1e-9,x,.01,r,p);return 0;}));
    }
    System.out.println(be.description()+" "+dt+" "+part+" elements="+N+" alignment x "+x.address()%64+" y "+y.address()%64);
    double seconds=Double.parseDouble(System.getProperty("seconds","8"));
    Ceilings ce=l2?null:new Ceilings(T,24L*16*1024*1024);
    int K=cs.size(); int reps=l2?100:1; long end=System.nanoTime()+(long)(1e9*Math.min(3,seconds/3));
    while(System.nanoTime()<end) for(C c:cs) time(c.k,reps);
    List<double[]> rows=new ArrayList<>(); end=System.nanoTime()+(long)(1e9*seconds);
    while(System.nanoTime()<end){ double[] t=new double[K+1]; for(int i=0;i<K;i++) t[i]=time(cs.get(i).k,reps); if(ce!=null) t[K]=1/ce.triad(0.02); rows.add(t); }
    for(int i=0;i<K;i++){ C c=cs.get(i); int ref=c.name.equals("dot")||c.name.equals("ob.dot")?1:c.name.endsWith("axpy")?3:0; int I=i;
      double[] t=rows.stream().mapToDouble(v->v[I]).sorted().toArray(), q=rows.stream().mapToDouble(v->(ref==0?cs.get(I).bytes/cs.get(0).bytes:1)*v[ref]/v[I]).sorted().toArray(), s=rows.stream().mapToDouble(v->cs.get(I).bytes*N/v[I]*1e9*v[K]).sorted().toArray(); int R=t.length;
      System.out.printf("%-16s median %10.2f us best %10.2f us %6.1f GB/s  to %-8s %.3f [%.3f %.3f]%s%n",c.name,t[R/2]/1e3,t[0]/1e3,c.bytes*N/t[R/2],cs.get(ref).name,q[R/2],q[R/4],q[3*R/4],ce==null?"":String.format("  share of triad %.3f [%.3f %.3f]",s[R/2],s[R/4],s[3*R/4])); }
    if(ce!=null){ double[] s=rows.stream().mapToDouble(v->1e-9/v[K]).sorted().toArray(); System.out.printf("triad %.1f GB/s, %d rounds%n",s[s.length/2],s.length); ce.close(); }
    w.close(); be.close();
  }
}
