package gatun.simd;

import java.util.Arrays;

/**
 * The distinct value vectors of a matrix, by their bits. It gives up beyond 2048 of them: more than
 * 128 KiB would not stay in the caches beside x.
 */
final class SpmvDictionary {
  private static final int LIMIT = 2048;
  private static final int SLOTS = 4 * LIMIT;

  private final int lanes;
  private final int[] slots = new int[SLOTS]; // entry + 1, or 0
  private long[] vectors;
  private int size;
  private boolean full;

  SpmvDictionary(int lanes) {
    this.lanes = lanes;
    this.vectors = new long[16 * lanes];
  }

  /** Returns whether there were too many distinct vectors. */
  boolean full() {
    return full;
  }

  /** Returns the number of distinct vectors. */
  int size() {
    return size;
  }

  /** Adds a vector unless it is there. */
  void add(long[] vector) {
    if (full) {
      return;
    }
    int slot = slot(vector);
    if (slots[slot] != 0) {
      return;
    }
    if (size == LIMIT) {
      full = true;
      return;
    }
    if ((size + 1) * lanes > vectors.length) {
      vectors = Arrays.copyOf(vectors, 2 * vectors.length);
    }
    System.arraycopy(vector, 0, vectors, size * lanes, lanes);
    slots[slot] = ++size;
  }

  /** Returns the number of a vector that was added. */
  int find(long[] vector) {
    return slots[slot(vector)] - 1;
  }

  private int slot(long[] vector) {
    long hash = 0;
    for (int lane = 0; lane < lanes; lane++) {
      hash = (hash ^ vector[lane]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    int slot = (int) (hash >>> 32) & (SLOTS - 1);
    while (slots[slot] != 0 && !same(vector, slots[slot] - 1)) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
  }

  private boolean same(long[] vector, int entry) {
    int at = entry * lanes;
    return Arrays.equals(vector, 0, lanes, vectors, at, at + lanes);
  }

  /** Writes the vectors one after the other, elements of {@code bytes} bytes. */
  void store(long address, int bytes) {
    for (int i = 0; i < size * lanes; i++) {
      Raw.bits(address + (long) i * bytes, bytes, vectors[i]);
    }
  }
}
