package gatun.simd;
import gatun.engine.*; import gatun.engine.spi.*; import gatun.bench.peer.*; import java.util.*; import java.util.function.*;
public class DV {
  interface K { double run(); }
  static volatile double sink;
  static double time(K k, int reps){ long t=System.nanoTime(); double s=0; for(int i=0;i<reps;i++) s+=k.run(); sink=s; return (System.nanoTime()-t)/(double)reps; }
  public static void main(String[] z){
    int n=Integer.getInteger("n",16384), C=Integer.getInteger("chunk",8192); DType dt=DType.valueOf(System.getProperty("dt","F64"));
    Backend be=Backends.named("simd",new BackendOptions(1)); Workspace w=Workspace.on(be); Level1 l=be.require(KernelKey.of(Level1.class,dt));
    HostTensor x=w.zeros(dt,n),y=w.zeros(dt,n); l.fill(1e-3,x); l.fill(2,y);
    OpenBlas.load(); OpenBlas.threads(1); boolean wide=dt==DType.F64; int B=dt.bytes(); long xa=x.address(),ya=y.address();
    LinkedHashMap<String,K> ks=new LinkedHashMap<>();
    ks.put("ob",()->wide?OpenBlas.cblas().ddot(n,xa,ya):OpenBlas.cblas().sdot(n,xa,ya));
    String only=System.getProperty("v","");
    if(wide){
      ks.put("dot",()->{double s=0; for(int c=0;c<n;c+=C) s+=Level1KernelsF64.dot(xa+(long)B*c,ya+(long)B*c,C); return s;});
      ks.put("4t",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF64.dot4t(xa+(long)B*c,ya+(long)B*c,C); return s;});
      ks.put("4s",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF64.dot4s(xa+(long)B*c,ya+(long)B*c,C,Raw.step()); return s;});
      ks.put("8",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF64.dot8(xa+(long)B*c,ya+(long)B*c,C); return s;});
      ks.put("2s",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF64.dot2s(xa+(long)B*c,ya+(long)B*c,C); return s;});
      ks.put("4qs",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF64.dot4qs(xa+(long)B*c,ya+(long)B*c,C,Raw.step()); return s;});
      ks.put("2ss",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF64.dot2ss(xa+(long)B*c,ya+(long)B*c,C,Raw.step()); return s;});
      ks.put("8s",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF64.dot8s(xa+(long)B*c,ya+(long)B*c,C,Raw.step()); return s;});
      ks.put("sq",()->{double s=0; for(int c=0;c<n;c+=C) s+=Level1KernelsF64.squares(1,xa+(long)B*c,C); return s;});
      ks.put("sq4s",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF64.sq4s(1,xa+(long)B*c,C,Raw.step()); return s;});
      ks.put("axpy",()->{for(int c=0;c<n;c+=C) Level1KernelsF64.axpy(1e-9f,xa+(long)B*c,ya+(long)B*c,C); return 0;});
      ks.put("axpy4s",()->{for(int c=0;c<n;c+=C) VarF64.axpy4s(1e-9f,xa+(long)B*c,ya+(long)B*c,C,Raw.step()); return 0;});
      ks.put("4q",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF64.dot4q(xa+(long)B*c,ya+(long)B*c,C); return s;});
    } else {
      ks.put("dot",()->{double s=0; for(int c=0;c<n;c+=C) s+=Level1KernelsF32.dot(xa+(long)B*c,ya+(long)B*c,C); return s;});
      ks.put("4t",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF32.dot4t(xa+(long)B*c,ya+(long)B*c,C); return s;});
      ks.put("4s",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF32.dot4s(xa+(long)B*c,ya+(long)B*c,C,Raw.step()); return s;});
      ks.put("8",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF32.dot8(xa+(long)B*c,ya+(long)B*c,C); return s;});
      ks.put("2s",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF32.dot2s(xa+(long)B*c,ya+(long)B*c,C); return s;});
      ks.put("4qs",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF32.dot4qs(xa+(long)B*c,ya+(long)B*c,C,Raw.step()); return s;});
      ks.put("2ss",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF32.dot2ss(xa+(long)B*c,ya+(long)B*c,C,Raw.step()); return s;});
      ks.put("8s",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF32.dot8s(xa+(long)B*c,ya+(long)B*c,C,Raw.step()); return s;});
      ks.put("sq",()->{double s=0; for(int c=0;c<n;c+=C) s+=Level1KernelsF32.squares(1,xa+(long)B*c,C); return s;});
      ks.put("sq4s",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF32.sq4s(1,xa+(long)B*c,C,Raw.step()); return s;});
      ks.put("axpy",()->{for(int c=0;c<n;c+=C) Level1KernelsF32.axpy(1e-9f,xa+(long)B*c,ya+(long)B*c,C); return 0;});
      ks.put("axpy4s",()->{for(int c=0;c<n;c+=C) VarF32.axpy4s(1e-9f,xa+(long)B*c,ya+(long)B*c,C,Raw.step()); return 0;});
      ks.put("4q",()->{double s=0; for(int c=0;c<n;c+=C) s+=VarF32.dot4q(xa+(long)B*c,ya+(long)B*c,C); return s;});
    }
    int reps=(int)Math.max(1,Math.min(400,40_000_000L/n/8));
    for(int i=0;i<(n>1000000?20:60);i++) for(K k:ks.values()) time(k,reps);
    int R=n>1000000?25:200; Map<String,double[]> t=new LinkedHashMap<>(); for(String s:ks.keySet()) t.put(s,new double[R]);
    Ceilings c=n>1000000?new Ceilings(1,24L*16*1024*1024):null; double[] tri=new double[R];
    for(int i=0;i<R;i++){ if(c!=null) tri[i]=1/c.triad(0.03); for(var e:ks.entrySet()){ t.get(e.getKey())[i]=time(e.getValue(),reps);} }
    for(var e:t.entrySet()){ double[] q=new double[R],o=new double[R],v=e.getValue();
      for(int i=0;i<R;i++) {q[i]=t.get("ob")[i]/v[i]; o[i]=c==null?0:2.0*B*n/v[i]*1e9*tri[i];} double[] s=v.clone(); Arrays.sort(s); Arrays.sort(q); Arrays.sort(o);
      System.out.printf("%-6s %9.1f ns  %6.1f GB/s  ratio %.3f  [%.3f %.3f]  triad share %.3f%n",e.getKey(),s[R/2],2.0*B*n/s[R/2],q[R/2],q[R/4],q[3*R/4],o[R/2]); }
    w.close(); be.close(); if(c!=null)c.close();
  }
}
