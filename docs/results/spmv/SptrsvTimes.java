package gatun.bench;
import gatun.engine.*; import gatun.engine.spi.*; import gatun.linear.*; import gatun.simd.*;
import java.util.*;
/** Triangular solves, in turn with MKL's; run as SpmvFormats, with gatun.bench.SptrsvTimes. */
public class SptrsvTimes {
  public static void main(String[] z) throws Exception {
    DType t=DType.valueOf(System.getProperty("dt","F64"));
    Backend b=Backends.named("simd",new BackendOptions(Integer.getInteger("T",1))); Ceilings ceil=new Ceilings(1,256L<<20);
    for(String s:z) try(Workspace w=Workspace.on(b)){
      SparseMatrix a=SparseMatrices.lower(SpmvFormats.get(s,t,w),w);
      long m0=w.bytes();
      Sptrsv.Triangle tr=b.require(KernelKey.of(Sptrsv.class,t)).prepare(a,w);
      HostTensor x=w.zeros(t,a.rows()), y=w.zeros(t,a.rows()); for(long i=0;i<a.rows();i++) x.set(1,i);
      System.out.printf("%s %s n=%d nnz=%d memory %.0f MB bytes %.0f MB, %s%n",s,t,a.rows(),a.nonzeros(),(w.bytes()-m0)/1e6,tr.bytes()/1e6,tr.description());
      gatun.bench.peer.Mkl.threads(1); var mk=gatun.bench.peer.MklSparse.triangle(a); double[] md=new double[25],mu=new double[25]; int R=25; double[] d=new double[R],u=new double[R],g=new double[R];
      for(int r=-5;r<R;r++){ double tri=ceil.triad(0.02); long q=System.nanoTime(); tr.solveLower(x,y); long q1=System.nanoTime(); tr.solveTransposed(y,y); long q2=System.nanoTime(); mk.solve(false,x.address(),y.address()); long q3=System.nanoTime(); mk.solve(true,x.address(),y.address()); long q4=System.nanoTime(); if(r>=0){md[r]=(q3-q2)/1e6;mu[r]=(q4-q3)/1e6;} if(r>=0){d[r]=(q1-q)/1e6;u[r]=(q2-q1)/1e6;g[r]=tri/1e9;} }
      System.out.printf("  lower %.2f ms (best %.2f)  transposed %.2f (best %.2f)  mkl %.2f %.2f  triad %.1f%n",SpmvFormats.med(d),Arrays.stream(d).min().getAsDouble(),SpmvFormats.med(u),Arrays.stream(u).min().getAsDouble(),SpmvFormats.med(md),SpmvFormats.med(mu),SpmvFormats.med(g));
    }
    System.exit(0);
  }
}
