package gatun.simd;
import gatun.engine.*; import gatun.engine.spi.*; import java.util.*;
public class Same { public static void main(String[] z){ var rnd=new SplittableRandom(3); Backend ref=new ReferenceBackend(); long bad=0,n=0;
  List<Stencil> st=List.of(Stencil.laplacian2d(),Stencil.laplacian3d(),new Stencil(List.of(new Stencil.Point(0,0,1,.7),new Stencil.Point(1,0,0,-.2),new Stencil.Point(0,0,0,3),new Stencil.Point(-1,0,0,.9),new Stencil.Point(0,-1,0,-1.4))),new Stencil(List.of(new Stencil.Point(0,0,0,Double.POSITIVE_INFINITY),new Stencil.Point(1,0,0,1),new Stencil.Point(-1,0,0,1))));
  for(DType dt:new DType[]{DType.F64,DType.F32}){ double eps=dt==DType.F64?1e-14:1e-5; Map<String,Double> dots=new HashMap<>();
  for(int T=1;T<=3;T++){ rnd=new SplittableRandom(3); try(Backend be=Backends.named("simd",new BackendOptions(T)); Workspace w=Workspace.on(be)){
   for(Grid g:new Grid[]{new Grid(1,1,1),new Grid(2,3,4),new Grid(8,5,4),new Grid(16,1,5),new Grid(16,2,5),new Grid(16,5,6),new Grid(33,10,3),new Grid(32,40,5),new Grid(256,130,4),new Grid(20000,3,3)}) for(double sp:new double[]{.5,Double.NaN,Double.POSITIVE_INFINITY}){
    HostTensor x=w.zeros(dt,g.cells()),e=w.zeros(dt,g.cells()),f=w.zeros(dt,g.cells()),c=w.zeros(DType.I8,g.cells());
    for(long i=0;i<g.cells();i++){x.set(rnd.nextDouble(-1,1),i);c.setInteger(rnd.nextInt(7),i);} x.set(sp,g.cells()/2);
    for(Stencil s:st){ ref.require(KernelKey.of(GridStencil.class,dt)).constant(g,s,x,e); be.require(KernelKey.of(GridStencil.class,dt)).constant(g,s,x,f); for(long i=0;i<g.cells();i++){n++; double a=e.at(i),b=f.at(i); if(!(Double.compare(a,b)==0||Math.abs(a-b)<=16*eps)) {if(bad++<5)System.out.println("stencil "+dt+g+s+i+" "+a+" "+b);} } }
    double de=ref.require(KernelKey.of(MacStencil.class,dt)).applyDot(g,c,x,e), df=be.require(KernelKey.of(MacStencil.class,dt)).applyDot(g,c,x,f); for(long i=0;i<g.cells();i++){n++; double a=e.at(i),b=f.at(i); if(!(Double.compare(a,b)==0||Math.abs(a-b)<=16*eps)) {if(bad++<5)System.out.println("mac "+dt+g+i+" "+a+" "+b);} }
    if(!(Double.compare(de,df)==0||Math.abs(de-df)<=1e3*eps*(1+Math.abs(de)))) {bad++;System.out.println("dot "+g+de+" "+df);} Double old=dots.putIfAbsent(g+""+sp,df); if(old!=null&&Double.compare(old,df)!=0){bad++;System.out.println("threads differ "+g);}
   } } } } System.out.println(Lanes.BITS+" bits: "+n+" values, "+bad+" wrong"); } }
