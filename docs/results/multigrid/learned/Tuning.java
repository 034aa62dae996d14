package gatun.linear;
import java.util.*;
/** The learned parameters of a cycle, read by the patched classes (hooks.patch). Class of a level: 0 the finest, 1 the next, 2 the rest. */
public final class Tuning {
  public static Tuning current = new Tuning(new double[][]{Multigrid.weights(3,0.2,2)});
  final double[][] w; public double[] gamma = {1}; public int twiceFrom = 99;
  /** factors of w and of s by [level class][class of cell]. */
  public double[][] tw, ts;
  boolean eight; public double[] ties; public double[] partly; double partly(int level) { return partly[Math.min(level-1,partly.length-1)]; }
  double ties(int level) { return ties==null?1:ties[Math.min(level-1,ties.length-1)]; }
  public Tuning(double[][] w) { this.w = w; }
  double[] weights(int level) { return w[Math.min(level, w.length-1)]; }
  static final int KINDS = 7;
  /** 0 interior; 1 one solid; 2 two or more solids; 3 one air; 4 two or more air; 5 air and solid both; 6 near: diag neighbour not fluid */
  static int kind(MultigridLevel l, long i, long j, long k) {
    MultigridKinds q = l.kinds; int at = q.line(j) + (int) i + 1; int line = q.line(0);
    byte[] h = q.plane(k);
    byte[] n = {h[at-1], h[at+1], h[at-(q.line(1)-q.line(0))], h[at+(q.line(1)-q.line(0))], q.plane(k-1)[at], q.plane(k+1)[at]};
    int solid=0, air=0; for (byte b : n) { if (b==MultigridKinds.SOLID) solid++; else if (b==MultigridKinds.AIR) air++; }
    return solid+air==0 ? 0 : air==0 ? (solid==1?1:2) : solid==0 ? (air==1?3:4) : 5;
  }
  void apply(List<MultigridLevel> levels) {
    if (tw==null && ts==null && gamma.length==1 && gamma[0]==1) return;
    for (int n=0;n<levels.size();n++) { MultigridLevel l = levels.get(n); var g=l.grid.grid();
      double root = Math.sqrt(gamma[Math.min(n,gamma.length-1)]);
      for (long k=0;k<g.nz();k++) for (long j=0;j<g.ny();j++) for (long i=0;i<g.nx();i++) { long c=l.grid.index(i,j,k);
        if (l.w.at(c)==0) continue;
        int kind = tw==null&&ts==null?0:kind(l,i,j,k);
        if (tw!=null) l.w.set(l.w.at(c)*tw[Math.min(n,tw.length-1)][kind], c);
        double f = root*(ts==null?1:ts[Math.min(n,ts.length-1)][kind]);
        if (f!=1) { l.s.set(l.s.at(c)*f,c); l.t.set(l.t.at(c)*f,c); } } }
  }
  @Override public String toString() { return Arrays.deepToString(w)+" g"+Arrays.toString(gamma)+(twiceFrom<99?" twice"+twiceFrom:"")+(partly==null?"":" partly"+Arrays.toString(partly))+(ties==null?"":" ties"+Arrays.toString(ties))+(ts==null?"":" ts"+Arrays.deepToString(ts)); }
}
