package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;
import static gatun.simd.Level1F64.count;
import static gatun.simd.Raw.address;

import gatun.engine.Tensor;
import gatun.engine.spi.Relaxation;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The fused relaxations, one pass over memory each, in parallel over chunks of fixed length. */
final class RelaxationF64 implements Relaxation {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final int CHUNK = Level1F64.CHUNK;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private final Workers workers;

  RelaxationF64(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void begin(/* wide */ double omega, Tensor w, Tensor b, Tensor x) {
    try (Arguments a = Arguments.borrow()) {
      a.n = x.size();
      a.p0 = address(w);
      a.p1 = address(b);
      a.p3 = address(x);
      a.s0 = omega;
      workers.run(RelaxationF64::begin, a, Level1F64.chunks(a.n), Level1F64.GRAIN);
    }
  }

  @Override
  public void relax(/* wide */ double omega, Tensor w, Tensor b, Tensor y, Tensor x) {
    try (Arguments a = Arguments.borrow()) {
      a.n = x.size();
      a.p0 = address(w);
      a.p1 = address(b);
      a.p2 = address(y);
      a.p3 = address(x);
      a.s0 = omega;
      workers.run(RelaxationF64::relax, a, Level1F64.chunks(a.n), Level1F64.GRAIN);
    }
  }

  @Override
  public void residual(Tensor b, Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      a.n = y.size();
      a.p1 = address(b);
      a.p2 = address(y);
      workers.run(RelaxationF64::residual, a, Level1F64.chunks(a.n), Level1F64.GRAIN);
    }
  }

  private static void begin(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      int n = count(a, c);
      MultigridLoopsF64.scale((double) a.s0, a.p0 + at, a.p1 + at, a.p3 + at, n);
    }
  }

  private static void relax(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      relax((double) a.s0, a.p0 + at, a.p1 + at, a.p2 + at, a.p3 + at, count(a, c));
    }
  }

  private static void residual(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      Level1KernelsF64.axpby(1, a.p1 + at, -1, a.p2 + at, count(a, c));
    }
  }

  /** x ← x + ω w ∘ (b − y). Moves 5 values, 4 flops. */
  static void relax(double omega, long pw, long pb, long py, long px, int n) {
    long w = pw & ADDRESS;
    long b = pb & ADDRESS;
    long y = py & ADDRESS;
    long x = px & ADDRESS;
    DoubleVector factor = DoubleVector.broadcast(S, omega);
    int i = 0;
    int step = L * Raw.step();
    for (; i <= n - L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, b + at, ORDER)
                  .sub(DoubleVector.fromMemorySegment(S, ALL, y + at, ORDER))
                  .fma(
                      DoubleVector.fromMemorySegment(S, ALL, w + at, ORDER).mul(factor),
                      DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER)))
          .intoMemorySegment(ALL, x + at, ORDER);
    }
    for (; i < n; i++) {
      long at = (long) B * i;
      double r = ALL.get(SCALAR, b + at) - ALL.get(SCALAR, y + at);
      double f = ALL.get(SCALAR, w + at) * omega;
      ALL.set(SCALAR, x + at, Math.fma(r, f, ALL.get(SCALAR, x + at)));
    }
  }
}
