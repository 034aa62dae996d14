package gatun.engine.io;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Workspace;
import gatun.engine.io.SafetensorsHeader.Entry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** An open safetensors file. */
final class SafetensorsInput implements AutoCloseable {
  private static final int BUFFER = 1 << 20;
  private static final long LONGEST_HEADER = 100_000_000; // as the format's own reader has it

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;

  /** Opens a file and checks its header. */
  SafetensorsInput(Path file, boolean toMap) throws IOException {
    this.file = file;
    this.channel =
        toMap
            ? Npy.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
            : Npy.open(file, StandardOpenOption.READ);
    try {
      this.header = parse();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private SafetensorsHeader parse() throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw wrong(0, "expected 8 bytes, the length of the header, found " + size);
    }
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    fill(length, 0);
    long bytes = length.getLong(0);
    long most = Math.min(LONGEST_HEADER, size - 8);
    if (bytes < 2 || bytes > most) {
      throw wrong(
          0,
          "expected a header of 2 to "
              + most
              + " bytes, found a length of "
              + Long.toUnsignedString(bytes));
    }
    byte[] text = new byte[(int) bytes];
    fill(ByteBuffer.wrap(text), 8);
    return new SafetensorsHeaderParser(file, 8, text, size - 8 - bytes).parse();
  }

  SafetensorsHeader header() {
    return header;
  }

  private FormatException wrong(long offset, String message) {
    return FormatException.in(file, "offset " + offset + ": " + message);
  }

  private void fill(ByteBuffer target, long from) throws IOException {
    long at = from;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw wrong(at, "expected " + target.remaining() + " more bytes, found the end");
      }
      at += count;
    }
  }

  private Entry entry(String name) throws FormatException {
    Entry entry = header.entries().get(name);
    if (entry == null) {
      throw FormatException.in(
          file,
          "expected a tensor named "
              + FormatException.quoted(name)
              + ", found "
              + FormatException.quoted(String.join(", ", header.entries().keySet())));
    }
    return entry;
  }

  /** Returns the type of a tensor, or refuses it. */
  DType supported(String name) throws FormatException {
    Entry entry = entry(name);
    DType dtype = entry.dtype();
    if (dtype == null) {
      throw FormatException.in(
          file,
          "tensor "
              + FormatException.quoted(name)
              + ": elements of type "
              + entry.type()
              + " are not supported; convert it first");
    }
    return dtype;
  }

  HostTensor read(String name, Workspace workspace) throws IOException {
    DType dtype = supported(name);
    Entry entry = entry(name);
    HostTensor tensor = workspace.zeros(dtype, entry.shape().extents());
    tensor.lifetime().acquire();
    try {
      copy(entry, dtype, tensor);
      return tensor;
    } finally {
      tensor.lifetime().release();
    }
  }

  /** Throws unless a tensor has the type and shape of another one. */
  void requireSame(String name, HostTensor target) throws FormatException {
    DType dtype = supported(name);
    Entry entry = entry(name);
    if (dtype != target.dtype() || !entry.shape().equals(target.shape())) {
      String expected = target.dtype() + target.shape().toString();
      Shape found = entry.shape();
      throw FormatException.in(
          file,
          "tensor "
              + FormatException.quoted(name)
              + ": expected "
              + expected
              + ", found "
              + FormatException.quoted(dtype + found.toString()));
    }
  }

  /** Reads into a tensor of the same type and shape, whose lifetime the caller holds. */
  void readInto(String name, HostTensor target) throws IOException {
    copy(entry(name), target.dtype(), target);
  }

  private void copy(Entry entry, DType dtype, HostTensor target) throws IOException {
    int width = dtype.bytes();
    if (target.contiguous()) {
      MemorySegment memory = target.segment().asSlice(0, entry.bytes());
      for (long at = 0; at < entry.bytes(); at += BUFFER) {
        MemorySegment piece = memory.asSlice(at, Math.min(BUFFER, entry.bytes() - at));
        fill(piece, entry.offset() + at, width);
      }
      return;
    }
    Walk walk = Walk.rowMajor(target);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER, ValueLayout.JAVA_LONG.byteAlignment());
      for (long at = 0; at < entry.bytes(); at += BUFFER) {
        MemorySegment piece = buffer.asSlice(0, Math.min(BUFFER, entry.bytes() - at));
        fill(piece, entry.offset() + at, width);
        for (long k = 0; k < piece.byteSize() / width; k++) {
          Elements.copy(piece, k, target.segment(), walk.next(), width);
        }
      }
    }
  }

  private void fill(MemorySegment piece, long from, int width) throws IOException {
    fill(piece.asByteBuffer(), from);
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      Elements.reverseBytes(piece, width);
    }
  }

  HostTensor map(String name, Workspace workspace) throws IOException {
    DType dtype = supported(name);
    Entry entry = entry(name);
    boolean aligned = entry.offset() % dtype.bytes() == 0;
    return aligned && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        ? workspace.map(channel, entry.offset(), dtype, entry.shape().extents())
        : read(name, workspace);
  }

  /** Compares the checksum. */
  void verify() throws IOException {
    long seal = header.sealOffset();
    if (seal < 0) {
      throw FormatException.in(
          file, "expected the metadata crc32c, a checksum of eight digits, found none");
    }
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    byte[] blank = SafetensorsHeaderParser.BLANK_SEAL.getBytes(StandardCharsets.US_ASCII);
    CRC32C sum = new CRC32C();
    long size = channel.size();
    for (long at = 0; at < size; at += BUFFER) {
      fill(buffer.clear().limit((int) Math.min(BUFFER, size - at)), at);
      for (int i = 0; i < blank.length; i++) {
        long place = seal + i - at;
        if (place >= 0 && place < buffer.limit()) {
          buffer.put((int) place, blank[i]);
        }
      }
      sum.update(buffer.flip());
    }
    String found = header.metadata().get(SafetensorsHeaderParser.SEAL);
    String expected = SafetensorsOutput.digits(sum);
    if (!expected.equals(found)) {
      throw wrong(
          seal,
          "the file is damaged: its bytes have the checksum "
              + expected
              + ", but it was written with "
              + found);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
