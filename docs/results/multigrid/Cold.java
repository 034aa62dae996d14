import gatun.engine.*;
import gatun.linear.*;
/** The first solve of a process: java … Cold.java N cg|mg, arguments of java as in run. One thread. */
public class Cold {
  public static void main(String[] x) throws Exception {
    int n=Integer.parseInt(x[0]); boolean mg=x[1].equals("mg");
    try (Backend b=Backends.named("simd", new BackendOptions(1)); Workspace w=Workspace.on(b)) {
      Poisson p=Poisson.mac(n,w); var a=p.operator(DType.F64,b);
      HostTensor r=w.zeros(DType.F64,p.grid().cells()), z=w.zeros(DType.F64,p.grid().cells());
      p.scatter(p.plume(w), r);
      var th=java.lang.management.ManagementFactory.getThreadMXBean();
      var os=(com.sun.management.OperatingSystemMXBean)java.lang.management.ManagementFactory.getOperatingSystemMXBean();
      long t=System.nanoTime(), c=os.getProcessCpuTime();
      Stopping s=new Stopping(1e-6,5000);
      var prep = mg ? PreconditionedConjugateGradient.fixed(s).prepare(a,new Multigrid(),w) : new ConjugateGradient(s).prepare(a,Preconditioners.none(),w);
      long t2=System.nanoTime();
      var o=prep.solve(r,z,(i,l,q,g)->true);
      System.out.printf("%d %s its %d: setup %.3f solve %.3f wall, %.3f process cpu%n",n,x[1],o.iterations(),(t2-t)*1e-9,(System.nanoTime()-t2)*1e-9,(os.getProcessCpuTime()-c)*1e-9);
    }
  }
}
