package gatun.engine.io;

import gatun.engine.HostTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Writes tensors in the format safetensors. The caller holds their lifetimes. */
final class SafetensorsOutput {
  private static final int BUFFER = 1 << 20;
  private static final int ALIGNMENT = 64; // of the first element; the format demands 8

  private final List<Map.Entry<String, HostTensor>> tensors;

  /** Takes the tensors; wide elements come first, so that all of them are aligned. */
  SafetensorsOutput(Map<String, HostTensor> tensors) {
    this.tensors = new ArrayList<>(tensors.entrySet());
    this.tensors.sort(Comparator.comparingInt(one -> -one.getValue().dtype().bytes()));
  }

  /** Writes a file without a checksum. */
  void write(Map<String, String> metadata, WritableByteChannel out) throws IOException {
    drain(header(metadata), out);
    data(out);
  }

  /** Writes a file whose metadata ends in the checksum of all its bytes. */
  void writeSealed(Map<String, String> metadata, WritableByteChannel out) throws IOException {
    Map<String, String> sealed = new LinkedHashMap<>(metadata);
    sealed.put(SafetensorsHeaderParser.SEAL, SafetensorsHeaderParser.BLANK_SEAL);
    CRC32C sum = new CRC32C();
    write(sealed, new Summing(sum));
    sealed.put(SafetensorsHeaderParser.SEAL, digits(sum));
    write(sealed, out);
  }

  /** Returns the eight digits that seal a file with the given sum. */
  static String digits(CRC32C sum) {
    return "%08x".formatted(sum.getValue());
  }

  private ByteBuffer header(Map<String, String> metadata) {
    StringBuilder text = new StringBuilder("{");
    if (!metadata.isEmpty()) {
      text.append("\"__metadata__\":{");
      metadata.forEach((key, value) -> {
        JsonText.append(text, key);
        text.append(':');
        JsonText.append(text, value);
        text.append(',');
      });
      text.setCharAt(text.length() - 1, '}');
      text.append(',');
    }
    long end = 0;
    for (Map.Entry<String, HostTensor> one : tensors) {
      end = append(text, one.getKey(), one.getValue(), end);
    }
    if (text.length() > 1) {
      text.setLength(text.length() - 1);
    }
    byte[] bytes = text.append('}').toString().getBytes(StandardCharsets.UTF_8);
    int padded = Math.ceilDiv(8 + bytes.length, ALIGNMENT) * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(padded - 8).put(bytes);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  private static long append(StringBuilder text, String name, HostTensor tensor, long begin) {
    JsonText.append(text, name);
    text.append(":{\"dtype\":\"").append(tensor.dtype().name()).append("\",\"shape\":[");
    for (int axis = 0; axis < tensor.shape().rank(); axis++) {
      text.append(axis == 0 ? "" : ",").append(tensor.shape().extent(axis));
    }
    long end = begin + tensor.size() * tensor.dtype().bytes();
    text.append("],\"data_offsets\":[").append(begin).append(',').append(end).append("]},");
    return end;
  }

  private void data(WritableByteChannel out) throws IOException {
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    for (Map.Entry<String, HostTensor> one : tensors) {
      HostTensor tensor = one.getValue();
      int width = tensor.dtype().bytes();
      MemorySegment memory = tensor.segment();
      if (tensor.contiguous() && little) {
        long bytes = tensor.size() * width;
        for (long at = 0; at < bytes; at += BUFFER) {
          drain(memory.asSlice(at, Math.min(BUFFER, bytes - at)).asByteBuffer(), out);
        }
      } else {
        packed(tensor, memory, little, out);
      }
    }
  }

  private static void packed(
      HostTensor tensor, MemorySegment memory, boolean little, WritableByteChannel out)
      throws IOException {
    int width = tensor.dtype().bytes();
    Walk walk = Walk.rowMajor(tensor);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER, ValueLayout.JAVA_LONG.byteAlignment());
      for (long left = tensor.size(); left > 0; ) {
        long count = Math.min(left, BUFFER / width);
        for (long k = 0; k < count; k++) {
          Elements.copy(memory, walk.next(), buffer, k, width);
        }
        MemorySegment piece = buffer.asSlice(0, count * width);
        if (!little) {
          Elements.reverseBytes(piece, width);
        }
        drain(piece.asByteBuffer(), out);
        left -= count;
      }
    }
  }

  private static void drain(ByteBuffer bytes, WritableByteChannel out) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** Takes bytes into a checksum. */
  private record Summing(CRC32C sum) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) {
      int count = source.remaining();
      sum.update(source);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
