package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import gatun.engine.spi.UpdateTerms;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Updates by the size of the gradient alone, and diffGrad. As {@link UpdatesF64}: no tail, bound by
 * memory. The exponential of diffGrad costs about 16 flops.
 */
final class AdaptiveUpdatesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;

  private AdaptiveUpdatesF64() {}

  /** d = γ / (root·√v + ε). Moves 5 values, 12 flops and a root. */
  static void rmsProp(UpdateTerms t, long pG, long pX, long pV, int n) {
    long g = pG & ADDRESS;
    long x = pX & ADDRESS;
    long v = pV & ADDRESS;
    DoubleVector scale = DoubleVector.broadcast(S, (double) t.scale);
    DoubleVector penalty = DoubleVector.broadcast(S, (double) t.penalty);
    DoubleVector decay = DoubleVector.broadcast(S, (double) -t.decay);
    DoubleVector rate = DoubleVector.broadcast(S, (double) -t.rate);
    DoubleVector second = DoubleVector.broadcast(S, (double) t.second);
    DoubleVector squared = DoubleVector.broadcast(S, (double) t.secondFresh);
    DoubleVector root = DoubleVector.broadcast(S, (double) t.root);
    DoubleVector epsilon = DoubleVector.broadcast(S, (double) t.epsilon);
    for (int i = 0; i < n; i += L) {
      long at = (long) B * i;
      DoubleVector old = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER);
      DoubleVector gamma = DoubleVector.fromMemorySegment(S, ALL, g + at, ORDER).mul(scale);
      gamma = old.fma(penalty, gamma);
      DoubleVector square = DoubleVector.fromMemorySegment(S, ALL, v + at, ORDER).mul(second);
      square = gamma.mul(squared).fma(gamma, square);
      V.cast(square).intoMemorySegment(ALL, v + at, ORDER);
      DoubleVector below = square.sqrt().fma(root, epsilon);
      DoubleVector d = gamma.div(below);
      V.cast(d.fma(rate, old.fma(decay, old))).intoMemorySegment(ALL, x + at, ORDER);
    }
  }

  /** d = √((a + ε) / (v + ε)) γ. Moves 7 values, 16 flops and a root. */
  static void adaDelta(UpdateTerms t, long pG, long pX, long pV, long pA, int n) {
    long g = pG & ADDRESS;
    long x = pX & ADDRESS;
    long v = pV & ADDRESS;
    long a = pA & ADDRESS;
    DoubleVector scale = DoubleVector.broadcast(S, (double) t.scale);
    DoubleVector penalty = DoubleVector.broadcast(S, (double) t.penalty);
    DoubleVector decay = DoubleVector.broadcast(S, (double) -t.decay);
    DoubleVector rate = DoubleVector.broadcast(S, (double) -t.rate);
    DoubleVector second = DoubleVector.broadcast(S, (double) t.second);
    DoubleVector squared = DoubleVector.broadcast(S, (double) t.secondFresh);
    DoubleVector epsilon = DoubleVector.broadcast(S, (double) t.epsilon);
    for (int i = 0; i < n; i += L) {
      long at = (long) B * i;
      DoubleVector old = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER);
      DoubleVector gamma = DoubleVector.fromMemorySegment(S, ALL, g + at, ORDER).mul(scale);
      gamma = old.fma(penalty, gamma);
      DoubleVector square = DoubleVector.fromMemorySegment(S, ALL, v + at, ORDER).mul(second);
      square = gamma.mul(squared).fma(gamma, square);
      V.cast(square).intoMemorySegment(ALL, v + at, ORDER);
      DoubleVector memory = DoubleVector.fromMemorySegment(S, ALL, a + at, ORDER);
      DoubleVector ratio = memory.add(epsilon).div(square.add(epsilon));
      DoubleVector d = ratio.sqrt().mul(gamma);
      memory = d.mul(squared).fma(d, memory.mul(second));
      V.cast(memory).intoMemorySegment(ALL, a + at, ORDER);
      V.cast(d.fma(rate, old.fma(decay, old))).intoMemorySegment(ALL, x + at, ORDER);
    }
  }

  /** d = m ξ / (root·√v + ε), ξ = 1 / (1 + e^(−|p − γ|)). Moves 9 values. */
  static void diffGrad(UpdateTerms t, long pG, long pX, long pM, long pV, long pP, int n) {
    long g = pG & ADDRESS;
    long x = pX & ADDRESS;
    long m = pM & ADDRESS;
    long v = pV & ADDRESS;
    long p = pP & ADDRESS;
    DoubleVector scale = DoubleVector.broadcast(S, (double) t.scale);
    DoubleVector penalty = DoubleVector.broadcast(S, (double) t.penalty);
    DoubleVector decay = DoubleVector.broadcast(S, (double) -t.decay);
    DoubleVector rate = DoubleVector.broadcast(S, (double) -t.rate);
    DoubleVector beta = DoubleVector.broadcast(S, (double) t.first);
    DoubleVector fresh = DoubleVector.broadcast(S, (double) t.firstFresh);
    DoubleVector second = DoubleVector.broadcast(S, (double) t.second);
    DoubleVector squared = DoubleVector.broadcast(S, (double) t.secondFresh);
    DoubleVector root = DoubleVector.broadcast(S, (double) t.root);
    DoubleVector epsilon = DoubleVector.broadcast(S, (double) t.epsilon);
    DoubleVector one = DoubleVector.broadcast(S, 1.0);
    for (int i = 0; i < n; i += L) {
      long at = (long) B * i;
      DoubleVector old = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER);
      DoubleVector gamma = DoubleVector.fromMemorySegment(S, ALL, g + at, ORDER).mul(scale);
      gamma = old.fma(penalty, gamma);
      DoubleVector change = DoubleVector.fromMemorySegment(S, ALL, p + at, ORDER).sub(gamma);
      V.cast(gamma).intoMemorySegment(ALL, p + at, ORDER);
      DoubleVector e = VectorMathF64.decay(change);
      DoubleVector moment = DoubleVector.fromMemorySegment(S, ALL, m + at, ORDER).mul(beta);
      moment = gamma.fma(fresh, moment);
      V.cast(moment).intoMemorySegment(ALL, m + at, ORDER);
      DoubleVector square = DoubleVector.fromMemorySegment(S, ALL, v + at, ORDER).mul(second);
      square = gamma.mul(squared).fma(gamma, square);
      V.cast(square).intoMemorySegment(ALL, v + at, ORDER);
      DoubleVector below = square.sqrt().fma(root, epsilon);
      below = below.mul(e.add(one)); // one division for the friction, too
      DoubleVector d = moment.div(below);
      V.cast(d.fma(rate, old.fma(decay, old))).intoMemorySegment(ALL, x + at, ORDER);
    }
  }

  /** The same with ξ = 1 / (1 + e^(γ − p)). Moves 9 values. */
  static void signedDiffGrad(UpdateTerms t, long pG, long pX, long pM, long pV, long pP, int n) {
    long g = pG & ADDRESS;
    long x = pX & ADDRESS;
    long m = pM & ADDRESS;
    long v = pV & ADDRESS;
    long p = pP & ADDRESS;
    DoubleVector scale = DoubleVector.broadcast(S, (double) t.scale);
    DoubleVector penalty = DoubleVector.broadcast(S, (double) t.penalty);
    DoubleVector decay = DoubleVector.broadcast(S, (double) -t.decay);
    DoubleVector rate = DoubleVector.broadcast(S, (double) -t.rate);
    DoubleVector beta = DoubleVector.broadcast(S, (double) t.first);
    DoubleVector fresh = DoubleVector.broadcast(S, (double) t.firstFresh);
    DoubleVector second = DoubleVector.broadcast(S, (double) t.second);
    DoubleVector squared = DoubleVector.broadcast(S, (double) t.secondFresh);
    DoubleVector root = DoubleVector.broadcast(S, (double) t.root);
    DoubleVector epsilon = DoubleVector.broadcast(S, (double) t.epsilon);
    DoubleVector one = DoubleVector.broadcast(S, 1.0);
    for (int i = 0; i < n; i += L) {
      long at = (long) B * i;
      DoubleVector old = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER);
      DoubleVector gamma = DoubleVector.fromMemorySegment(S, ALL, g + at, ORDER).mul(scale);
      gamma = old.fma(penalty, gamma);
      DoubleVector change = DoubleVector.fromMemorySegment(S, ALL, p + at, ORDER).sub(gamma);
      V.cast(gamma).intoMemorySegment(ALL, p + at, ORDER);
      // @F32 change = change.max(-89f).min(104f).neg();
      change = change.max(-710.0).min(746.0).neg();
      DoubleVector e = VectorMathF64.exp(change);
      DoubleVector moment = DoubleVector.fromMemorySegment(S, ALL, m + at, ORDER).mul(beta);
      moment = gamma.fma(fresh, moment);
      V.cast(moment).intoMemorySegment(ALL, m + at, ORDER);
      DoubleVector square = DoubleVector.fromMemorySegment(S, ALL, v + at, ORDER).mul(second);
      square = gamma.mul(squared).fma(gamma, square);
      V.cast(square).intoMemorySegment(ALL, v + at, ORDER);
      DoubleVector below = square.sqrt().fma(root, epsilon);
      below = below.mul(e.add(one)); // one division for the friction, too
      DoubleVector d = moment.div(below);
      V.cast(d.fma(rate, old.fma(decay, old))).intoMemorySegment(ALL, x + at, ORDER);
    }
  }
}
