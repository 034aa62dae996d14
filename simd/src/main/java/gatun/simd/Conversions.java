package gatun.simd;

import static gatun.simd.Lanes.ALL;

import java.lang.foreign.ValueLayout;

/** Copies between the two real types; strides in bytes. Moves 12 bytes an element. */
final class Conversions {
  private Conversions() {}

  static void narrow(Arguments a, long from, long to) {
    long end = Math.min(a.n, to * Level1F64.CHUNK);
    for (long i = from * Level1F64.CHUNK; i < end; i++) {
      ALL.set(
          ValueLayout.JAVA_FLOAT_UNALIGNED,
          a.p1 + i * a.p4,
          (float) ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, a.p0 + i * a.p3));
    }
  }

  static void widen(Arguments a, long from, long to) {
    long end = Math.min(a.n, to * Level1F64.CHUNK);
    for (long i = from * Level1F64.CHUNK; i < end; i++) {
      ALL.set(
          ValueLayout.JAVA_DOUBLE_UNALIGNED,
          a.p1 + i * a.p4,
          ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, a.p0 + i * a.p3));
    }
  }
}
