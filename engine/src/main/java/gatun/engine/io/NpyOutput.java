package gatun.engine.io;

import gatun.engine.HostTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes one tensor in the format of {@code .npy}: version 1, row-major, native byte order. */
final class NpyOutput {
  private static final int BUFFER = 1 << 20;

  private NpyOutput() {}

  /** Returns the number of bytes that {@link #write} writes. */
  static long length(HostTensor tensor) {
    return NpyHeader.bytes(tensor).remaining() + tensor.size() * tensor.dtype().bytes();
  }

  /** Writes header and elements; strided views are packed. The caller holds the lifetime. */
  static void write(HostTensor tensor, WritableByteChannel out) throws IOException {
    drain(NpyHeader.bytes(tensor), out);
    int width = tensor.dtype().bytes();
    MemorySegment memory = tensor.segment();
    if (tensor.contiguous()) {
      long bytes = tensor.size() * width;
      for (long at = 0; at < bytes; at += BUFFER) {
        drain(memory.asSlice(at, Math.min(BUFFER, bytes - at)).asByteBuffer(), out);
      }
      return;
    }
    Walk walk = Walk.rowMajor(tensor);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER, ValueLayout.JAVA_LONG.byteAlignment());
      for (long left = tensor.size(); left > 0; ) {
        long count = Math.min(left, BUFFER / width);
        for (long k = 0; k < count; k++) {
          Elements.copy(memory, walk.next(), buffer, k, width);
        }
        drain(buffer.asSlice(0, count * width).asByteBuffer(), out);
        left -= count;
      }
    }
  }

  private static void drain(ByteBuffer bytes, WritableByteChannel out) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
