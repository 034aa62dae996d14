import gatun.bench.peer.*;
import gatun.engine.*;
import java.util.*;
/** Interleaved: simd, peers; median of rounds, ns an element. Arguments: length. */
class Compare {
  static double time(Runnable r, int n) { int reps=Math.max(1,200_000/n*8); long b=System.nanoTime(); for(int i=0;i<reps;i++) r.run(); return (System.nanoTime()-b)/(double)reps/n; }
  public static void main(String[] a) {
    int n=Integer.parseInt(a[0]);
    boolean torch=Torch.load().present(), mkl=Mkl.load().present();
    if(mkl) Mkl.threads(1); if(torch) Torch.threads(1); else System.out.println(Torch.load().note());
    try (Backend b=Backends.named("simd",new BackendOptions(1)); Workspace w=Workspace.on(b)) {
      for (DType t : new DType[]{DType.F32,DType.F64}) { Maps maps=Maps.of(b,t); Maps ref=Maps.of(Backends.named("reference",new BackendOptions(1)),t);
        HostTensor x=w.zeros(t,n), y=w.zeros(t,n); var r=new SplittableRandom(1); for(int i=0;i<n;i++) x.set(0.01+8*r.nextDouble(),i);
        for (Unary f : new Unary[]{Unary.EXP,Unary.LOG,Unary.TANH,Unary.SIN,Unary.COS,Unary.ERF,Unary.SIGMOID,Unary.SILU,Unary.GELU,Unary.GELU_TANH}) {
          Map<String,Runnable> s=new LinkedHashMap<>(); s.put("simd",()->maps.apply(f,x,y));
          String v=switch(f){case EXP->"Exp";case LOG->"Ln";case TANH->"Tanh";case SIN->"Sin";case COS->"Cos";case ERF->"Erf";default->null;};
          if(mkl&&v!=null){var m=MklVml.of(v,t==DType.F64); s.put("mkl",()->m.run(n,x.address(),y.address()));}
          if(torch){String nm=f.name().toLowerCase(Locale.ROOT); var tx=TorchTensor.of(x); var ty=TorchTensor.of(y); var c=f==Unary.GELU?TorchCall.of("aten::gelu","out",1,tx,"none",ty):f==Unary.GELU_TANH?TorchCall.of("aten::gelu","out",1,tx,"tanh",ty):TorchCall.of("aten::"+nm,"out",1,tx,ty); s.put("torch",c::run);}
          s.put("copy",()->maps.copy(x,y));
          if (n<100000) s.put("reference",()->ref.apply(f,x,y));
          Map<String,List<Double>> res=new LinkedHashMap<>();
          for(int round=0;round<12;round++) for(var e:s.entrySet()){ if(e.getKey().equals("reference")&&(round<3||round>6))continue; double q; if(e.getKey().equals("reference")){long bb=System.nanoTime(); e.getValue().run(); q=(System.nanoTime()-bb)/(double)n;} else q=time(e.getValue(),n); if(round>3) res.computeIfAbsent(e.getKey(),k->new ArrayList<>()).add(q);}
          StringBuilder o=new StringBuilder(f+" "+t+" n="+n+" ns/element:"); double own=0; for(var e:res.entrySet()){var l=e.getValue(); Collections.sort(l); double m=l.get(l.size()/2); if(own==0)own=m; o.append(String.format("  %s %.3f (%.2f)",e.getKey(),m,m/own));}
          System.out.println(o);
        } } } System.exit(0);
  }
}
