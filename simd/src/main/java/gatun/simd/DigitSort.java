package gatun.simd;

/**
 * Sorts entries of a key and a position, 16 bytes, by the key as an unsigned number, stably: few by
 * insertion, many by their digits of 11 bits, the lowest first, without the digits that all keys
 * share. Where only the first ones are wanted, entries that cannot be among them by the highest
 * digit are dropped before. Budget of a pass: 48 bytes an entry.
 */
final class DigitSort {
  private static final int ENTRY = 16;
  private static final int DIGIT = 11;
  private static final int VALUES = 1 << DIGIT;
  private static final int FEW = 48;

  private DigitSort() {}

  /** Returns the bytes that sorting n entries needs: the entries, as many again, and counts. */
  static long bytes(long n) {
    return 2 * ENTRY * n + 4L * VALUES;
  }

  static void entry(long entries, long i, long key, long position) {
    Raw.int64(entries + ENTRY * i, key);
    Raw.int64(entries + ENTRY * i + 8, position);
  }

  static long key(long entries, long i) {
    return Raw.int64(entries + ENTRY * i);
  }

  static long position(long entries, long i) {
    return Raw.int64(entries + ENTRY * i + 8);
  }

  /**
   * Sorts so that the first {@code wanted} entries are in order and returns where they are. The
   * memory holds {@link #bytes} bytes.
   *
   * @param width bytes of a key that matter, 4 or 8
   */
  static long sort(long entries, int n, int wanted, int width) {
    long counts = entries + 2L * ENTRY * n;
    int count = n;
    if (n > FEW && wanted < n / 4) {
      count = first(entries, n, wanted, 8 * width, counts);
    }
    if (count <= FEW) {
      insert(entries, count);
      return entries;
    }
    long from = entries;
    long to = entries + (long) ENTRY * n;
    for (int shift = 0; shift < 8 * width; shift += DIGIT) {
      count(from, count, shift, counts);
      if (!shared(from, count, shift, counts)) {
        distribute(from, to, count, shift, counts);
        long other = from;
        from = to;
        to = other;
      }
    }
    return from;
  }

  private static void insert(long entries, int n) {
    for (int i = 1; i < n; i++) {
      long key = key(entries, i);
      long position = position(entries, i);
      int j = i;
      for (; j > 0 && Long.compareUnsigned(key(entries, j - 1), key) > 0; j--) {
        entry(entries, j, key(entries, j - 1), position(entries, j - 1));
      }
      entry(entries, j, key, position);
    }
  }

  private static void clear(long counts) {
    for (int d = 0; d < VALUES; d++) {
      Raw.int32(counts + 4L * d, 0);
    }
  }

  private static int increment(long counts, int digit) {
    long at = counts + 4L * digit;
    int old = Raw.int32(at);
    Raw.int32(at, old + 1);
    return old;
  }

  private static void count(long entries, int n, int shift, long counts) {
    clear(counts);
    for (int i = 0; i < n; i++) {
      increment(counts, (int) (key(entries, i) >>> shift) & VALUES - 1);
    }
  }

  /** Keeps the entries whose highest digit is at most that of the last wanted one; how many. */
  private static int first(long entries, int n, int wanted, int bits, long counts) {
    int shift = bits - DIGIT;
    count(entries, n, shift, counts);
    int limit = 0;
    for (int below = 0; limit < VALUES - 1; limit++) {
      below += Raw.int32(counts + 4L * limit);
      if (below >= wanted) {
        break;
      }
    }
    int kept = 0;
    for (int i = 0; i < n; i++) {
      long key = key(entries, i);
      if (((int) (key >>> shift) & VALUES - 1) <= limit) {
        entry(entries, kept++, key, position(entries, i));
      }
    }
    return kept;
  }

  /** Returns whether all entries have the digit of the first one, once it was counted. */
  private static boolean shared(long entries, int n, int shift, long counts) {
    int digit = (int) (key(entries, 0) >>> shift) & VALUES - 1;
    return Raw.int32(counts + 4L * digit) == n;
  }

  /** Distributes the entries by one digit that was counted. */
  private static void distribute(long from, long to, int n, int shift, long counts) {
    int start = 0;
    for (int d = 0; d < VALUES; d++) {
      int own = Raw.int32(counts + 4L * d);
      Raw.int32(counts + 4L * d, start);
      start += own;
    }
    for (int i = 0; i < n; i++) {
      long key = key(from, i);
      int at = increment(counts, (int) (key >>> shift) & VALUES - 1);
      entry(to, at, key, position(from, i));
    }
  }
}
