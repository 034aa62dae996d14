package gatun.simd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What lies outside a grid: a line of zeros, as long as the longest one asked for. */
final class Zeros {
  private volatile MemorySegment line = Arena.ofAuto().allocate(64 * 1024, 64);

  /** Returns at least {@code bytes} zeros; keep the segment while its address is used. */
  MemorySegment line(long bytes) {
    MemorySegment found = line;
    if (found.byteSize() < bytes) {
      found = Arena.ofAuto().allocate(bytes, 64);
      line = found;
    }
    return found;
  }
}
