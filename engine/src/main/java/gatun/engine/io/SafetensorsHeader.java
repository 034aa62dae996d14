package gatun.engine.io;

import gatun.engine.DType;
import gatun.engine.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the elements of a safetensors file.
 *
 * @param metadata texts by name, in the order of the file; empty if there are none
 * @param entries the tensors by name, in the order of the file's header
 * @param dataOffset where the elements begin, in bytes from the beginning of the file
 * @param sealOffset where the eight digits of the checksum stand (see {@link
 *     Safetensors#writeSealed}); −1 if the file has none
 */
public record SafetensorsHeader(
    Map<String, String> metadata, Map<String, Entry> entries, long dataOffset, long sealOffset) {

  /**
   * One tensor.
   *
   * @param type the element type as the file names it, such as {@code F32} or {@code U8}
   * @param shape the extents
   * @param offset where the elements begin, in bytes from the beginning of the file
   * @param bytes how many bytes they take
   */
  public record Entry(String type, Shape shape, long offset, long bytes) {
    /** Returns the element type, or null if it is none that tensors have. */
    public @Nullable DType dtype() {
      for (DType dtype : DType.values()) {
        if (dtype.name().equals(type)) { // the format has the same names
          return dtype;
        }
      }
      return null;
    }
  }

  /** Returns the bits of one element of a type of the format, 0 if it has no such type. */
  static int bits(String type) {
    return switch (type) {
      case "F4" -> 4;
      case "F6_E2M3", "F6_E3M2" -> 6;
      case "BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0" -> 8;
      case "U16", "I16", "F16", "BF16" -> 16;
      case "U32", "I32", "F32" -> 32;
      case "U64", "I64", "F64", "C64" -> 64;
      default -> 0;
    };
  }
}
