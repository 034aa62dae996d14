package gatun.engine.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What stands before the elements of a {@code .npy} file.
 *
 * @param dtype the element type
 * @param order the byte order of the elements; the native one if they are single bytes
 * @param columnMajor whether the first axis varies fastest; false where that makes no difference
 * @param shape the extents
 * @param length the bytes up to the first element
 */
record NpyHeader(DType dtype, ByteOrder order, boolean columnMajor, Shape shape, long length) {
  /** The bytes that begin every file. */
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private static final int PREFIX = 10;
  private static final int ALIGNMENT = 64;

  /** Returns the number of bytes that the elements take. */
  long dataBytes() {
    return shape.size() * dtype.bytes(); // checked against the length of the file when read
  }

  /** Returns whether the elements stand in the byte order of this machine. */
  boolean nativeOrder() {
    return order == ByteOrder.nativeOrder();
  }

  /** Returns the beginning of a version 1 file for a tensor, a multiple of 64 bytes. */
  static ByteBuffer bytes(HostTensor tensor) {
    StringBuilder text = new StringBuilder("{'descr': '").append(descr(tensor.dtype()));
    text.append("', 'fortran_order': False, 'shape': (");
    Shape shape = tensor.shape();
    for (int axis = 0; axis < shape.rank(); axis++) {
      text.append(axis == 0 ? "" : " ").append(shape.extent(axis)).append(',');
    }
    if (shape.rank() > 1) {
      text.setLength(text.length() - 1); // (3,) but (3, 4)
    }
    text.append("), }");
    int padded = Math.ceilDiv(PREFIX + text.length() + 1, ALIGNMENT) * ALIGNMENT;
    text.repeat(' ', padded - PREFIX - text.length() - 1).append('\n');
    return ByteBuffer.allocate(padded)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) text.length())
        .put(text.toString().getBytes(ISO_8859_1))
        .flip();
  }

  /** Checks that the format has a name for the elements of a tensor. */
  static void check(HostTensor tensor) {
    Check.that(
        tensor.dtype() != DType.BF16,
        () ->
            "npy: expected F16, F32, F64, I8, I32 or I64, found BF16, which the format has no name"
                + " for; copy it into F32 first");
  }

  private static String descr(DType dtype) {
    char order =
        dtype.bytes() == 1 ? '|' : ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? '<' : '>';
    return order + (dtype.real() ? "f" : "i") + dtype.bytes();
  }
}
