package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;
import static gatun.simd.Level1F64.count;
import static gatun.simd.Raw.address;

import gatun.engine.Tensor;
import gatun.engine.spi.KrylovUpdates;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The fused updates, one pass over memory each, in parallel over chunks of fixed length. */
final class KrylovUpdatesF64 implements KrylovUpdates {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final int CHUNK = Level1F64.CHUNK;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private final Workers workers;

  KrylovUpdatesF64(Workers workers) {
    this.workers = workers;
  }

  @Override
  public /* wide */ double residual(/* wide */ double alpha, Tensor q, Tensor r) {
    try (Arguments a = Arguments.borrow()) {
      a.n = q.size();
      a.p0 = address(q);
      a.p1 = address(r);
      a.s0 = alpha;
      return reduce(KrylovUpdatesF64::residual, a);
    }
  }

  @Override
  public /* wide */ double step(/* wide */ double alpha, Tensor p, Tensor q, Tensor x, Tensor r) {
    try (Arguments a = Arguments.borrow()) {
      a.n = q.size();
      a.p0 = address(q);
      a.p1 = address(r);
      a.p2 = address(p);
      a.p3 = address(x);
      a.s0 = alpha;
      return reduce(KrylovUpdatesF64::step, a);
    }
  }

  @Override
  public void direction(
      /* wide */ double alpha, Tensor x, /* wide */ double beta, Tensor z, Tensor p) {
    try (Arguments a = Arguments.borrow()) {
      a.n = p.size();
      a.p0 = address(x);
      a.p1 = address(z);
      a.p2 = address(p);
      a.s0 = alpha;
      a.s1 = beta;
      workers.run(KrylovUpdatesF64::direction, a, Level1F64.chunks(a.n), Level1F64.GRAIN);
    }
  }

  private /* wide */ double reduce(Workers.Task task, Arguments a) {
    long chunks = Level1F64.chunks(a.n);
    a.reserve(chunks);
    workers.run(task, a, chunks, Level1F64.GRAIN);
    return a.sum(chunks);
  }

  private static void residual(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      a.partials[(int) c] = residual((double) a.s0, a.p0 + at, a.p1 + at, count(a, c));
    }
  }

  private static void step(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      int n = count(a, c);
      a.partials[(int) c] = step((double) a.s0, a.p2 + at, a.p0 + at, a.p3 + at, a.p1 + at, n);
    }
  }

  private static void direction(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      direction((double) a.s0, a.p0 + at, (double) a.s1, a.p1 + at, a.p2 + at, count(a, c));
    }
  }

  /** r ← r − α q, returns r·r. Moves 3 values, 4 flops. */
  static /* wide */ double residual(double alpha, long pq, long pr, int n) {
    long q = pq & ADDRESS;
    long r = pr & ADDRESS;
    DoubleVector minus = DoubleVector.broadcast(S, -alpha);
    DoubleVector a = DoubleVector.zero(S);
    DoubleVector b = a;
    int i = 0;
    int step = 2 * L * Raw.step();
    for (; i <= n - 2 * L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      long u = q + at;
      long v = r + at;
      DoubleVector s =
          DoubleVector.fromMemorySegment(S, ALL, u, ORDER)
              .fma(minus, DoubleVector.fromMemorySegment(S, ALL, v, ORDER));
      DoubleVector t =
          DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER)
              .fma(minus, DoubleVector.fromMemorySegment(S, ALL, v + B * L, ORDER));
      V.cast(s).intoMemorySegment(ALL, v, ORDER);
      V.cast(t).intoMemorySegment(ALL, v + B * L, ORDER);
      a = s.fma(s, a);
      b = t.fma(t, b);
    }
    long lanes = SumsF64.lanes();
    V.cast(V.cast(a).add(b)).intoMemorySegment(ALL, lanes, ORDER);
    /* wide */ double sum = SumsF64.sum(lanes);
    for (; i < n; i++) {
      long at = (long) B * i;
      double s = Math.fma(-alpha, ALL.get(SCALAR, q + at), ALL.get(SCALAR, r + at));
      ALL.set(SCALAR, r + at, s);
      sum += (/* wide */ double) s * s;
    }
    return sum;
  }

  /** x ← x + α p, r ← r − α q, returns r·r. Moves 6 values, 6 flops. */
  static /* wide */ double step(double alpha, long pp, long pq, long px, long pr, int n) {
    long p = pp & ADDRESS;
    long q = pq & ADDRESS;
    long x = px & ADDRESS;
    long r = pr & ADDRESS;
    DoubleVector plus = DoubleVector.broadcast(S, alpha);
    DoubleVector minus = DoubleVector.broadcast(S, -alpha);
    DoubleVector a = DoubleVector.zero(S);
    int i = 0;
    int step = L * Raw.step();
    for (; i <= n - L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, p + at, ORDER)
                  .fma(plus, DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER)))
          .intoMemorySegment(ALL, x + at, ORDER);
      DoubleVector s =
          DoubleVector.fromMemorySegment(S, ALL, q + at, ORDER)
              .fma(minus, DoubleVector.fromMemorySegment(S, ALL, r + at, ORDER));
      V.cast(s).intoMemorySegment(ALL, r + at, ORDER);
      a = s.fma(s, a);
    }
    long lanes = SumsF64.lanes();
    V.cast(a).intoMemorySegment(ALL, lanes, ORDER);
    /* wide */ double sum = SumsF64.sum(lanes);
    for (; i < n; i++) {
      long at = (long) B * i;
      ALL.set(SCALAR, x + at, Math.fma(alpha, ALL.get(SCALAR, p + at), ALL.get(SCALAR, x + at)));
      double s = Math.fma(-alpha, ALL.get(SCALAR, q + at), ALL.get(SCALAR, r + at));
      ALL.set(SCALAR, r + at, s);
      sum += (/* wide */ double) s * s;
    }
    return sum;
  }

  /** x ← x + α p, then p ← z + β p. Moves 5 values, 4 flops. */
  static void direction(double alpha, long px, double beta, long pz, long pp, int n) {
    long x = px & ADDRESS;
    long z = pz & ADDRESS;
    long p = pp & ADDRESS;
    DoubleVector va = DoubleVector.broadcast(S, alpha);
    DoubleVector vb = DoubleVector.broadcast(S, beta);
    int i = 0;
    int step = L * Raw.step();
    for (; i <= n - L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      DoubleVector old = DoubleVector.fromMemorySegment(S, ALL, p + at, ORDER);
      V.cast(old.fma(va, DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER)))
          .intoMemorySegment(ALL, x + at, ORDER);
      V.cast(old.fma(vb, DoubleVector.fromMemorySegment(S, ALL, z + at, ORDER)))
          .intoMemorySegment(ALL, p + at, ORDER);
    }
    for (; i < n; i++) {
      long at = (long) B * i;
      double old = ALL.get(SCALAR, p + at);
      ALL.set(SCALAR, x + at, Math.fma(alpha, old, ALL.get(SCALAR, x + at)));
      ALL.set(SCALAR, p + at, Math.fma(beta, old, ALL.get(SCALAR, z + at)));
    }
  }
}
