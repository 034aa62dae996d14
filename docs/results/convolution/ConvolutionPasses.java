import gatun.bench.peer.*;
import gatun.engine.*;
import java.util.*;
import java.lang.management.*;
// Run: java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Dgatun.peers=DIR -cp bench/target/benchmarks.jar docs/results/convolution/ConvolutionPasses.java 1 1 fdw 2,64,1,32,32,16,16,3,1 ...
// Milliseconds of Gatun and PyTorch in turns: forward, gradient to data, to weights; least and lower quartile; CPU time with one thread.
/** args: threads seconds passes shape... ; shape = axes,batch,d,h,w,cin,cout,k,stride */
class ConvolutionPasses {
  static final ThreadMXBean T = ManagementFactory.getThreadMXBean();
  static boolean wall;
  static double once(Runnable r){ if (wall) {long c=System.nanoTime(); r.run(); return (System.nanoTime()-c)*1e-6;} long c=T.getCurrentThreadCpuTime(); r.run(); return (T.getCurrentThreadCpuTime()-c)*1e-6; }
  static double q(List<Double> a, double f){ Collections.sort(a); return a.get((int)(f*(a.size()-1))); }
  public static void main(String[] args){
    int th=Integer.parseInt(args[0]); wall = th>1; double sec=Double.parseDouble(args[1]); String passes=args[2];
    Torch.threads(th);
    Workspace w=Workspace.on(Backends.named("simd",new BackendOptions(th)));
    System.out.printf("%-28s %4s %9s %9s %7s %9s %9s   GFLOP/s ours, torch (min), peak%n","shape","pass","ours min","torch min","ratio","ours q25","torch q25");
    for(int a=3;a<args.length;a++){
      int[] v=Arrays.stream(args[a].split(",")).mapToInt(Integer::parseInt).toArray();
      int k=v[7]; Window win=(v[0]==3?Window.cube(k):v[0]==2?Window.square(k):Window.line(k)).padding(k/2).stride(v[8]);
      ConvolutionShape s=new ConvolutionShape(win,v[1],v[2],v[3],v[4],v[5],v[6],1);
      Random rnd=new Random(1);
      HostTensor x=fill(w.zeros(DType.F32,s.input().extents()),rnd), y=fill(w.zeros(DType.F32,s.output().extents()),rnd), k0=fill(w.zeros(DType.F32,s.weights().extents()),rnd), dx=w.zeros(DType.F32,s.input().extents()), dk=w.zeros(DType.F32,s.weights().extents()), y2=w.zeros(DType.F32,s.output().extents());
      Convolutions c=Convolutions.prepare(s,DType.F32,w);
      TorchConvolution tc=TorchConvolution.of(s,x,k0,y,w);
      for(char p: passes.toCharArray()){
        TorchCall call= p=='f'?tc.forward():p=='d'?tc.backward(true,false):tc.backward(false,true);
        Runnable ours= p=='f'?()->c.forward(x,k0,y2): p=='d'?()->c.backwardData(y,k0,dx):()->c.backwardWeights(x,y,dk);
        long warm=System.nanoTime()+(long)(Math.max(0.6,sec/2)*1e9); int n=0; while(System.nanoTime()<warm||n<3){ours.run();n++;}
        for(int i=0;i<3;i++)call.run();
        List<Double> o=new ArrayList<>(),t=new ArrayList<>(); double peak=0;
        long end=System.nanoTime()+(long)(sec*1e9);
        while(System.nanoTime()<end||o.size()<3){ for(int i=0;i<3;i++)o.add(once(ours)); for(int i=0;i<3;i++)t.add(once(call::run)); }
        peak=gatun.simd.Ceilings.fma(DType.F32,th,0.05)/1e9;
        double mo=q(o,0),mt=q(t,0);
        System.out.printf("%-28s %4s %9.3f %9.3f %7.2f %9.3f %9.3f   %.1f %.1f %.1f%n",args[a],p,mo,mt,mt/mo,q(o,.25),q(t,.25),s.flops()/mo/1e6,s.flops()/mt/1e6,peak);
      }
      tc.close();
    }
    System.exit(0);
  }
  static HostTensor fill(HostTensor t,Random r){ HostTensor f=t.reshape(t.size()); var m=f.segment(); for(long i=0;i<f.size();i++) m.setAtIndex(java.lang.foreign.ValueLayout.JAVA_FLOAT,i,r.nextFloat()-0.5f); return t; }
}
