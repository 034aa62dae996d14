package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import gatun.engine.spi.UpdateTerms;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Updates whose direction is a moment of the gradient, and Adam. The length is a multiple of the
 * longest vector: there is no tail. Traffic and formulas stand at the interface; with 3 to 9 values
 * an element and some 10 flops they are bound by memory, also by a root and a division a vector.
 */
final class UpdatesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;

  private UpdatesF64() {}

  /** d = γ. Moves 3 values, 6 flops. */
  static void descent(UpdateTerms t, long pG, long pX, int n) {
    long g = pG & ADDRESS;
    long x = pX & ADDRESS;
    DoubleVector scale = DoubleVector.broadcast(S, (double) t.scale);
    DoubleVector penalty = DoubleVector.broadcast(S, (double) t.penalty);
    DoubleVector decay = DoubleVector.broadcast(S, (double) -t.decay);
    DoubleVector rate = DoubleVector.broadcast(S, (double) -t.rate);
    for (int i = 0; i < n; i += L) {
      long at = (long) B * i;
      DoubleVector old = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER);
      DoubleVector gamma = DoubleVector.fromMemorySegment(S, ALL, g + at, ORDER).mul(scale);
      gamma = old.fma(penalty, gamma);
      DoubleVector d = gamma;
      V.cast(d.fma(rate, old.fma(decay, old))).intoMemorySegment(ALL, x + at, ORDER);
    }
  }

  /** d = b. Moves 5 values, 9 flops. */
  static void momentum(UpdateTerms t, long pG, long pX, long pB, int n) {
    long g = pG & ADDRESS;
    long x = pX & ADDRESS;
    long b = pB & ADDRESS;
    DoubleVector scale = DoubleVector.broadcast(S, (double) t.scale);
    DoubleVector penalty = DoubleVector.broadcast(S, (double) t.penalty);
    DoubleVector decay = DoubleVector.broadcast(S, (double) -t.decay);
    DoubleVector rate = DoubleVector.broadcast(S, (double) -t.rate);
    DoubleVector beta = DoubleVector.broadcast(S, (double) t.first);
    DoubleVector fresh = DoubleVector.broadcast(S, (double) t.firstFresh);
    for (int i = 0; i < n; i += L) {
      long at = (long) B * i;
      DoubleVector old = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER);
      DoubleVector gamma = DoubleVector.fromMemorySegment(S, ALL, g + at, ORDER).mul(scale);
      gamma = old.fma(penalty, gamma);
      DoubleVector d = DoubleVector.fromMemorySegment(S, ALL, b + at, ORDER).mul(beta);
      d = gamma.fma(fresh, d);
      V.cast(d).intoMemorySegment(ALL, b + at, ORDER);
      V.cast(d.fma(rate, old.fma(decay, old))).intoMemorySegment(ALL, x + at, ORDER);
    }
  }

  /** d = γ + first·b. Moves 5 values, 11 flops. */
  static void nesterov(UpdateTerms t, long pG, long pX, long pB, int n) {
    long g = pG & ADDRESS;
    long x = pX & ADDRESS;
    long b = pB & ADDRESS;
    DoubleVector scale = DoubleVector.broadcast(S, (double) t.scale);
    DoubleVector penalty = DoubleVector.broadcast(S, (double) t.penalty);
    DoubleVector decay = DoubleVector.broadcast(S, (double) -t.decay);
    DoubleVector rate = DoubleVector.broadcast(S, (double) -t.rate);
    DoubleVector beta = DoubleVector.broadcast(S, (double) t.first);
    DoubleVector fresh = DoubleVector.broadcast(S, (double) t.firstFresh);
    for (int i = 0; i < n; i += L) {
      long at = (long) B * i;
      DoubleVector old = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER);
      DoubleVector gamma = DoubleVector.fromMemorySegment(S, ALL, g + at, ORDER).mul(scale);
      gamma = old.fma(penalty, gamma);
      DoubleVector moment = DoubleVector.fromMemorySegment(S, ALL, b + at, ORDER).mul(beta);
      moment = gamma.fma(fresh, moment);
      V.cast(moment).intoMemorySegment(ALL, b + at, ORDER);
      DoubleVector d = moment.fma(beta, gamma);
      V.cast(d.fma(rate, old.fma(decay, old))).intoMemorySegment(ALL, x + at, ORDER);
    }
  }

  /** d = m / (root·√v + ε). Moves 7 values, 15 flops and a root. */
  static void adam(UpdateTerms t, long pG, long pX, long pM, long pV, int n) {
    long g = pG & ADDRESS;
    long x = pX & ADDRESS;
    long m = pM & ADDRESS;
    long v = pV & ADDRESS;
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
    for (int i = 0; i < n; i += L) {
      long at = (long) B * i;
      DoubleVector old = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER);
      DoubleVector gamma = DoubleVector.fromMemorySegment(S, ALL, g + at, ORDER).mul(scale);
      gamma = old.fma(penalty, gamma);
      DoubleVector moment = DoubleVector.fromMemorySegment(S, ALL, m + at, ORDER).mul(beta);
      moment = gamma.fma(fresh, moment);
      V.cast(moment).intoMemorySegment(ALL, m + at, ORDER);
      DoubleVector square = DoubleVector.fromMemorySegment(S, ALL, v + at, ORDER).mul(second);
      square = gamma.mul(squared).fma(gamma, square);
      V.cast(square).intoMemorySegment(ALL, v + at, ORDER);
      DoubleVector below = square.sqrt().fma(root, epsilon);
      DoubleVector d = moment.div(below);
      V.cast(d.fma(rate, old.fma(decay, old))).intoMemorySegment(ALL, x + at, ORDER);
    }
  }

  /** d = m / (root·√w + ε). Moves 9 values, 16 flops and a root. */
  static void amsGrad(UpdateTerms t, long pG, long pX, long pM, long pV, long pW, int n) {
    long g = pG & ADDRESS;
    long x = pX & ADDRESS;
    long m = pM & ADDRESS;
    long v = pV & ADDRESS;
    long w = pW & ADDRESS;
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
    for (int i = 0; i < n; i += L) {
      long at = (long) B * i;
      DoubleVector old = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER);
      DoubleVector gamma = DoubleVector.fromMemorySegment(S, ALL, g + at, ORDER).mul(scale);
      gamma = old.fma(penalty, gamma);
      DoubleVector moment = DoubleVector.fromMemorySegment(S, ALL, m + at, ORDER).mul(beta);
      moment = gamma.fma(fresh, moment);
      V.cast(moment).intoMemorySegment(ALL, m + at, ORDER);
      DoubleVector square = DoubleVector.fromMemorySegment(S, ALL, v + at, ORDER).mul(second);
      square = gamma.mul(squared).fma(gamma, square);
      V.cast(square).intoMemorySegment(ALL, v + at, ORDER);
      DoubleVector largest = DoubleVector.fromMemorySegment(S, ALL, w + at, ORDER).max(square);
      V.cast(largest).intoMemorySegment(ALL, w + at, ORDER);
      DoubleVector below = largest.sqrt().fma(root, epsilon);
      DoubleVector d = moment.div(below);
      V.cast(d.fma(rate, old.fma(decay, old))).intoMemorySegment(ALL, x + at, ORDER);
    }
  }
}
