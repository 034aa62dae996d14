package gatun.simd;

/** Copies between strided and dense memory, whatever the type of 4 or 8 bytes. */
final class Packing {
  private Packing() {}

  /** Copies {@code n} elements that lie {@code stride} bytes apart to dense memory. */
  static void pack(long from, long stride, long to, long n, int bytes) {
    if (bytes == 8) {
      for (long i = 0; i < n; i++) {
        Raw.int64(to + 8 * i, Raw.int64(from + i * stride));
      }
    } else {
      for (long i = 0; i < n; i++) {
        Raw.int32(to + 4 * i, Raw.int32(from + i * stride));
      }
    }
  }

  /** Copies {@code n} dense elements to memory where they lie {@code stride} bytes apart. */
  static void unpack(long from, long to, long stride, long n, int bytes) {
    if (bytes == 8) {
      for (long i = 0; i < n; i++) {
        Raw.int64(to + i * stride, Raw.int64(from + 8 * i));
      }
    } else {
      for (long i = 0; i < n; i++) {
        Raw.int32(to + i * stride, Raw.int32(from + 4 * i));
      }
    }
  }
}
