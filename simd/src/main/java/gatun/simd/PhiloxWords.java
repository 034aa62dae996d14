package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The words of Philox 4×32-10, one block in each 64-bit lane, each word in the lower half of a
 * lane; what stands in the upper halves is masked away by the next multiplication. Two vectors of
 * blocks go side by side, since each waits for its multiplications (0.62 against 0.75 ns a word).
 */
final class PhiloxWords {
  private static final VectorSpecies<Long> S =
      VectorSpecies.of(long.class, VectorShape.forBitSize(Lanes.BITS));
  private static final VectorSpecies<Integer> WORDS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(Lanes.BITS));
  private static final Class<? extends LongVector> V = LongVector.zero(S).getClass();
  private static final Class<? extends IntVector> W = Lanes.CLASS_I32;
  private static final int L = S.length();
  private static final LongVector LANES = LongVector.zero(S).addIndex(1);
  private static final IntVector FIRST = zipped(0);
  private static final IntVector SECOND = zipped(L);
  private static final long M0 = 0xD2511F53L;
  private static final long M1 = 0xCD9E8D57L;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;
  private static final long LOW = 0xFFFF_FFFFL;

  /** Blocks are computed in multiples of this number, whatever the vector width. */
  static final int MULTIPLE = 16;

  private PhiloxWords() {}

  /** Indices that take elements of two vectors by turns, beginning at one. */
  private static IntVector zipped(int from) {
    int[] index = new int[2 * L];
    for (int i = 0; i < index.length; i++) {
      index[i] = from + i / 2 + i % 2 * 2 * L;
    }
    return IntVector.fromArray(WORDS, index, 0);
  }

  /**
   * Writes the words of {@code blocks} blocks, a multiple of {@link #MULTIPLE}: 16 bytes and some
   * 60 vector operations of 64-bit lanes a block.
   */
  static void fill(long seed, long stream, long block, long to, int blocks) {
    long address = to & ADDRESS;
    for (int i = 0; i < blocks; i += 2 * L) {
      LongVector c0 = LANES.add(block + i);
      LongVector d0 = LANES.add(block + i + L);
      LongVector c1 = c0.lanewise(LSHR, 32);
      LongVector d1 = d0.lanewise(LSHR, 32);
      LongVector c2 = LongVector.broadcast(S, stream);
      LongVector c3 = LongVector.broadcast(S, stream >>> 32);
      LongVector d2 = c2;
      LongVector d3 = c3;
      int k0 = (int) seed;
      int k1 = (int) (seed >>> 32);
      for (int round = 0; round < 10; round++) {
        LongVector p = V.cast(c0).and(LOW).mul(M0);
        LongVector q = V.cast(c2).and(LOW).mul(M1);
        LongVector r = V.cast(d0).and(LOW).mul(M0);
        LongVector s = V.cast(d2).and(LOW).mul(M1);
        c0 = q.lanewise(LSHR, 32).lanewise(XOR, c1).lanewise(XOR, k0 & LOW);
        c2 = p.lanewise(LSHR, 32).lanewise(XOR, c3).lanewise(XOR, k1 & LOW);
        d0 = s.lanewise(LSHR, 32).lanewise(XOR, d1).lanewise(XOR, k0 & LOW);
        d2 = r.lanewise(LSHR, 32).lanewise(XOR, d3).lanewise(XOR, k1 & LOW);
        c1 = q;
        c3 = p;
        d1 = s;
        d3 = r;
        k0 += W0;
        k1 += W1;
      }
      IntVector even = V.cast(c0).and(LOW).or(V.cast(c2).lanewise(LSHL, 32)).reinterpretAsInts();
      IntVector odd = V.cast(c1).and(LOW).or(V.cast(c3).lanewise(LSHL, 32)).reinterpretAsInts();
      long at = address + 16L * i;
      W.cast(FIRST.selectFrom(even, odd)).intoMemorySegment(ALL, at, ORDER);
      W.cast(SECOND.selectFrom(even, odd)).intoMemorySegment(ALL, at + 8 * L, ORDER);
      even = V.cast(d0).and(LOW).or(V.cast(d2).lanewise(LSHL, 32)).reinterpretAsInts();
      odd = V.cast(d1).and(LOW).or(V.cast(d3).lanewise(LSHL, 32)).reinterpretAsInts();
      W.cast(FIRST.selectFrom(even, odd)).intoMemorySegment(ALL, at + 16 * L, ORDER);
      W.cast(SECOND.selectFrom(even, odd)).intoMemorySegment(ALL, at + 24 * L, ORDER);
    }
  }
}
