package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Random matrices for contract tests, standing in the middle of sentinels, and comparisons. */
final class Matrices {
  private static final double SENTINEL = 777;

  private final SplittableRandom random;

  Matrices(long seed) {
    random = new SplittableRandom(seed);
  }

  /** An m×n matrix with a margin of sentinels on all sides. */
  HostTensor matrix(Workspace w, DType dtype, long m, long n) {
    HostTensor all = w.zeros(dtype, m + 2, n + 5);
    for (long i = 0; i < m + 2; i++) {
      for (long j = 0; j < n + 5; j++) {
        boolean inside = i > 0 && i <= m && j >= 2 && j < n + 2;
        all.set(inside ? 2 * random.nextDouble() - 1 : SENTINEL, i, j);
      }
    }
    return all.view(new Slice(1, m + 1, 1), new Slice(2, n + 2, 1));
  }

  static HostTensor copy(Workspace w, HostTensor a) {
    HostTensor b = w.zeros(a.dtype(), a.shape().extent(0), a.shape().extent(1));
    for (long i = 0; i < a.shape().extent(0); i++) {
      for (long j = 0; j < a.shape().extent(1); j++) {
        b.set(a.at(i, j), i, j);
      }
    }
    return b;
  }

  /** Compares elements, those with j ≥ i alone if {@code upper}. */
  static void assertClose(HostTensor e, HostTensor f, boolean upper, double ulps, String s) {
    double bound = ulps * e.dtype().epsilon();
    for (long i = 0; i < e.shape().extent(0); i++) {
      for (long j = upper ? i : 0; j < e.shape().extent(1); j++) {
        double x = e.at(i, j);
        double y = f.at(i, j);
        boolean same =
            x == y
                || (Double.isNaN(x) && Double.isNaN(y))
                || Math.abs(x - y) <= bound * Math.max(1, Math.abs(x));
        assertTrue(same, s + " at " + i + ", " + j + ": expected " + x + ", found " + y);
      }
    }
  }

  static void assertMargin(HostTensor a, String what) {
    long m = a.shape().extent(0);
    long n = a.shape().extent(1);
    var memory =
        MemorySegment.ofAddress(a.address() - 2L * a.dtype().bytes())
            .reinterpret((m * (n + 5)) * a.dtype().bytes());
    for (long i = 0; i < m; i++) {
      for (long j : new long[] {0, 1, n + 2, n + 3, n + 4}) {
        long at = (i * (n + 5) + j) * a.dtype().bytes();
        double found =
            a.dtype() == DType.F64
                ? memory.get(ValueLayout.JAVA_DOUBLE, at)
                : memory.get(ValueLayout.JAVA_FLOAT, at);
        assertEquals(SENTINEL, found, what + " wrote beside its operand");
      }
    }
  }

  static void fill(HostTensor to, HostTensor from) {
    for (long i = 0; i < from.shape().extent(0); i++) {
      for (long j = 0; j < from.shape().extent(1); j++) {
        to.set(from.at(i, j), i, j);
      }
    }
  }
}
