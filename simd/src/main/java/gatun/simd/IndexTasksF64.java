package gatun.simd;

import static gatun.simd.Lanes.ALL;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The bodies of moves by index and of sorting; see {@link IndexingF64} for the operands. */
final class IndexTasksF64 {
  private static final int B = Double.BYTES;
  private static final int PART = IndexingF64.PART;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private IndexTasksF64() {}

  private static long index(Arguments a, long address) {
    return a.q0 == 1 ? Raw.int64(address) : Raw.int32(address);
  }

  /** Item = outer position · n + j. */
  static void take(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    for (long i = from; i < to; i++) {
      long outer = i / a.n;
      long j = i - outer * a.n;
      long x = a.p0 + nest.offset(0, outer) + index(a, a.p2 + j * a.p5) * a.p3;
      long y = a.p1 + nest.offset(1, outer) + j * a.p4;
      if (a.p6 == 1) {
        Raw.copy(x, y, B);
      } else {
        MemorySegment.copy(ALL, x, ALL, y, a.p6 * B);
      }
    }
  }

  /** Item = outer position · parts + part of the run; p0 is what is added, p1 where. */
  static void addAt(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    long parts = Math.ceilDiv(a.p6, (long) PART);
    for (long i = from; i < to; i++) {
      long outer = i / parts;
      long part = (i - outer * parts) * PART;
      int n = (int) Math.min(PART, a.p6 - part);
      long x = a.p0 + nest.offset(0, outer) + part * B;
      long y = a.p1 + nest.offset(1, outer) + part * B;
      for (long j = 0; j < a.n; j++) {
        long target = y + index(a, a.p2 + j * a.p5) * a.p4;
        if (n == 1) {
          add(x + j * a.p3, target);
        } else {
          Level1KernelsF64.axpy(1, x + j * a.p3, target, n);
        }
      }
    }
  }

  private static void add(long from, long to) {
    ALL.set(SCALAR, to, ALL.get(SCALAR, to) + ALL.get(SCALAR, from));
  }

  /** Item = row; indices at p0, x at p1, y at p2. */
  static void gather(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    for (long i = from; i < to; i++) {
      long at = a.p0 + nest.offset(0, i);
      long x = a.p1 + nest.offset(1, i);
      long y = a.p2 + nest.offset(2, i);
      for (long j = 0; j < a.n; j++) {
        Raw.copy(x + index(a, at + j * a.p3) * a.p4, y + j * a.p5, B);
      }
    }
  }

  static void scatter(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    for (long i = from; i < to; i++) {
      long at = a.p0 + nest.offset(0, i);
      long x = a.p1 + nest.offset(1, i);
      long y = a.p2 + nest.offset(2, i);
      for (long j = 0; j < a.n; j++) {
        Raw.copy(x + j * a.p4, y + index(a, at + j * a.p3) * a.p5, B);
      }
    }
  }

  static void scatterAdd(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    for (long i = from; i < to; i++) {
      long at = a.p0 + nest.offset(0, i);
      long x = a.p1 + nest.offset(1, i);
      long y = a.p2 + nest.offset(2, i);
      for (long j = 0; j < a.n; j++) {
        add(x + j * a.p4, y + index(a, at + j * a.p3) * a.p5);
      }
    }
  }

  /**
   * Item = row of n elements at p0; the first p6 go to p1, the positions of the first p7 to p2. An
   * entry is the key, ordered as an unsigned number, and the position.
   */
  static void sort(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    int n = (int) a.n;
    int wanted = (int) Math.max(a.p6, a.p7);
    long flip = a.q0 == 1 ? -1 : 0;
    long entries = ThreadMemory.of(DigitSort.bytes(n));
    for (long i = from; i < to; i++) {
      long x = a.p0 + nest.offset(0, i);
      for (int j = 0; j < n; j++) {
        double v = ALL.get(SCALAR, x + j * a.p3);
        // @F32 int bits = Float.floatToIntBits(v);
        long bits = Double.doubleToLongBits(v);
        // @F32 int key = bits ^ (bits >> 31 | 1 << 31) ^ (int) flip;
        long key = bits ^ (bits >> 63 | 1L << 63) ^ flip;
        DigitSort.entry(entries, j, Double.BYTES == 8 ? key : key & 0xFFFF_FFFFL, j);
      }
      long sorted = DigitSort.sort(entries, n, wanted, Double.BYTES);
      deliver(a, nest, i, sorted, flip);
    }
  }

  private static void deliver(Arguments a, Nest nest, long i, long sorted, long flip) {
    long y = a.p1 + nest.offset(1, i);
    for (int j = 0; j < a.p6; j++) {
      // @F32 int key = (int) (DigitSort.key(sorted, j) ^ flip);
      long key = DigitSort.key(sorted, j) ^ flip;
      // @F32 int bits = key ^ (~key >> 31 | 1 << 31);
      long bits = key ^ (~key >> 63 | 1L << 63);
      // @F32 ALL.set(SCALAR, y + j * a.p4, Float.intBitsToFloat(bits));
      ALL.set(SCALAR, y + j * a.p4, Double.longBitsToDouble(bits));
    }
    long z = a.p2 + nest.offset(2, i);
    for (int j = 0; j < a.p7; j++) {
      Raw.int64(z + j * a.p5, DigitSort.position(sorted, j));
    }
  }
}
