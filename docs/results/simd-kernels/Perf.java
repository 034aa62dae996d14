import gatun.engine.*; import gatun.engine.spi.*; import java.util.*;
public class Perf { interface K{void run();}
 public static void main(String[] z){
  int T=Integer.getInteger("T",1); DType dt=DType.valueOf(System.getProperty("dt","F64"));
  Backend b=Backends.named("simd",new BackendOptions(T)); System.out.println(b.description());
  Level1 l=b.require(KernelKey.of(Level1.class,dt)); KrylovUpdates kr=b.require(KernelKey.of(KrylovUpdates.class,dt)); MacStencil m=b.require(KernelKey.of(MacStencil.class,dt)); GridStencil gs=b.require(KernelKey.of(GridStencil.class,dt));
  Stencil lap=Stencil.laplacian3d();
  for(int n:new int[]{64,128,256}){ try(Workspace w=Workspace.on(b)){ long N=(long)n*n*n; int B=dt.bytes();
   HostTensor c=w.zeros(DType.I8,N),x=w.zeros(dt,N),y=w.zeros(dt,N),p=w.zeros(dt,N),r=w.zeros(dt,N); for(long i=0;i<N;i++) c.setInteger(6,i);
   for(var v:new HostTensor[]{x,y,p,r}) l.fill(1e-3,v);
   Grid g=Grid.cube(n);
   String[] nm={"multiply(triad)","axpy","dot","nrm2","residual","step","direction","mac","macDot","sweep","iter9n","const7"};
   double[] bt={3*B,3*B,2*B,B,3*B,6*B,5*B,2*B+1,2*B+1,6*B+1,9*B+1,2*B};
   K[] ks={()->l.multiply(x,y,p),()->l.axpy(1e-9,x,y),()->l.dot(x,y),()->l.nrm2(x),()->kr.residual(1e-9,x,y),()->kr.step(1e-9,x,y,p,r),()->kr.direction(1e-9,x,.01,r,p),()->m.apply(g,c,x,y),()->m.applyDot(g,c,x,y),()->m.direction(g,c,1e-9,x,.01,r,p,y),()->{m.direction(g,c,1e-9,x,.01,r,p,y);kr.residual(1e-9,y,r);},()->gs.constant(g,lap,x,y)};
   int R=n==256?9:n==128?40:200; double[][] t=new double[ks.length][R];
   for(int i=0;i<R;i++) for(int k=0;k<ks.length;k++){ long t0=System.nanoTime(); ks[k].run(); t[k][i]=System.nanoTime()-t0; }
   for(int k=0;k<ks.length;k++){Arrays.sort(t[k]); System.out.printf("n=%d %-16s best %.1f GB/s med %.1f share med %.3f best %.3f  %.3f ms%n",n,nm[k],bt[k]*N/t[k][0],bt[k]*N/t[k][R/2],bt[k]*t[0][R/2]/(bt[0]*t[k][R/2]),bt[k]*t[0][0]/(bt[0]*t[k][0]),t[k][0]/1e6);}
  }} b.close(); } }
