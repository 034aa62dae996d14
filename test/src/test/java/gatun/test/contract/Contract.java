package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.Support;
import gatun.engine.Workspace;
import java.util.random.RandomGenerator;

/** What the contract tests share: the backend under test, its oracle, vectors and comparisons. */
final class Contract {
  /** The backend under test; the build runs some contracts for {@code cuda} too. */
  static final String SUBJECT = System.getProperty("gatun.contract.subject", "simd");

  private static final boolean SIMD = SUBJECT.equals("simd");

  /** Lengths around every vector width, around a chunk, and well beyond. */
  static final int[] SIZES = {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 8191, 8193, 70001};

  private Contract() {}

  /** Opens the backend under test; fails if another one answers. */
  static Backend subject(int threads) {
    Support support =
        Backends.report().stream()
            .filter(e -> e.name().equals(SUBJECT))
            .findFirst()
            .orElseThrow()
            .support();
    String forced = SIMD ? System.getProperty("gatun.simd.bits") : null;
    boolean wide =
        support instanceof Support.Refused(String reason, String remedy)
            && reason.contains("wider than");
    assumeTrue(!wide, () -> forced + "-bit vectors are not to be had on this machine");
    if (!SIMD && support instanceof Support.Refused(String reason, String remedy)) {
      assumeTrue(false, () -> SUBJECT + " is refused: " + reason + "; " + remedy);
    }
    Backend backend = Backends.named(SUBJECT, new BackendOptions(threads));
    assertEquals(SUBJECT, backend.name());
    assertEquals(SIMD ? threads : 1, backend.threads());
    if (forced != null) {
      assertTrue(backend.description().startsWith(forced + "-bit"), backend.description());
    }
    return backend;
  }

  /** Returns a vector with the given stride, standing in the middle of sentinels. */
  static HostTensor vector(Workspace w, DType dtype, long n, long stride) {
    HostTensor all = w.zeros(dtype, Math.max(1, n * stride) + 64);
    for (long i = 0; i < all.size(); i++) {
      all.set(777, i);
    }
    return all.view(new Slice(32, 32 + n * stride, stride));
  }

  static HostTensor random(Workspace w, DType dtype, long n, long stride, RandomGenerator random) {
    HostTensor x = vector(w, dtype, n, stride);
    for (long i = 0; i < n; i++) {
      x.set(2 * random.nextDouble() - 1, i);
    }
    return x;
  }

  static HostTensor copyOf(Workspace w, HostTensor x) {
    long stride = x.shape().extent(0) > 0 ? x.stride(0) : 1;
    HostTensor y = vector(w, x.dtype(), x.size(), stride);
    for (long i = 0; i < x.size(); i++) {
      y.set(x.at(i), i);
    }
    return y;
  }

  /** Compares elementwise within {@code ulps} units of the largest magnitude. */
  static void assertClose(HostTensor expected, HostTensor found, double ulps, String what) {
    double scale = 1;
    for (long i = 0; i < expected.size(); i++) {
      double e = Math.abs(expected.at(i));
      scale = e < Double.POSITIVE_INFINITY ? Math.max(scale, e) : scale;
    }
    double bound = ulps * expected.dtype().epsilon() * scale;
    for (long i = 0; i < expected.size(); i++) {
      double e = expected.at(i);
      double f = found.at(i);
      boolean same = e == f || (Double.isNaN(e) && Double.isNaN(f)) || Math.abs(e - f) <= bound;
      assertTrue(same, what + " element " + i + ": expected " + e + ", found " + f);
    }
  }

  /** Checks that the elements around and between those of the view still hold the sentinel. */
  static void assertSurroundings(HostTensor x, long stride, String what) {
    HostTensor all = whole(x, stride);
    for (long i = 0; i < all.size(); i++) {
      boolean inside = i >= 1 && i < 1 + x.size() * stride && (i - 1) % stride == 0;
      if (!inside) {
        assertEquals(777, all.at(i), what + " wrote outside its operand");
      }
    }
  }

  private static HostTensor whole(HostTensor x, long stride) {
    HostTensor probe = x.owner().zeros(x.dtype(), x.size() * stride + 2);
    var memory =
        java.lang.foreign.MemorySegment.ofAddress(x.address() - x.dtype().bytes())
            .reinterpret((x.size() * stride + 2) * x.dtype().bytes());
    java.lang.foreign.MemorySegment.copy(memory, 0, probe.segment(), 0, memory.byteSize());
    return probe;
  }

  /** Compares two results within {@code bound}, relative to values above 1. */
  static void assertScalar(double expected, double found, double bound, String what) {
    boolean same =
        expected == found
            || (Double.isNaN(expected) && Double.isNaN(found))
            || Math.abs(expected - found) <= bound * Math.max(1, Math.abs(expected));
    assertTrue(same, what + ": expected " + expected + ", found " + found);
  }
}
