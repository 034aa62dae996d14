package gatun.engine.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;

/** Reads one array in the format of {@code .npy}, of a file of its own or within an archive. */
final class NpyInput {
  private static final int BUFFER = 1 << 20;
  private static final int LONGEST_HEADER = 0xffff; // far more than 64 axes need

  private final Path file;
  private final String part;
  private final ReadableByteChannel in;
  private final long length;
  private long position;

  /**
   * Takes an array.
   *
   * @param file named in messages
   * @param part the name within an archive, empty for a file of its own
   * @param in stands at the beginning of the array
   * @param length the bytes of the array, header included
   */
  NpyInput(Path file, String part, ReadableByteChannel in, long length) {
    this.file = file;
    this.part = part;
    this.in = in;
    this.length = length;
  }

  /** Returns the exception for a place: what was expected there and what was found. */
  FormatException wrong(long offset, String message) {
    String array = part.isEmpty() ? "" : "array " + FormatException.quoted(part) + ", ";
    return FormatException.in(file, array + "offset " + offset + ": " + message);
  }

  /** Reads the header and checks that as many bytes follow as it says. */
  NpyHeader header() throws IOException {
    byte[] start = bytes(8, "the 8 bytes that begin a .npy file");
    if (!Arrays.equals(start, 0, 6, NpyHeader.MAGIC, 0, 6)) {
      String found = new String(start, 0, 6, ISO_8859_1);
      throw wrong(
          0,
          "expected '\\x93NUMPY', as a .npy file begins, found " + FormatException.quoted(found));
    }
    if (start[6] < 1 || start[6] > 3) {
      throw wrong(6, "expected a .npy file of version 1, 2 or 3, found version " + start[6]);
    }
    int width = start[6] == 1 ? 2 : 4;
    byte[] number = Arrays.copyOf(bytes(width, "the length of the header"), 4);
    long size = ByteBuffer.wrap(number).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffffffffL;
    long most = Math.min(LONGEST_HEADER, length - position);
    if (size > most) {
      throw wrong(8, "expected a header of at most " + most + " bytes, found a length of " + size);
    }
    int offset = (int) position;
    String text = new String(bytes((int) size, "the header"), ISO_8859_1);
    NpyHeader header = new NpyHeaderParser(this, text, offset).parse();
    if (header.dataBytes() != length - position) {
      throw wrong(
          position,
          "expected "
              + header.dataBytes()
              + " bytes of data for "
              + header.dtype()
              + header.shape()
              + ", found "
              + (length - position));
    }
    return header;
  }

  private byte[] bytes(int count, String what) throws IOException {
    byte[] bytes = new byte[(int) Math.min(count, length - position)];
    if (bytes.length < count) {
      throw wrong(position, "expected " + what + ", found the end of the array");
    }
    fill(ByteBuffer.wrap(bytes));
    return bytes;
  }

  private void fill(ByteBuffer target) throws IOException {
    try {
      while (target.hasRemaining()) {
        int count = in.read(target);
        if (count < 0) {
          throw wrong(
              position,
              "expected " + target.remaining() + " more bytes, found the end of the data");
        }
        position += count;
      }
    } catch (ZipException | EOFException e) {
      throw wrong(position, "the compressed data is damaged or cut short (" + e.getMessage() + ")");
    }
  }

  /**
   * Returns the elements in a new tensor, in row-major order, converted to a type.
   *
   * @throws FormatException if the type cannot hold them, or the data ends early
   */
  HostTensor elements(NpyHeader header, DType dtype, Workspace workspace) throws IOException {
    DType source = header.dtype();
    if (!dtype.real() && (source.real() || source.bytes() > dtype.bytes())) {
      throw wrong(0, "expected elements that " + dtype + " can hold, found " + source);
    }
    HostTensor tensor = workspace.zeros(dtype, header.shape().extents());
    tensor.lifetime().acquire();
    try {
      MemorySegment memory = tensor.segment().asSlice(0, tensor.size() * dtype.bytes());
      if (dtype == source && !header.columnMajor()) {
        for (long at = 0; at < memory.byteSize(); at += BUFFER) {
          MemorySegment piece = memory.asSlice(at, Math.min(BUFFER, memory.byteSize() - at));
          fill(piece, header);
        }
      } else {
        convert(header, memory, tensor);
      }
      return tensor;
    } finally {
      tensor.lifetime().release();
    }
  }

  /** Reads the next elements and brings them into the byte order of this machine. */
  private void fill(MemorySegment piece, NpyHeader header) throws IOException {
    fill(piece.asByteBuffer());
    if (!header.nativeOrder()) {
      Elements.reverseBytes(piece, header.dtype().bytes());
    }
  }

  private void convert(NpyHeader header, MemorySegment memory, HostTensor tensor)
      throws IOException {
    int width = header.dtype().bytes();
    Walk walk = header.columnMajor() ? Walk.columnMajor(tensor) : Walk.rowMajor(tensor);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER, ValueLayout.JAVA_LONG.byteAlignment());
      for (long left = tensor.size(); left > 0; ) {
        long count = Math.min(left, BUFFER / width);
        fill(buffer.asSlice(0, count * width), header);
        for (long k = 0; k < count; k++) {
          Elements.convert(buffer, header.dtype(), k, memory, tensor.dtype(), walk.next());
        }
        left -= count;
      }
    }
  }
}
