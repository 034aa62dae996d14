package gatun.engine.io;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads files of the format IDX, in which MNIST comes: two zeros, a type, the number of axes, the
 * extents as big-endian integers of 32 bits, then the elements, row-major and big-endian. Plain or
 * compressed by gzip, which is told from the content.
 *
 * <p>The file must hold exactly the elements that its header announces; no memory is taken before
 * that is known. Cost: one pass over the bytes, two over those of a compressed file.
 */
public final class Idx {
  private static final int BUFFER = 1 << 16;

  /** How elements are stored in a file. */
  private enum Code {
    U8(0x08, 1, DType.I32),
    I8(0x09, 1, DType.I8),
    I16(0x0b, 2, DType.I32),
    I32(0x0c, 4, DType.I32),
    F32(0x0d, 4, DType.F32),
    F64(0x0e, 8, DType.F64);

    private final int number;
    private final int bytes;
    private final DType natural; // the smallest type that holds every element

    Code(int number, int bytes, DType natural) {
      this.number = number;
      this.bytes = bytes;
      this.natural = natural;
    }
  }

  private record Header(Code code, Shape shape) {}

  private Idx() {}

  /**
   * Returns the array that a file holds in a new row-major tensor of the smallest type that holds
   * all its elements: I32 for unsigned bytes and integers of 16 or 32 bits, otherwise the type of
   * the file.
   *
   * @throws FormatException if the file is not what the format demands; one line says where
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static HostTensor read(Path file, Workspace workspace) throws IOException {
    try (BinaryInput input = new BinaryInput(file)) {
      Header header = header(input);
      return elements(input, header, header.code.natural, workspace);
    }
  }

  /**
   * Returns the array that a file holds, its elements converted: to F32 or F64 from every type,
   * rounded to the nearest, or to an integer that holds them all.
   *
   * @throws FormatException if the file is not what the format demands, or the type cannot hold its
   *     elements
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static HostTensor read(Path file, Workspace workspace, DType dtype) throws IOException {
    try (BinaryInput input = new BinaryInput(file)) {
      Header header = header(input);
      DType natural = header.code.natural;
      boolean fits = dtype.real() || !natural.real() && natural.bytes() <= dtype.bytes();
      if (!fits) {
        throw input.wrong(2, "expected elements that " + dtype + " can hold, found " + header.code);
      }
      return elements(input, header, dtype, workspace);
    }
  }

  /**
   * Returns the unsigned bytes that a file holds as they are, in a new row-major tensor of type I8:
   * the element {@code b} stands for {@code b & 0xff}. A quarter of the memory of F32.
   *
   * @throws FormatException if the file is not what the format demands, or its elements are of
   *     another type
   * @throws IOException if it cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static HostTensor readBytes(Path file, Workspace workspace) throws IOException {
    try (BinaryInput input = new BinaryInput(file)) {
      Header header = header(input);
      if (header.code != Code.U8) {
        throw input.wrong(2, "expected elements of type U8, unsigned bytes, found " + header.code);
      }
      return elements(input, new Header(Code.I8, header.shape), DType.I8, workspace);
    }
  }

  private static Header header(BinaryInput input) throws IOException {
    byte[] start = new byte[4];
    input.read(start, 4, "the 4 bytes that begin an IDX file");
    if (start[0] != 0 || start[1] != 0) {
      throw input.wrong(
          0,
          "expected two zeros, as an IDX file begins, found "
              + (start[0] & 0xff)
              + " and "
              + (start[1] & 0xff));
    }
    for (Code code : Code.values()) {
      if (code.number == start[2]) {
        return new Header(code, shape(input, code, start[3] & 0xff));
      }
    }
    throw input.wrong(
        2, "expected a type 8, 9, 11, 12, 13 or 14 of elements, found " + (start[2] & 0xff));
  }

  private static Shape shape(BinaryInput input, Code code, int rank) throws IOException {
    byte[] bytes = new byte[4 * rank];
    input.read(bytes, bytes.length, rank + " extents of 4 bytes");
    long[] extents = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      extents[axis] = ByteBuffer.wrap(bytes).getInt(4 * axis) & 0xffffffffL;
    }
    try {
      Shape shape = Shape.of(extents);
      long data = Math.multiplyExact(shape.size(), (long) code.bytes);
      if (data != input.left()) {
        throw input.wrong(
            input.position(),
            "expected " + data + " bytes for " + code + shape + ", found " + input.left());
      }
      return shape;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw input.wrong(
          4,
          "expected a shape of less than 2^63 bytes, found "
              + FormatException.quoted(Arrays.toString(extents)));
    }
  }

  private static HostTensor elements(
      BinaryInput input, Header header, DType dtype, Workspace workspace) throws IOException {
    HostTensor tensor = workspace.zeros(dtype, header.shape.extents());
    tensor.lifetime().acquire();
    try {
      byte[] bytes = new byte[BUFFER];
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      var memory = tensor.segment();
      for (long done = 0; done < tensor.size(); ) {
        int count = (int) Math.min(tensor.size() - done, BUFFER / header.code.bytes);
        input.read(bytes, count * header.code.bytes, "more elements");
        for (int i = 0; i < count; i++) {
          if (header.code.natural.real()) {
            Elements.setReal(memory, dtype, done + i, real(buffer, header.code, i));
          } else {
            Elements.setInteger(memory, dtype, done + i, integer(buffer, header.code, i));
          }
        }
        done += count;
      }
      return tensor;
    } finally {
      tensor.lifetime().release();
    }
  }

  private static double real(ByteBuffer buffer, Code code, int i) {
    return code == Code.F32 ? buffer.getFloat(4 * i) : buffer.getDouble(8 * i);
  }

  private static int integer(ByteBuffer buffer, Code code, int i) {
    return switch (code) {
      case U8 -> buffer.get(i) & 0xff;
      case I8 -> buffer.get(i);
      case I16 -> buffer.getShort(2 * i);
      default -> buffer.getInt(4 * i);
    };
  }
}
