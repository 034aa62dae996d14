package gatun.simd;
import gatun.engine.*; import gatun.engine.spi.*; import java.util.*;
public class MacAb { 
  static String[] names={"old","k1","k1.touch y","k1.notouch","k1.y g8k","k1.y g2k"};
  static void set(int v){ MacStencilF64.OLD=v==0; MacStencilF64.TOUCHY=v==2||v>=4; MacStencilF64.TOUCH=v!=3; MacStencilF64.GROUP=v==4?8192:v==5?2048:4096; }
  public static void main(String[] z){ int T=Integer.getInteger("T",1); DType dt=DType.F64; int B=8;
    Backend be=Backends.named("simd",new BackendOptions(T)); 
    for(int n:new int[]{128,256}){ Workspace w=Workspace.on(be);
    Level1 l=be.require(KernelKey.of(Level1.class,dt)); MacStencil m=be.require(KernelKey.of(MacStencil.class,dt));
    long N=(long)n*n*n; HostTensor x=w.zeros(dt,N),y=w.zeros(dt,N); l.fill(1e-3,x); HostTensor c=w.zeros(DType.I8,N); for(long i=0;i<N;i++) c.setInteger(6,i);
    Grid grid=Grid.cube(n); Ceilings ce=new Ceilings(T,24L*16*1024*1024); int V=names.length;
    int R=n==256?20:90; double[][] t=new double[V+1][R]; for(int i=-3;i<R;i++){ for(int v=0;v<V;v++){ set(v); long a=System.nanoTime(); m.apply(grid,c,x,y); if(i>=0) t[v][i]=(System.nanoTime()-a)/(double)N; } double tr=ce.triad(.01); if(i>=0) t[V][i]=24e9/tr*1; }
    for(int v=0;v<V;v++){ double[] s=new double[R]; for(int i=0;i<R;i++) s[i]=17/t[v][i]*t[V][i]/24; Arrays.sort(s); Arrays.sort(t[v]); System.out.printf("T%d n=%d %-12s %.3f ns/cell best %.3f  share %.3f [%.3f %.3f]%n",T,n,names[v],t[v][R/2],t[v][0],s[R/2],s[R/4],s[3*R/4]); } ce.close(); w.close(); } be.close(); } }
