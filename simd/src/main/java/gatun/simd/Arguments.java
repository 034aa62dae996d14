package gatun.simd;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The operands of one parallel region: addresses, sizes and scalars in fixed fields, so that a
 * region is started without allocating. Each thread keeps its own and reuses them; a region inside
 * a region borrows the next one.
 *
 * <pre>{@code
 * try (Arguments a = Arguments.borrow()) {
 *   a.n = n;
 *   a.p0 = x.address();
 *   workers.run(Level1F64::scalRange, a, chunks, 1);
 * }
 * }</pre>
 *
 * <p>Pass tasks as non-capturing lambdas or method references to static methods.
 */
final class Arguments implements AutoCloseable {
  private static final ThreadLocal<Arguments> FIRST = ThreadLocal.withInitial(Arguments::new);

  /** Number of elements. */
  long n;

  long p0;
  long p1;
  long p2;
  long p3;
  long p4;
  long p5;
  long p6;
  long p7;
  long q0;
  long q1;

  double s0;
  double s1;
  double s2;
  double s3;

  /** Whatever else a task needs, or null; forgotten at close. */
  @Nullable Object object;

  /** One partial result for each chunk of a reduction; see {@link #reserve}. */
  double[] partials = new double[64];

  private boolean taken;
  private @Nullable Arguments inner;

  private Arguments() {}

  /** Returns free arguments of the current thread; close them after the region. */
  static Arguments borrow() {
    Arguments a = FIRST.get();
    while (a.taken) {
      Arguments next = a.inner;
      if (next == null) {
        next = new Arguments();
        a.inner = next;
      }
      a = next;
    }
    a.taken = true;
    return a;
  }

  /** Makes room for {@code count} partial results; allocates only when it must grow. */
  void reserve(long count) {
    if (count > partials.length) {
      int size = Math.toIntExact(count);
      partials = new double[Math.max(size, 2 * Math.min(size, 1 << 20))];
    }
  }

  /**
   * Returns the sum of the first {@code count} partial results, added pairwise in an order that
   * depends on {@code count} alone. Overwrites them.
   */
  double sum(long count) {
    return sum(0, count);
  }

  /** Returns the sum of the partial results from {@code from} on; see {@link #sum(long)}. */
  double sum(long from, long count) {
    int first = Math.toIntExact(from);
    for (int length = Math.toIntExact(count); length > 1; ) {
      int half = (length + 1) >>> 1;
      for (int i = 0; i < length - half; i++) {
        partials[first + i] += partials[first + half + i];
      }
      length = half;
    }
    return count == 0 ? 0 : partials[first];
  }

  /** Returns the largest of the first {@code count} partial results; NaN if one of them is. */
  double max(long count) {
    double largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, partials[i]);
    }
    return largest;
  }

  /** Gives the arguments back. */
  @Override
  public void close() {
    object = null;
    taken = false;
  }

  @Override
  public String toString() {
    return "Arguments[n=" + n + ", s=" + Arrays.toString(new double[] {s0, s1, s2, s3}) + "]";
  }
}
