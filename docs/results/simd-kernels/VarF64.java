package gatun.simd;
import static gatun.simd.Lanes.ADDRESS; import static gatun.simd.Lanes.ALL; import static gatun.simd.Lanes.ORDER;
import java.lang.foreign.ValueLayout; import jdk.incubator.vector.DoubleVector; import jdk.incubator.vector.VectorSpecies;
final class VarF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final int COUNT = Lanes.F64.length();
  static /* wide */ double tree(long a) {
    /* wide */ double s0=0, s1=0, s2=0, s3=0;
    if (COUNT == 2) {
      return (/* wide */ double) ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, a) + ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, a + B);
    }
    for (int i = 0; i < COUNT; i+=4) {
      s0 += ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, a + (long) B * i);
      s1 += ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, a + (long) B * i + B);
      s2 += ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, a + (long) B * i + 2*B);
      s3 += ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, a + (long) B * i + 3*B);
    }
    return (s0+s1)+(s2+s3);
  }
  static /* wide */ double dot4t(long px, long py, int n) {
    long x = px & ADDRESS, y = py & ADDRESS;
    DoubleVector a = DoubleVector.zero(S), b = a, c = a, d = a;
    int i = 0;
    for (; i <= n - 4 * L; i += 4 * L) {
      long u = x + (long) B * i;
      long v = y + (long) B * i;
      a = DoubleVector.fromMemorySegment(S, ALL, u, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v, ORDER), a);
      b = DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + B * L, ORDER), b);
      c = DoubleVector.fromMemorySegment(S, ALL, u + 2 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 2 * B * L, ORDER), c);
      d = DoubleVector.fromMemorySegment(S, ALL, u + 3 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 3 * B * L, ORDER), d);
    }
    long lanes = SumsF64.lanes();
    a.add(b).add(c.add(d)).intoMemorySegment(ALL, lanes, ORDER);
    return tree(lanes);
  }
  /** step unknown: no pre/main/post loops */
  static /* wide */ double dot4s(long px, long py, int n, int one) {
    long x = px & ADDRESS, y = py & ADDRESS;
    DoubleVector a = DoubleVector.zero(S), b = a, c = a, d = a;
    int step = 4 * L * one;
    for (int i = 0; i <= n - 4 * L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      long u = x + at;
      long v = y + at;
      a = DoubleVector.fromMemorySegment(S, ALL, u, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v, ORDER), a);
      b = DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + B * L, ORDER), b);
      c = DoubleVector.fromMemorySegment(S, ALL, u + 2 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 2 * B * L, ORDER), c);
      d = DoubleVector.fromMemorySegment(S, ALL, u + 3 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 3 * B * L, ORDER), d);
    }
    long lanes = SumsF64.lanes();
    a.add(b).add(c.add(d)).intoMemorySegment(ALL, lanes, ORDER);
    return tree(lanes);
  }
  static /* wide */ double dot8(long px, long py, int n) {
    long x = px & ADDRESS, y = py & ADDRESS;
    DoubleVector a = DoubleVector.zero(S), b = a, c = a, d = a, e=a,f=a,g=a,h=a;
    for (int i = 0; i <= n - 8 * L; i += 8 * L) {
      long u = x + (long) B * i;
      long v = y + (long) B * i;
      a = DoubleVector.fromMemorySegment(S, ALL, u, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v, ORDER), a);
      b = DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + B * L, ORDER), b);
      c = DoubleVector.fromMemorySegment(S, ALL, u + 2 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 2 * B * L, ORDER), c);
      d = DoubleVector.fromMemorySegment(S, ALL, u + 3 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 3 * B * L, ORDER), d);
      e = DoubleVector.fromMemorySegment(S, ALL, u + 4 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 4 * B * L, ORDER), e);
      f = DoubleVector.fromMemorySegment(S, ALL, u + 5 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 5 * B * L, ORDER), f);
      g = DoubleVector.fromMemorySegment(S, ALL, u + 6 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 6 * B * L, ORDER), g);
      h = DoubleVector.fromMemorySegment(S, ALL, u + 7 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 7 * B * L, ORDER), h);
    }
    long lanes = SumsF64.lanes();
    a.add(b).add(c.add(d)).add(e.add(f).add(g.add(h))).intoMemorySegment(ALL, lanes, ORDER);
    return tree(lanes);
  }
  /** q streams: halves of the chunk at once. */
  static /* wide */ double dot2s(long px, long py, int n) {
    long x = px & ADDRESS, y = py & ADDRESS;
    DoubleVector a = DoubleVector.zero(S), b = a, c = a, d = a;
    int half = n / 2; long x2=(x+(long)B*half)&ADDRESS, y2=(y+(long)B*half)&ADDRESS;
    for (int i = 0; i <= half - 2 * L; i += 2 * L) {
      long at = (long) B * i;
      a = DoubleVector.fromMemorySegment(S, ALL, x+at, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y+at, ORDER), a);
      b = DoubleVector.fromMemorySegment(S, ALL, x+at + B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y+at + B * L, ORDER), b);
      c = DoubleVector.fromMemorySegment(S, ALL, x2+at, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y2+at, ORDER), c);
      d = DoubleVector.fromMemorySegment(S, ALL, x2+at + B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y2+at + B * L, ORDER), d);
    }
    long lanes = SumsF64.lanes();
    a.add(b).add(c.add(d)).intoMemorySegment(ALL, lanes, ORDER);
    return tree(lanes);
  }
  /** four streams */
  static /* wide */ double dot4q(long px, long py, int n) {
    long x = px & ADDRESS, y = py & ADDRESS;
    DoubleVector a = DoubleVector.zero(S), b = a, c = a, d = a;
    int q = n / 4; long x2=(x+(long)B*q)&ADDRESS, y2=(y+(long)B*q)&ADDRESS,x3=(x+(long)2*B*q)&ADDRESS, y3=(y+(long)2*B*q)&ADDRESS,x4=(x+(long)3*B*q)&ADDRESS, y4=(y+(long)3*B*q)&ADDRESS;
    for (int i = 0; i <= q - L; i += L) {
      long at = (long) B * i;
      a = DoubleVector.fromMemorySegment(S, ALL, x+at, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y+at, ORDER), a);
      b = DoubleVector.fromMemorySegment(S, ALL, x2+at, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y2+at, ORDER), b);
      c = DoubleVector.fromMemorySegment(S, ALL, x3+at, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y3+at, ORDER), c);
      d = DoubleVector.fromMemorySegment(S, ALL, x4+at, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y4+at, ORDER), d);
    }
    long lanes = SumsF64.lanes();
    a.add(b).add(c.add(d)).intoMemorySegment(ALL, lanes, ORDER);
    return tree(lanes);
  }
  static /* wide */ double dot4qs(long px, long py, int n, int one) {
    long x = px & ADDRESS, y = py & ADDRESS;
    DoubleVector a = DoubleVector.zero(S), b = a, c = a, d = a;
    int q = n / 4; long x2=(x+(long)B*q)&ADDRESS, y2=(y+(long)B*q)&ADDRESS,x3=(x+(long)2*B*q)&ADDRESS, y3=(y+(long)2*B*q)&ADDRESS,x4=(x+(long)3*B*q)&ADDRESS, y4=(y+(long)3*B*q)&ADDRESS;
    int step = L * one;
    for (int i = 0; i <= q - L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      a = DoubleVector.fromMemorySegment(S, ALL, x+at, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y+at, ORDER), a);
      b = DoubleVector.fromMemorySegment(S, ALL, x2+at, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y2+at, ORDER), b);
      c = DoubleVector.fromMemorySegment(S, ALL, x3+at, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y3+at, ORDER), c);
      d = DoubleVector.fromMemorySegment(S, ALL, x4+at, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y4+at, ORDER), d);
    }
    long lanes = SumsF64.lanes();
    a.add(b).add(c.add(d)).intoMemorySegment(ALL, lanes, ORDER);
    return tree(lanes);
  }
  static /* wide */ double dot2ss(long px, long py, int n, int one) {
    long x = px & ADDRESS, y = py & ADDRESS;
    DoubleVector a = DoubleVector.zero(S), b = a, c = a, d = a;
    int half = n / 2; long x2=(x+(long)B*half)&ADDRESS, y2=(y+(long)B*half)&ADDRESS; int step=2*L*one;
    for (int i = 0; i <= half - 2 * L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      a = DoubleVector.fromMemorySegment(S, ALL, x+at, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y+at, ORDER), a);
      b = DoubleVector.fromMemorySegment(S, ALL, x+at + B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y+at + B * L, ORDER), b);
      c = DoubleVector.fromMemorySegment(S, ALL, x2+at, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y2+at, ORDER), c);
      d = DoubleVector.fromMemorySegment(S, ALL, x2+at + B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, y2+at + B * L, ORDER), d);
    }
    long lanes = SumsF64.lanes();
    a.add(b).add(c.add(d)).intoMemorySegment(ALL, lanes, ORDER);
    return tree(lanes);
  }
  /** eight vectors a step, step unknown */
  static /* wide */ double dot8s(long px, long py, int n, int one) {
    long x = px & ADDRESS, y = py & ADDRESS;
    DoubleVector a = DoubleVector.zero(S), b = a, c = a, d = a, e=a,f=a,g=a,h=a;
    int step = 8*L*one;
    for (int i = 0; i <= n - 8 * L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      long u = x + at;
      long v = y + at;
      a = DoubleVector.fromMemorySegment(S, ALL, u, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v, ORDER), a);
      b = DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + B * L, ORDER), b);
      c = DoubleVector.fromMemorySegment(S, ALL, u + 2 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 2 * B * L, ORDER), c);
      d = DoubleVector.fromMemorySegment(S, ALL, u + 3 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 3 * B * L, ORDER), d);
      e = DoubleVector.fromMemorySegment(S, ALL, u + 4 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 4 * B * L, ORDER), e);
      f = DoubleVector.fromMemorySegment(S, ALL, u + 5 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 5 * B * L, ORDER), f);
      g = DoubleVector.fromMemorySegment(S, ALL, u + 6 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 6 * B * L, ORDER), g);
      h = DoubleVector.fromMemorySegment(S, ALL, u + 7 * B * L, ORDER).fma(DoubleVector.fromMemorySegment(S, ALL, v + 7 * B * L, ORDER), h);
    }
    long lanes = SumsF64.lanes();
    a.add(b).add(c.add(d)).add(e.add(f).add(g.add(h))).intoMemorySegment(ALL, lanes, ORDER);
    return tree(lanes);
  }
  static /* wide */ double sq4s(double scale, long px, int n, int one) {
    long x = px & ADDRESS;
    DoubleVector a = DoubleVector.zero(S), b = a, c = a, d = a;
    int q=n/4; long x2=(x+(long)B*q)&ADDRESS,x3=(x+(long)2*B*q)&ADDRESS,x4=(x+(long)3*B*q)&ADDRESS; int step=L*one;
    for (int i = 0; i <= q - L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      DoubleVector u = DoubleVector.fromMemorySegment(S, ALL, x+at, ORDER).mul(scale); a=u.fma(u,a);
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x2+at, ORDER).mul(scale); b=v.fma(v,b);
      DoubleVector w = DoubleVector.fromMemorySegment(S, ALL, x3+at, ORDER).mul(scale); c=w.fma(w,c);
      DoubleVector t = DoubleVector.fromMemorySegment(S, ALL, x4+at, ORDER).mul(scale); d=t.fma(t,d);
    }
    long lanes = SumsF64.lanes();
    a.add(b).add(c.add(d)).intoMemorySegment(ALL, lanes, ORDER);
    return tree(lanes);
  }
  static void axpy4s(double alpha, long px, long py, int n, int one) {
    long x = px & ADDRESS, y = py & ADDRESS; DoubleVector a = DoubleVector.broadcast(S, alpha); int step=4*L*one;
    for (int i = 0; i <= n - 4*L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL); long u=x+at, v=y+at;
      DoubleVector.fromMemorySegment(S, ALL, u, ORDER).fma(a, DoubleVector.fromMemorySegment(S, ALL, v, ORDER)).intoMemorySegment(ALL, v, ORDER);
      DoubleVector.fromMemorySegment(S, ALL, u+B*L, ORDER).fma(a, DoubleVector.fromMemorySegment(S, ALL, v+B*L, ORDER)).intoMemorySegment(ALL, v+B*L, ORDER);
      DoubleVector.fromMemorySegment(S, ALL, u+2*B*L, ORDER).fma(a, DoubleVector.fromMemorySegment(S, ALL, v+2*B*L, ORDER)).intoMemorySegment(ALL, v+2*B*L, ORDER);
      DoubleVector.fromMemorySegment(S, ALL, u+3*B*L, ORDER).fma(a, DoubleVector.fromMemorySegment(S, ALL, v+3*B*L, ORDER)).intoMemorySegment(ALL, v+3*B*L, ORDER);
    }
  }
}
