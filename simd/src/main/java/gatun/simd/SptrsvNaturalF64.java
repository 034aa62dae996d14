package gatun.simd;

import static gatun.simd.Raw.MASK;

import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Substitution in natural order with a lower triangle L: by its rows for L x = b, by its columns
 * for Lᵀ x = b, so that one copy of L serves both.
 *
 * <p>Where a row depends on its neighbour, as along a line of a grid, only one multiplication and
 * addition waits for the neighbour's result, which stays in a register: x_i = t − (v / d) x_(i−1),
 * t = sum / d. {@link SptrsvF64} does the same arithmetic, entry by entry in the same order.
 *
 * <p>Budget: 10 bytes (F64) or 6 bytes (F32) and 2 flops for each entry off the diagonal, 1 byte
 * and 3 values for each row; 12 or 8 bytes an entry where distances exceed 16 bits.
 */
final class SptrsvNaturalF64 {
  private static final long BYTES = Double.BYTES;

  private SptrsvNaturalF64() {}

  private static double value(long address) {
    return Lanes.ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, address & MASK);
  }

  private static void store(long address, double value) {
    Lanes.ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, address & MASK, value);
  }

  /** Solves L x = b; p0 = b, p1 = x. */
  static void lower(Arguments a, long from, long to) {
    SptrsvNatural t = (SptrsvNatural) Objects.requireNonNull(a.object);
    lower(t, a.p0, a.p1, t.counts(), t.distances(), t.values());
  }

  private static void lower(
      SptrsvNatural t, long b, long x, long counts, long distances, long values) {
    long countMask = SptrsvNatural.mask(t.countBytes());
    long mask = SptrsvNatural.mask(t.distanceBytes());
    int countStep = t.countBytes();
    int distanceStep = t.distanceBytes();
    long inverses = t.inverses() - b;
    long target = x - b;
    long end = b + BYTES * t.rows();
    long c = counts;
    long d = distances;
    long v = values;
    double solved = 0;
    for (long at = b; at < end; at += BYTES * Raw.step()) {
      double sum = value(at);
      double inverse = value(at + inverses);
      long own = at + target;
      long distance = 0;
      for (long k = Raw.unsigned32(c & MASK) & countMask; k > 0; k -= Raw.step()) {
        distance = Raw.unsigned32(d & MASK) & mask;
        if (distance == 1) {
          break; // the last one
        }
        sum = Math.fma(-value(v), value(own - BYTES * distance), sum);
        d += distanceStep;
        v += BYTES;
      }
      sum *= inverse;
      if (distance == 1) {
        sum = Math.fma(-value(v) * inverse, solved, sum);
        d += distanceStep;
        v += BYTES;
      }
      solved = sum;
      store(own, solved);
      c += countStep;
    }
  }

  /** Solves Lᵀ x = b; p0 = b, p1 = x. */
  static void transposed(Arguments a, long from, long to) {
    SptrsvNatural t = (SptrsvNatural) Objects.requireNonNull(a.object);
    if (a.p0 != a.p1) {
      for (long i = 0; i < t.rows(); i++) {
        store(a.p1 + BYTES * i, value(a.p0 + BYTES * i));
      }
    }
    transposed(
        t,
        a.p1,
        t.counts() + t.countBytes() * t.rows(),
        t.distances() + t.distanceBytes() * t.entries(),
        t.values() + BYTES * t.entries());
  }

  private static void transposed(
      SptrsvNatural t, long x, long counts, long distances, long values) {
    long countMask = SptrsvNatural.mask(t.countBytes());
    long mask = SptrsvNatural.mask(t.distanceBytes());
    int countStep = t.countBytes();
    int distanceStep = t.distanceBytes();
    long inverses = t.inverses() - x;
    long c = counts;
    long d = distances;
    long v = values;
    double solved = 0;
    double link = 0; // from the row before to this one, if it is linked
    boolean linked = false;
    for (long at = x + BYTES * (t.rows() - 1); at >= x; at -= BYTES * Raw.step()) {
      c -= countStep;
      double inverse = value(at + inverses);
      double scaled = value(at) * inverse;
      solved = linked ? Math.fma(-link * inverse, solved, scaled) : scaled;
      store(at, solved);
      linked = false;
      for (long k = Raw.unsigned32(c & MASK) & countMask; k > 0; k -= Raw.step()) {
        d -= distanceStep;
        v -= BYTES;
        long distance = Raw.unsigned32(d & MASK) & mask;
        if (distance == 1) {
          link = value(v);
          linked = true;
        } else {
          long other = at - BYTES * distance;
          store(other, Math.fma(-value(v), solved, value(other)));
        }
      }
    }
  }
}
