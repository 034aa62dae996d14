package gatun.simd;
import java.util.*;
/** Start and join of an empty region, hot (calls follow at once) and after a pause that parks the workers: -DT=2. */
public class Dispatch {
  public static void main(String[] z) throws Exception { int T=Integer.getInteger("T",2);
    try(Workers w=new Workers(T); Arguments a=Arguments.borrow()){
      for(int round=0;round<3;round++){ long[] t=new long[200_000]; for(int i=0;i<t.length;i++){ long b=System.nanoTime(); w.run((x,f,e)->{},a,T,1); t[i]=System.nanoTime()-b; }
        Arrays.sort(t); System.out.printf("hot, %d threads: median %d ns, 10 %% %d, 90 %% %d, 99 %% %d%n",T,t[t.length/2],t[t.length/10],t[t.length*9/10],t[t.length*99/100]); }
      long[] t=new long[300]; for(int i=0;i<t.length;i++){ Thread.sleep(1); long b=System.nanoTime(); w.run((x,f,e)->{},a,T,1); t[i]=System.nanoTime()-b; }
      Arrays.sort(t); System.out.printf("parked, %d threads: median %d ns, 90 %% %d%n",T,t[150],t[270]);
      long c=ProcessHandle.current().info().totalCpuDuration().get().toNanos(); Thread.sleep(1000); System.out.printf("processor time of the process in an idle second: %.1f ms%n",(ProcessHandle.current().info().totalCpuDuration().get().toNanos()-c)/1e6);
    } } }
