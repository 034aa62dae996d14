package gatun.simd;

import static gatun.simd.Raw.MASK;

import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Substitution in stored order: x_row ← (b_row − Σ value · x_column) / diagonal, where the entry
 * next to the diagonal comes last, as in {@link SptrsvNaturalF64}.
 *
 * <p>Budget: 12 bytes (F64) or 8 bytes (F32) and 2 flops for each entry, 12 bytes and 3 values for
 * each row. Every schedule does the same arithmetic for a row, so all give the same bits.
 */
final class SptrsvF64 {
  private static final long BYTES = Double.BYTES;

  private SptrsvF64() {}

  private static double value(long address) {
    return Lanes.ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, address & MASK);
  }

  /** Solves chains n + {@code from} to n + {@code to} − 1; p0 = b, p1 = x. */
  static void run(Arguments a, long from, long to) {
    SptrsvSchedule s = (SptrsvSchedule) Objects.requireNonNull(a.object);
    solve(s, s.position(a.n + from), s.position(a.n + to), a.p0, a.p1);
  }

  /** Solves positions {@code first} to {@code end} − 1 of a schedule. */
  static void solve(SptrsvSchedule s, long first, long end, long b, long x) {
    long order = s.order();
    long pointers = s.pointers();
    long columns = s.columns();
    long values = s.values();
    long inverses = s.inverses();
    long e = Raw.int64((pointers + 8 * first) & MASK);
    for (long p = first; p < end; p += Raw.step()) {
      long stop = Raw.int64((pointers + 8 * p + 8) & MASK);
      long row = Raw.unsigned32((order + 4 * p) & MASK);
      double sum = value(b + BYTES * row);
      double inverse = value(inverses + BYTES * p);
      double link = 0;
      double solved = 0;
      boolean linked = false;
      for (; e < stop; e += Raw.step()) {
        long column = Raw.unsigned32((columns + 4 * e) & MASK);
        double factor = value(values + BYTES * e);
        if (Math.abs(column - row) == 1) { // the last one
          link = factor;
          solved = value(x + BYTES * column);
          linked = true;
        } else {
          sum = Math.fma(-factor, value(x + BYTES * column), sum);
        }
      }
      sum *= inverse;
      solved = linked ? Math.fma(-link * inverse, solved, sum) : sum;
      Lanes.ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, (x + BYTES * row) & MASK, solved);
    }
  }
}
