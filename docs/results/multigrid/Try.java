import gatun.engine.*;
import gatun.linear.*;
import java.util.*;
/** Iterations of all cycles on MAC grids, stretched boxes and varying coefficients. Usage: as Solves.java, without arguments. */
public class Try {
  static void run(String what, LinearOperator a, HostTensor b, Backend be, Workspace w, double tol) {
    String out = what + ": ";
    for (var c : Multigrid.Cycle.values()) {
      HostTensor x = w.zeros(DType.F64, b.size());
      try { 
      if (c != Multigrid.Cycle.F) { long t=System.nanoTime(); var p = PreconditionedConjugateGradient.fixed(new Stopping(tol, 200)).prepare(a, new Multigrid(c), w);
        double s=(System.nanoTime()-t)*1e-9; t=System.nanoTime(); var o = p.solve(b, x, Progress.SILENT); out += String.format(" pcg-%s %d(%s, set-up %.3f, %.3f)", c, o.iterations(), o.success()?"ok":o.kind()+"", s,(System.nanoTime()-t)*1e-9); }
      for (boolean full : new boolean[]{false,true}) { Blas.of(be, DType.F64).fill(0, x);
        var p = new MultigridSolver(new Stopping(tol, 200), new Multigrid(c), full).prepare(a, Preconditioners.none(), w);
        var o = p.solve(b, x, Progress.SILENT); out += String.format(" %s%s %d(%s)", c, full?"full":"", o.iterations(), o.success()?"ok":o.kind()+""); }
      } catch (Exception e) { out += " " + e; }
    }
    System.out.println(out);
  }
  static Grid grid(String s){String[] p=s.split("x");return new Grid(Long.parseLong(p[0]),Long.parseLong(p[1]),Long.parseLong(p[2]));}
  public static void main(String[] args) {
    try (Backend be = Backends.named("simd", new BackendOptions(2))) {
      for (String s : List.of("mac:64","mac:63","mac:65","mac:100","box:64")) try (Workspace w = Workspace.on(be)) {
        Poisson p = Poisson.named(s, w); HostTensor b = w.zeros(DType.F64, p.grid().cells()); p.scatter(p.plume(w), b);
        run(s, p.operator(DType.F64, be), b, be, w, 1e-6); }
      for (String gs : List.of("63x63x63","96x64x40","100x100x1")) for (double[] c : new double[][]{{1,1,1},{1,1,4},{1,1,100},{1,100,100},{1,10,1000},{0.01,1,1}}) try (Workspace w = Workspace.on(be)) {
        Grid g = grid(gs); if (g.nz()==1) c=new double[]{c[2],c[0],0};
        var pts = new ArrayList<Stencil.Point>(); pts.add(new Stencil.Point(0,0,0,2*(c[0]+c[1]+c[2])));
        for (int d=-1; d<=1; d+=2) { pts.add(new Stencil.Point(d,0,0,-c[0])); pts.add(new Stencil.Point(0,d,0,-c[1])); if (c[2]>0) pts.add(new Stencil.Point(0,0,d,-c[2])); }
        var a = StencilOperator.constant(g, new Stencil(pts), DType.F64, be);
        HostTensor b = w.zeros(DType.F64, g.cells()); var r = new SplittableRandom(1); for (long i=0;i<b.size();i++) b.set(2*r.nextDouble()-1,i);
        run(gs+" "+Arrays.toString(c), a, b, be, w, 1e-6); }
      for (String gs : List.of("64x64x64","65x48x33")) for (String kind : List.of("smooth","jump100","jump1e6","neumann-x","reaction")) try (Workspace w = Workspace.on(be)) {
        Grid g = grid(gs); HostTensor d=w.zeros(DType.F64,g.cells()), ax=w.zeros(DType.F64,g.cells()), ay=w.zeros(DType.F64,g.cells()), az=w.zeros(DType.F64,g.cells()), b=w.zeros(DType.F64,g.cells());
        var r = new SplittableRandom(1);
        double[] k = new double[(int)g.cells()];
        for (int c=0;c<k.length;c++){ long i=c%g.nx(), j=c/g.nx()%g.ny(), l=c/g.nx()/g.ny(); double x=(double)i/g.nx(),y=(double)j/g.ny(),z=(double)l/g.nz();
          boolean in = ((i/8+j/8+l/8)%2==0); k[c] = kind.equals("smooth")? Math.exp(2*Math.sin(6*x)*Math.cos(5*y)+z) : kind.startsWith("jump") ? (in ? Double.parseDouble(kind.substring(4)) : 1) : 1; }
        for (int c=0;c<k.length;c++){ long i=c%g.nx(), j=c/g.nx()%g.ny(), l=c/g.nx()/g.ny(); long[] at={i,j,l}, n={g.nx(),g.ny(),g.nz()}, st={1,g.nx(),g.nx()*g.ny()}; HostTensor[] f={ax,ay,az}; double dd=kind.equals("reaction")?0.05:0;
          for(int q=0;q<3;q++){ if(at[q]<n[q]-1){double v=2*k[c]*k[(int)(c+st[q])]/(k[c]+k[(int)(c+st[q])]); f[q].set(v,c); dd+=v;} else dd+=kind.equals("neumann-x")&&q!=0?0:k[c]; if(at[q]>0){dd+=2*k[c]*k[(int)(c-st[q])]/(k[c]+k[(int)(c-st[q])]);} else dd+=kind.equals("neumann-x")&&q!=0?0:k[c]; }
          d.set(dd,c); b.set(2*r.nextDouble()-1,c);}
        var a = StencilOperator.variable(g,d,ax,ay,az,be);
        run(gs+" "+kind, a, b, be, w, 1e-6); }
    }
  }
}
