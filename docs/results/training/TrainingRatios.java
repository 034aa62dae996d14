// Run: java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp bench/target/benchmarks.jar docs/results/training/TrainingRatios.java THREADS SECONDS MLP MLP_SGD CNN RESNET20 VIT
// with the jar of ./mvnw -Ppytorch package. Steps of Gatun and of PyTorch take turns in one process; with one thread the time is
// CPU time of the calling thread, which other processes disturb less. Prints both losses of the first five steps.
import gatun.bench.training.*;
import java.lang.management.*;
import java.util.*;
class TrainingRatios {
  static final ThreadMXBean T = ManagementFactory.getThreadMXBean();
  static double q(List<Double> a, double f){ Collections.sort(a); return a.get((int)(f*(a.size()-1))); }
  static boolean wall;
  static double once(Training r){ if(wall){long c=System.nanoTime(); r.step(); return (System.nanoTime()-c)*1e-6;} long c=T.getCurrentThreadCpuTime(); r.step(); return (T.getCurrentThreadCpuTime()-c)*1e-6; }
  public static void main(String[] a) throws Exception {
    int th=Integer.parseInt(a[0]); wall=th>1; double sec=Double.parseDouble(a[1]);
    for(int i=2;i<a.length;i++){ Work work=Work.valueOf(a[i]);
      Training ours=new GatunTraining(work,th);
      Training peer=ServiceLoader.load(TrainingPeer.class).findFirst().get().train(work,th);
      StringBuilder b=new StringBuilder(), c=new StringBuilder();
      for(int k=0;k<5;k++){ b.append(String.format(" %.6f",ours.step())); c.append(String.format(" %.6f",peer.step())); }
      System.out.println(work+" losses ours"+b+"  pytorch"+c);
      long end=System.nanoTime()+(long)(sec*1e9/2); while(System.nanoTime()<end) ours.step();
      var bean=(com.sun.management.ThreadMXBean)T; long h=bean.getCurrentThreadAllocatedBytes(); int n=20; for(int k=0;k<n;k++)ours.step(); h=(bean.getCurrentThreadAllocatedBytes()-h)/n;
      List<Double> o=new ArrayList<>(),t=new ArrayList<>(); end=System.nanoTime()+(long)(sec*1e9);
      while(System.nanoTime()<end||o.size()<6){ for(int k=0;k<3;k++)o.add(once(ours)); for(int k=0;k<3;k++)t.add(once(peer)); }
      System.out.printf("%-9s threads=%d ours min %.3f q25 %.3f median %.3f  pytorch %.3f %.3f %.3f  ratio min %.2f q25 %.2f median %.2f  heap B/step %d%n",work,th,q(o,0),q(o,.25),q(o,.5),q(t,0),q(t,.25),q(t,.5),q(t,0)/q(o,0),q(t,.25)/q(o,.25),q(t,.5)/q(o,.5),h);
      peer.close(); ours.close();
    }
    System.exit(0);
  }
}
