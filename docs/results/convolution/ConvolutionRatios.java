// Run: java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Dgatun.peers=DIR -cp bench/target/benchmarks.jar docs/results/convolution/ConvolutionRatios.java 1 7 2,1,1,56,56,64,64,3,1,1 ...
import gatun.bench.peer.*;
import gatun.engine.*;
import java.util.*;
/** args: threads rounds shape... ; shape = axes,batch,d,h,w,cin,cout,k,stride,groups */
class ConvolutionRatios {
  static double run(Runnable r, double seconds){ long t=System.nanoTime(); r.run(); long one=System.nanoTime()-t; int n=(int)Math.max(1,seconds*1e9/Math.max(one,1000)); t=System.nanoTime(); for(int i=0;i<n;i++) r.run(); return (System.nanoTime()-t)*1e-9/n; }
  static double med(double[] a){ Arrays.sort(a); return a[a.length/2]; }
  public static void main(String[] args){
    int th=Integer.parseInt(args[0]), rounds=Integer.parseInt(args[1]); String passes=System.getProperty("passes","f");
    Torch.threads(th);
    Workspace w=Workspace.on(Backends.named("simd",new BackendOptions(th)));
    for(int q=2;q<args.length;q++){
      int[] v=Arrays.stream(args[q].split(",")).mapToInt(Integer::parseInt).toArray();
      int k=v[7]; Window win=(v[0]==3?Window.cube(k):v[0]==2?Window.square(k):Window.line(k)).padding(k/2).stride(v[8]);
      ConvolutionShape s=new ConvolutionShape(win,v[1],v[2],v[3],v[4],v[5],v[6],v[9]);
      Random rnd=new Random(1);
      HostTensor x=fill(w.zeros(DType.F32,s.input().extents()),rnd), y=w.zeros(DType.F32,s.output().extents()), k0=fill(w.zeros(DType.F32,s.weights().extents()),rnd), dx=w.zeros(DType.F32,s.input().extents()), dk=w.zeros(DType.F32,s.weights().extents());
      fill(y,rnd);
      int[] last=v[0]==3?new int[]{0,4,1,2,3}:v[0]==2?new int[]{0,3,1,2}:new int[]{0,2,1};
      // torch weights: (out, in/g, k..) channels-last copy: store as (out, k.., in)
      long[] we=s.weights().extents(); int ax=v[0];
      long[] oe=new long[ax+2]; oe[0]=v[6]; for(int i=0;i<ax;i++)oe[1+i]=we[i]; oe[ax+1]=we[ax];
      HostTensor kt=w.zeros(DType.F32,oe); 
      long taps=1; for(int i=0;i<ax;i++)taps*=we[i];
      HostTensor kf=k0.reshape(taps,we[ax],v[6]), ktf=kt.reshape(v[6],taps,we[ax]);
      for(long t=0;t<taps;t++)for(long i=0;i<we[ax];i++)for(long o=0;o<v[6];o++)ktf.set(kf.at(t,i,o),o,t,i);
      TorchTensor tx=TorchTensor.of(x,last), tk=TorchTensor.of(kt,last), ty=TorchTensor.of(y,last);
      long[] st=new long[ax],pa=new long[ax],di=new long[ax],op=new long[ax]; Arrays.fill(st,v[8]);Arrays.fill(pa,k/2);Arrays.fill(di,1);
      Convolutions c=Convolutions.prepare(s,DType.F32,w);
      for(char p: passes.toCharArray()){
      TorchCall tc= p=='f'? TorchCall.of("aten::convolution","",1,tx,tk,Optional.empty(),st,pa,di,false,op,v[9])
        : TorchCall.of("aten::convolution_backward","",3,ty,tx,tk,Optional.empty(),st,pa,di,false,op,v[9],null);
      Runnable ours= p=='f'?()->c.forward(x,k0,y): p=='d'?()->c.backwardData(y,k0,dx):()->c.backwardWeights(x,y,dk);
      double[] r=new double[rounds],a=new double[rounds],b=new double[rounds],pk=new double[rounds];
      run(ours,0.8); if(p=='f')run(tc::run,0.1);
      for(int i=0;i<rounds;i++){ pk[i]=gatun.simd.Ceilings.fma(DType.F32,th,0.05); a[i]=s.flops()/run(ours,0.25)/1e9; b[i]=p=='f'?s.flops()/run(tc::run,0.25)/1e9:1; r[i]=a[i]/b[i]; }
      System.out.printf("%s %c th=%d  ours %.1f  torch %.1f  ratio %.3f  of peak %.3f / %.3f%n",args[q],p,th,med(a),med(b),med(r),med(a)*1e9/med(pk),med(b)*1e9/med(pk));
      }
      c.toString();
    }
    System.exit(0);
  }
  static HostTensor fill(HostTensor t,Random r){ HostTensor f=t.reshape(t.size()); var m=f.segment(); for(long i=0;i<f.size();i++) m.setAtIndex(java.lang.foreign.ValueLayout.JAVA_FLOAT,i,r.nextFloat()-0.5f); return t; }
}
