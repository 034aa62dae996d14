package gatun.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Fragments of vector arithmetic that kernels share. This class does not exist at run time: the
 * build puts the bodies in the place of the calls (see {@code GenerateF32}), because the compiler
 * would not inline a method with vectors reliably, and would then box them.
 *
 * <p>An F32 fragment after an F64 one replaces its twin.
 */
final class VectorMathF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;

  private VectorMathF64() {}

  /**
   * e^t for t from −746 to 710 (F32: −104 to 89) or NaN, down to subnormal results: t = k ln 2 + r,
   * scaled by 2^k in two steps.
   */
  static DoubleVector exp(DoubleVector t) {
    // @F32 FloatVector magic = FloatVector.broadcast(S, 12583039f); // 1.5 2^23 + 127
    DoubleVector magic = DoubleVector.broadcast(S, 6755399441056767.0); // 1.5 2^52 + 1023
    DoubleVector z = t.fma(DoubleVector.broadcast(S, 1.4426950408889634), magic);
    DoubleVector k = z.sub(magic);
    // @F32 FloatVector s = k.fma(FloatVector.broadcast(S, -0.6931472f), t);
    DoubleVector s = k.fma(DoubleVector.broadcast(S, -0.6931471805599453), t);
    // @F32 FloatVector r = k.fma(FloatVector.broadcast(S, 1.9046542e-9f), s);
    DoubleVector r = k.fma(DoubleVector.broadcast(S, -2.3190468138462996e-17), s);
    DoubleVector p = PolynomialsF64.expTailF64(r);
    DoubleVector e = p.fma(r.mul(r), r).add(DoubleVector.broadcast(S, 1.0));
    LongVector i = z.viewAsIntegralLanes();
    LongVector half = i.sub(0x4338_0000_0000_03FFL); // @F32 IntVector half = i.sub(0x4B40_007F);
    LongVector first = half.lanewise(VectorOperators.ASHR, 1);
    // @F32 first = first.lanewise(VectorOperators.LSHL, 23);
    first = first.lanewise(VectorOperators.LSHL, 52);
    // @F32 IntVector second = i.lanewise(VectorOperators.LSHL, 23).sub(first);
    LongVector second = i.lanewise(VectorOperators.LSHL, 52).sub(first);
    // @F32 first = first.add(0x3F80_0000);
    first = first.add(0x3FF0_0000_0000_0000L);
    return e.mul(first.viewAsFloatingLanes()).mul(second.viewAsFloatingLanes());
  }

  /** e^t for |t| ≤ 708 (F32: 87), where 2^k is a normal number and so is the result. */
  static DoubleVector expNear(DoubleVector t) {
    // @F32 FloatVector magic = FloatVector.broadcast(S, 12582912f); // 1.5 2^23
    DoubleVector magic = DoubleVector.broadcast(S, 6755399441055744.0); // 1.5 2^52
    DoubleVector z = t.fma(DoubleVector.broadcast(S, 1.4426950408889634), magic);
    DoubleVector k = z.sub(magic);
    // @F32 FloatVector s = k.fma(FloatVector.broadcast(S, -0.6931472f), t);
    DoubleVector s = k.fma(DoubleVector.broadcast(S, -0.6931471805599453), t);
    // @F32 FloatVector r = k.fma(FloatVector.broadcast(S, 1.9046542e-9f), s);
    DoubleVector r = k.fma(DoubleVector.broadcast(S, -2.3190468138462996e-17), s);
    DoubleVector p = PolynomialsF64.expTailF64(r);
    DoubleVector one = DoubleVector.broadcast(S, 1.0);
    DoubleVector e = p.fma(r, one).fma(r, one);
    // @F32 IntVector i = z.viewAsIntegralLanes().lanewise(VectorOperators.LSHL, 23);
    LongVector i = z.viewAsIntegralLanes().lanewise(VectorOperators.LSHL, 52);
    return e.viewAsIntegralLanes().add(i).viewAsFloatingLanes();
  }

  /** (e^t − 1) / 2 for t from −40 to 709.78 (F32: 88.72) or NaN, exact in the limit t → 0. */
  static DoubleVector halfExpm1(DoubleVector t) {
    // @F32 FloatVector magic = FloatVector.broadcast(S, 12583038f);
    DoubleVector magic = DoubleVector.broadcast(S, 6755399441056766.0);
    DoubleVector z = t.fma(DoubleVector.broadcast(S, 1.4426950408889634), magic);
    DoubleVector k = z.sub(magic);
    // @F32 FloatVector s = k.fma(FloatVector.broadcast(S, -0.6931472f), t);
    DoubleVector s = k.fma(DoubleVector.broadcast(S, -0.6931471805599453), t);
    // @F32 FloatVector r = k.fma(FloatVector.broadcast(S, 1.9046542e-9f), s);
    DoubleVector r = k.fma(DoubleVector.broadcast(S, -2.3190468138462996e-17), s);
    DoubleVector p = PolynomialsF64.expTailF64(r);
    // @F32 IntVector i = z.viewAsIntegralLanes().lanewise(VectorOperators.LSHL, 23);
    LongVector i = z.viewAsIntegralLanes().lanewise(VectorOperators.LSHL, 52);
    DoubleVector scale = i.viewAsFloatingLanes(); // 2^(k − 1)
    DoubleVector q = p.fma(r.mul(r), r);
    return q.fma(scale, scale.sub(0.5));
  }

  /** e^(−|x|), the part that the logistic functions share; NaN for NaN. */
  static DoubleVector decay(DoubleVector x) {
    DoubleVector a = x.abs().neg();
    // @F32 FloatVector floor = FloatVector.broadcast(S, -104f);
    DoubleVector floor = DoubleVector.broadcast(S, -746.0);
    DoubleVector t = a.blend(floor, a.compare(VectorOperators.LT, floor));
    DoubleVector e = VectorMathF64.exp(t);
    return e;
  }

  /** 1 / (1 + e^(−x)) from e = e^(−|x|). */
  static DoubleVector logistic(DoubleVector x, DoubleVector e) {
    DoubleVector one = DoubleVector.broadcast(S, 1.0);
    VectorMask<Double> negative = x.compare(VectorOperators.LT, 0.0);
    DoubleVector numerator = one.blend(e, negative);
    return numerator.div(e.add(one));
  }

  /** log m + k log 2 for m = 1 + f between 2/3 and 4/3 (F64: √½ and √2). */
  static DoubleVector logOfF64(DoubleVector f, DoubleVector k) {
    DoubleVector half = f.mul(f).mul(DoubleVector.broadcast(S, 0.5));
    DoubleVector s = f.div(f.add(DoubleVector.broadcast(S, 2.0)));
    DoubleVector z = s.mul(s);
    DoubleVector p = PolynomialsF64.logTailF64(z);
    DoubleVector low = k.mul(DoubleVector.broadcast(S, 1.9082149292705877e-10));
    DoubleVector rest = s.fma(p.fma(z, half), low).sub(half);
    return k.fma(DoubleVector.broadcast(S, 0.6931471803691238), f.add(rest));
  }

  /** The same in single precision. */
  static DoubleVector logOfF32(DoubleVector f, DoubleVector k) {
    DoubleVector p = PolynomialsF64.logTailF32(f);
    DoubleVector q = p.fma(f, DoubleVector.broadcast(S, -0.5)).fma(f.mul(f), f);
    return k.fma(DoubleVector.broadcast(S, 0.6931472), q);
  }

  /** log x for normal positive x. */
  static DoubleVector logNormal(DoubleVector x, DoubleVector lift) {
    LongVector i = x.viewAsIntegralLanes();
    // The exponent k + 1023 (127) for which x / 2^k lies in the range of logOf.
    // @F32 IntVector o = i.add(0x3F80_0000 - 0x3F2A_AAAB);
    LongVector o = i.add(0x3FF0_0000_0000_0000L - 0x3FE6_A09E_667F_3BCDL);
    // @F32 IntVector u = o.lanewise(VectorOperators.LSHR, 23);
    LongVector u = o.lanewise(VectorOperators.LSHR, 52);
    // @F32 IntVector raised = u.or(0x4B00_0000);
    LongVector raised = u.or(0x4330_0000_0000_0000L);
    // @F32 FloatVector k = raised.viewAsFloatingLanes().sub(8388735f).sub(lift);
    DoubleVector k = raised.viewAsFloatingLanes().sub(4503599627371519.0).sub(lift);
    // @F32 IntVector j = i.sub(u.lanewise(VectorOperators.LSHL, 23)).add(0x3F80_0000);
    LongVector j = i.sub(u.lanewise(VectorOperators.LSHL, 52)).add(0x3FF0_0000_0000_0000L);
    DoubleVector f = j.viewAsFloatingLanes().sub(1.0);
    DoubleVector y = VectorMathF64.logOfF64(f, k);
    return y;
  }

  /** log(1 + x) for x from −1 + ε to 2^500 (F32: 2^96), with a small relative error near 0 too. */
  static DoubleVector log1pNormal(DoubleVector x, DoubleVector lift) {
    DoubleVector one = DoubleVector.broadcast(S, 1.0);
    LongVector i = x.add(one).viewAsIntegralLanes();
    // @F32 IntVector o = i.add(0x3F80_0000 - 0x3F2A_AAAB);
    LongVector o = i.add(0x3FF0_0000_0000_0000L - 0x3FE6_A09E_667F_3BCDL);
    // @F32 IntVector u = o.lanewise(VectorOperators.LSHR, 23);
    LongVector u = o.lanewise(VectorOperators.LSHR, 52);
    // @F32 IntVector raised = u.or(0x4B00_0000);
    LongVector raised = u.or(0x4330_0000_0000_0000L);
    // @F32 FloatVector k = raised.viewAsFloatingLanes().sub(8388735f).sub(lift);
    DoubleVector k = raised.viewAsFloatingLanes().sub(4503599627371519.0).sub(lift);
    // @F32 IntVector j = IntVector.broadcast(Lanes.I32, 0x7F00_0000);
    LongVector j = LongVector.broadcast(Lanes.I64, 0x7FE0_0000_0000_0000L);
    // @F32 j = j.sub(u.lanewise(VectorOperators.LSHL, 23));
    j = j.sub(u.lanewise(VectorOperators.LSHL, 52));
    DoubleVector scale = j.viewAsFloatingLanes(); // 2^−k
    DoubleVector f = x.fma(scale, scale.sub(one));
    DoubleVector y = VectorMathF64.logOfF64(f, k);
    return y;
  }

  /** sin r with the sign bit of k's parity, from z = k + magic. */
  static DoubleVector sine(DoubleVector r, LongVector parity) {
    DoubleVector square = r.mul(r);
    DoubleVector p = PolynomialsF64.sineTailF64(square);
    DoubleVector y = p.fma(square.mul(r), r);
    // @F32 IntVector sign = parity.lanewise(VectorOperators.LSHL, 31);
    LongVector sign = parity.lanewise(VectorOperators.LSHL, 63);
    LongVector bits = y.viewAsIntegralLanes();
    return bits.lanewise(VectorOperators.XOR, sign).viewAsFloatingLanes();
  }

  /** x − k π, in three steps. */
  static DoubleVector reduced(DoubleVector x, DoubleVector k) {
    // @F32 FloatVector a = k.fma(FloatVector.broadcast(S, -3.1415927f), x);
    DoubleVector a = k.fma(DoubleVector.broadcast(S, -3.141592653589793), x);
    // @F32 FloatVector b = k.fma(FloatVector.broadcast(S, 8.742278e-8f), a);
    DoubleVector b = k.fma(DoubleVector.broadcast(S, -1.2246467991473532e-16), a);
    // @F32 return k.fma(FloatVector.broadcast(S, 3.430249e-15f), b);
    return k.fma(DoubleVector.broadcast(S, 2.994769809718363e-33), b);
  }

  /** e^(−c a²) for c = 1 or ½, with the rounding error of a² made good. */
  static DoubleVector gauss(DoubleVector a, DoubleVector c) {
    DoubleVector square = a.mul(a);
    DoubleVector low = a.fma(a, square.neg()).mul(c);
    DoubleVector arg = square.mul(c).neg();
    // @F32 FloatVector floor = FloatVector.broadcast(S, -104f);
    DoubleVector floor = DoubleVector.broadcast(S, -746.0);
    DoubleVector t = arg.blend(floor, arg.compare(VectorOperators.LT, floor));
    DoubleVector e = VectorMathF64.exp(t);
    return e.fma(low.neg(), e);
  }

  /** e^(t²) erfc(t) for t ≥ 0. */
  static DoubleVector erfcx(DoubleVector t) {
    DoubleVector one = DoubleVector.broadcast(S, 1.0);
    DoubleVector w = one.div(t.add(DoubleVector.broadcast(S, 2.0)));
    DoubleVector q = w.fma(DoubleVector.broadcast(S, -4.0), one);
    DoubleVector p = PolynomialsF64.erfcxTailF64(q);
    return p.mul(w);
  }

  /** The nearest integer, halves to even, with the sign of v. */
  static DoubleVector rint(DoubleVector v) {
    // @F32 FloatVector magic = FloatVector.broadcast(S, 8388608f);
    DoubleVector magic = DoubleVector.broadcast(S, 4503599627370496.0);
    DoubleVector a = v.abs();
    DoubleVector q = a.add(magic).sub(magic);
    DoubleVector whole = q.blend(a, a.compare(VectorOperators.GE, magic));
    // @F32 IntVector sign = v.viewAsIntegralLanes().and(Integer.MIN_VALUE);
    LongVector sign = v.viewAsIntegralLanes().and(Long.MIN_VALUE);
    return whole.viewAsIntegralLanes().or(sign).viewAsFloatingLanes();
  }
}
