package gatun.simd;
import gatun.engine.*; import gatun.engine.spi.*; import java.util.*;
public class MV {
  interface K { double run(); }
  static volatile double sink;
  static double time(K k, int reps){ long t=System.nanoTime(); double s=0; for(int i=0;i<reps;i++) s+=k.run(); sink=s; return (System.nanoTime()-t)/(double)reps; }
  public static void main(String[] z){
    int n=Integer.getInteger("n",128), ny=Integer.getInteger("ny",n), nz=Integer.getInteger("nz",n);
    Backend be=Backends.named("simd",new BackendOptions(1)); Workspace w=Workspace.on(be); DType dt=DType.F64;
    Level1 l=be.require(KernelKey.of(Level1.class,dt)); MacStencil m=be.require(KernelKey.of(MacStencil.class,dt)); GridStencil gs=be.require(KernelKey.of(GridStencil.class,dt));
    long N=(long)n*ny*nz; HostTensor c=w.zeros(DType.I8,N),x=w.zeros(dt,N),yb=w.zeros(dt,N+1024),p=w.zeros(dt,N); for(long i=0;i<N;i++)c.setInteger(6,i);
    l.fill(1,yb); l.fill(2,x); l.fill(1,p); HostTensor y=(HostTensor)w.zeros(dt,N); l.fill(1,y);
    Grid g=new Grid(n,ny,nz); long zeros=w.zeros(dt,4096).address();
    System.out.println("x%4096="+x.address()%4096+" y%4096="+y.address()%4096+" c%64="+c.address()%64);
    LinkedHashMap<String,K> ks=new LinkedHashMap<>();
    ks.put("multiply",()->{l.multiply(x,y,p);return 0;});
    ks.put("mac",()->{double d=m.applyDot(g,c,x,y); return d;});
    long xa=x.address(),ca=c.address(),ya=y.address(); long y2=(yb.address()+4095)/4096*4096+(xa+2048)%4096;
    int[][] v=VARIANTS; int BL=Integer.getInteger("block",Math.min(ny,Math.max(1,16384/n)));
    for(int[] q:v){ long yy=q[4]==0?ya:y2; int bl=q[5]==0?BL:Math.min(ny,q[5]); ks.put(String.format("kernel %d touch %d group %d order %d yoff %d block %d",q[0],q[1],q[2],q[3],q[4],bl),()->MvF64.apply(xa,yy,ca,zeros,n,ny,nz,q[0],q[1],q[2],q[3],bl)); }
    for(var e:ks.entrySet()) if(!e.getKey().equals("multiply")) System.out.print(e.getValue().run()+" "); System.out.println(); l.fill(1,p); for(long i=0;i<N;i++) x.set(Math.sin(i),i); for(var e:ks.entrySet()) if(!e.getKey().equals("multiply")) {System.out.print(e.getValue().run()+" "+l.nrm2(y)+" ");} System.out.println();
    int reps=(int)Math.max(1,4_000_000L/N);
    for(int i=0;i<Math.max(3,12_000_000/N);i++) for(K k:ks.values()) time(k,reps);
    int R=Integer.getInteger("R",N>1000000?25:200); if(N>10000000) R=9; Map<String,double[]> t=new LinkedHashMap<>(); for(String s:ks.keySet()) t.put(s,new double[R]);
    Ceilings ce=N>1000000?new Ceilings(1,24L*16*1024*1024):null; double[] tri=new double[R];
    for(int i=0;i<R;i++){ if(ce!=null) tri[i]=1/ce.triad(0.04); for(var e:ks.entrySet()) t.get(e.getKey())[i]=time(e.getValue(),reps); }
    for(var e:t.entrySet()){ double[] o=new double[R],s=e.getValue().clone(); double bytes=e.getKey().equals("multiply")?24.0*N:17.0*N;
      for(int i=0;i<R;i++) o[i]=ce==null?0:bytes/e.getValue()[i]*1e9*tri[i]; Arrays.sort(s); Arrays.sort(o);
      System.out.printf("%-50s %9.3f us %.3f ns/cell %6.1f GB/s share %.3f (best GB/s %.1f)%n",e.getKey(),s[R/2]/1e3,s[R/2]/N,bytes/s[R/2],o[R/2],bytes/s[0]); }
    if(ce!=null){Arrays.sort(tri);System.out.printf("triad %.1f GB/s%n",1e-9/tri[R/2]);ce.close();}
    w.close(); be.close();
  }
  static final int[][] VARIANTS={{0,1,4,0,0,0},{2,0,4,0,0,0},{2,1,4,0,0,0},{10,0,4,0,0,0},{10,1,4,0,0,0},{11,0,4,0,0,0},{11,1,4,0,0,0},{11,2,4,0,0,0},{12,0,4,0,0,0},{12,1,4,0,0,0},{12,1,8,0,0,0},{12,2,4,0,0,0}};
}
