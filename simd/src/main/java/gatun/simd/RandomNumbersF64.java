package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.DoubleVector;
// @F32 import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Turns random words, as wide as the type, into numbers. Every operation is exact or rounded in one
 * way: the bits do not depend on the vector width. Lengths are multiples of {@link #MULTIPLE}.
 */
final class RandomNumbersF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  // @F32 private static final Class<? extends IntVector> W = Lanes.CLASS_I32;
  private static final Class<? extends LongVector> W = Lanes.CLASS_I64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  // @F32 private static final IntVector EVEN = indices(0, 2, 0);
  private static final LongVector EVEN = indices(0, 2, 0);
  // @F32 private static final IntVector ODD = indices(1, 2, 0);
  private static final LongVector ODD = indices(1, 2, 0);
  // @F32 private static final IntVector FIRST = indices(0, 0, 1);
  private static final LongVector FIRST = indices(0, 0, 1);
  // @F32 private static final IntVector SECOND = indices(L / 2, 0, 1);
  private static final LongVector SECOND = indices(L / 2, 0, 1);

  // @F32 private static final int FRACTION = 23;
  private static final int FRACTION = 52;
  // @F32 private static final int ONE = 0x3F80_0000;
  private static final long ONE = 0x3FF0_0000_0000_0000L;
  // @F32 private static final int ROOT = 0x3F35_04F3;
  private static final long ROOT = 0x3FE6_A09E_667F_3BCDL;
  // @F32 private static final int DIGITS = 0x7F_FFFF;
  private static final long DIGITS = 0xF_FFFF_FFFF_FFFFL;
  // @F32 private static final int SIGN = 1 << 31;
  private static final long SIGN = 1L << 63;
  // @F32 private static final float SHIFTER = 0x1.8p23f;
  private static final double SHIFTER = 0x1.8p52;
  // @F32 private static final int SHIFTER_BITS = Float.floatToRawIntBits(SHIFTER);
  private static final long SHIFTER_BITS = Double.doubleToRawLongBits(SHIFTER);
  private static final double LN2 = 0.6931471805599453;

  /** Lanes of the widest pair of vectors. */
  static final int MULTIPLE = 32;

  private RandomNumbersF64() {}

  /** Lane i of two vectors: from + i·step, or by turns lane from + i/2 of either one. */
  // @F32 private static IntVector indices(int from, int step, int turns) {
  private static LongVector indices(int from, int step, int turns) {
    // @F32 int[] index = new int[L];
    long[] index = new long[L];
    for (int i = 0; i < L; i++) {
      index[i] = turns == 0 ? from + i * step : from + i / 2 + i % 2 * L;
    }
    // @F32 var species = VectorSpecies.of(int.class, VectorShape.forBitSize(Lanes.BITS));
    var species = VectorSpecies.of(long.class, VectorShape.forBitSize(Lanes.BITS));
    // @F32 return IntVector.fromArray(species, index, 0);
    return LongVector.fromArray(species, index, 0);
  }

  /** x ← low + span u. Moves 2 values. */
  static void uniform(long from, double low, double span, long to, int n) {
    long u = from & ADDRESS;
    long x = to & ADDRESS;
    DoubleVector start = DoubleVector.broadcast(S, low);
    DoubleVector width = DoubleVector.broadcast(S, span);
    for (int i = 0; i < n; i += L) {
      DoubleVector bits = DoubleVector.fromMemorySegment(S, ALL, u + (long) B * i, ORDER);
      // @F32 var whole = bits.reinterpretAsInts().lanewise(LSHR, 8);
      var whole = bits.reinterpretAsLongs().lanewise(LSHR, 12);
      // @F32 FloatVector v = ((FloatVector) whole.convert(VectorOperators.I2F, 0)).mul(0x1p-24f);
      DoubleVector v = whole.or(ONE).reinterpretAsDoubles().sub(1);
      V.cast(v.fma(width, start)).intoMemorySegment(ALL, x + (long) B * i, ORDER);
    }
  }

  /**
   * First half of Box and Muller's method: of words by turns a and b, stores a vector of radii √(−2
   * ln u(a)) and a vector of b, again and again. The logarithm is that of fdlibm. Some 25 flops a
   * pair.
   */
  static void radii(long words, int n) {
    long base = words & ADDRESS;
    for (int i = 0; i < n; i += 2 * L) {
      long at = base + (long) B * i;
      DoubleVector front = DoubleVector.fromMemorySegment(S, ALL, at, ORDER);
      DoubleVector back = DoubleVector.fromMemorySegment(S, ALL, at + B * L, ORDER);
      // @F32 var p = front.reinterpretAsInts();
      var p = front.reinterpretAsLongs();
      // @F32 var q = back.reinterpretAsInts();
      var q = back.reinterpretAsLongs();
      var a = EVEN.selectFrom(p, q);
      // @F32 var odd = ODD.selectFrom(p, q).reinterpretAsFloats();
      var odd = ODD.selectFrom(p, q).reinterpretAsDoubles();
      V.cast(odd).intoMemorySegment(ALL, at + B * L, ORDER);
      // @F32 var h = (FloatVector) a.lanewise(LSHR, 8).convert(VectorOperators.I2F, 0);
      var h = a.lanewise(LSHR, 12).or(ONE).reinterpretAsDoubles();
      // @F32 var l = (FloatVector) a.and(255).convert(VectorOperators.I2F, 0);
      double half = 0x1.fffffffffffffp-1; // 1 - 2^-53
      // @F32 FloatVector u = h.mul(0x1p-24f).add(l.mul(0x1p-32f).add(0x1p-33f));
      DoubleVector u = h.sub(half);
      // @F32 var x = u.reinterpretAsInts().sub(ROOT);
      var x = u.reinterpretAsLongs().sub(ROOT);
      var k = x.lanewise(ASHR, FRACTION).add(SHIFTER_BITS);
      // @F32 FloatVector e = k.reinterpretAsFloats().sub(SHIFTER);
      DoubleVector e = k.reinterpretAsDoubles().sub(SHIFTER);
      var m = x.and(DIGITS).add(ROOT);
      // @F32 FloatVector f = m.reinterpretAsFloats().sub(1);
      DoubleVector f = m.reinterpretAsDoubles().sub(1);
      DoubleVector s = f.div(f.add(2));
      DoubleVector z = s.mul(s);
      // @F32
      DoubleVector g = DoubleVector.broadcast(S, 0.14798198605116586);
      // @F32
      g = g.fma(z, DoubleVector.broadcast(S, 0.15313837699209373));
      // @F32
      g = g.fma(z, DoubleVector.broadcast(S, 0.1818357216161805));
      // @F32 FloatVector g = FloatVector.broadcast(S, 0.24279078841f);
      g = g.fma(z, DoubleVector.broadcast(S, 0.22222198432149784));
      // @F32 g = g.fma(z, FloatVector.broadcast(S, 0.28498786688f));
      g = g.fma(z, DoubleVector.broadcast(S, 0.2857142874366239));
      // @F32 g = g.fma(z, FloatVector.broadcast(S, 0.40000972152f));
      g = g.fma(z, DoubleVector.broadcast(S, 0.3999999999940942));
      // @F32 g = g.fma(z, FloatVector.broadcast(S, 0.66666662693f));
      g = g.fma(z, DoubleVector.broadcast(S, 0.6666666666666735));
      DoubleVector hf = f.mul(f).mul(0.5);
      DoubleVector log = f.sub(hf.sub(s.mul(g.fma(z, hf))));
      log = e.fma(DoubleVector.broadcast(S, LN2), log);
      V.cast(log.mul(-2).sqrt()).intoMemorySegment(ALL, at, ORDER);
    }
  }

  /**
   * Second half: of radii and words b, as {@link #radii} leaves them, x ← mean + deviation z. The
   * quarter of the circle is taken from the two highest bits. Some 35 flops a pair.
   */
  static void rotate(long words, double mean, double deviation, long to, int n) {
    long base = words & ADDRESS;
    long out = to & ADDRESS;
    DoubleVector centre = DoubleVector.broadcast(S, mean);
    DoubleVector spread = DoubleVector.broadcast(S, deviation);
    for (int i = 0; i < n; i += 2 * L) {
      long at = base + (long) B * i;
      DoubleVector bits = DoubleVector.fromMemorySegment(S, ALL, at + B * L, ORDER);
      // @F32 var b = bits.reinterpretAsInts();
      var b = bits.reinterpretAsLongs();
      // @F32 var unit = b.lanewise(LSHL, 2).lanewise(LSHR, 9).or(ONE);
      var unit = b.lanewise(LSHL, 2).lanewise(LSHR, 12).or(ONE);
      // @F32 FloatVector f = unit.reinterpretAsFloats().sub(1.5f);
      DoubleVector f = unit.reinterpretAsDoubles().sub(1.5);
      DoubleVector w = f.mul(f);
      // @F32
      DoubleVector s = DoubleVector.broadcast(S, -6.688035109811464e-10);
      // @F32
      s = s.fma(w, DoubleVector.broadcast(S, 5.692172921967924e-08));
      // @F32
      s = s.fma(w, DoubleVector.broadcast(S, -3.598843235212084e-06));
      // @F32 FloatVector s = FloatVector.broadcast(S, 0.00016044118478735975f);
      s = s.fma(w, DoubleVector.broadcast(S, 0.00016044118478735975));
      s = s.fma(w, DoubleVector.broadcast(S, -0.004681754135318687));
      s = s.fma(w, DoubleVector.broadcast(S, 0.07969262624616703));
      s = s.fma(w, DoubleVector.broadcast(S, -0.6459640975062462));
      s = s.fma(w, DoubleVector.broadcast(S, 1.5707963267948966));
      // @F32
      DoubleVector c = DoubleVector.broadcast(S, 6.565963114979468e-11);
      // @F32
      c = c.fma(w, DoubleVector.broadcast(S, -6.386603083791849e-09));
      // @F32
      c = c.fma(w, DoubleVector.broadcast(S, 4.710874778818169e-07));
      // @F32 FloatVector c = FloatVector.broadcast(S, -2.5202042373060596e-05f);
      c = c.fma(w, DoubleVector.broadcast(S, -2.5202042373060596e-05));
      c = c.fma(w, DoubleVector.broadcast(S, 0.0009192602748394263));
      c = c.fma(w, DoubleVector.broadcast(S, -0.020863480763352957));
      c = c.fma(w, DoubleVector.broadcast(S, 0.253669507901048));
      c = c.fma(w, DoubleVector.broadcast(S, -1.2337005501361697));
      c = c.fma(w, DoubleVector.broadcast(S, 1.0));
      DoubleVector r = DoubleVector.fromMemorySegment(S, ALL, at, ORDER);
      DoubleVector y = s.mul(f).mul(r);
      DoubleVector positive = c.mul(r);
      // @F32 var signed = positive.reinterpretAsInts().lanewise(XOR, b.and(SIGN));
      var signed = positive.reinterpretAsLongs().lanewise(XOR, b.and(SIGN));
      // @F32 FloatVector x = signed.reinterpretAsFloats();
      DoubleVector x = signed.reinterpretAsDoubles();
      // @F32 var swap = b.and(SIGN >>> 1).compare(VectorOperators.NE, 0).cast(S);
      var swap = b.and(SIGN >>> 1).compare(VectorOperators.NE, 0).cast(S);
      // @F32 var p = x.blend(y, swap).fma(spread, centre).reinterpretAsInts();
      var p = x.blend(y, swap).fma(spread, centre).reinterpretAsLongs();
      // @F32 var q = y.blend(x, swap).fma(spread, centre).reinterpretAsInts();
      var q = y.blend(x, swap).fma(spread, centre).reinterpretAsLongs();
      W.cast(FIRST.selectFrom(p, q)).intoMemorySegment(ALL, out + (long) B * i, ORDER);
      W.cast(SECOND.selectFrom(p, q)).intoMemorySegment(ALL, out + (long) B * i + B * L, ORDER);
    }
  }
}
