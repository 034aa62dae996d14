package gatun.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The check of tensors that hold positions along an axis: one pass before anything is written. */
final class Positions {
  private Positions() {}

  /**
   * Checks that every element of an I32 or I64 tensor lies in [0, extent).
   *
   * @throws IndexOutOfBoundsException that names the first place, its value and the extent
   */
  static void check(String operation, String what, Tensor positions, long extent) {
    check(operation, what, positions, 0, extent);
  }

  /**
   * Checks that every element of an I32 or I64 tensor lies in [least, extent).
   *
   * @throws IndexOutOfBoundsException that names the first place, its value and the extent
   */
  static void check(String operation, String what, Tensor positions, long least, long extent) {
    HostTensor tensor = (HostTensor) positions;
    MemorySegment memory = tensor.segment();
    if (tensor.contiguous() && tensor.dtype() == DType.I32) {
      for (long i = 0; i < tensor.size(); i++) {
        int value = memory.getAtIndex(ValueLayout.JAVA_INT, i);
        if (value < least || value >= extent) {
          refuse(operation, what, Long.toString(i), value, least, extent);
        }
      }
    } else if (tensor.contiguous()) {
      for (long i = 0; i < tensor.size(); i++) {
        long value = memory.getAtIndex(ValueLayout.JAVA_LONG, i);
        if (value < least || value >= extent) {
          refuse(operation, what, Long.toString(i), value, least, extent);
        }
      }
    } else {
      strided(operation, what, tensor, least, extent);
    }
  }

  private static void strided(
      String operation, String what, HostTensor tensor, long least, long extent) {
    long[] at = new long[tensor.shape().rank()];
    for (long i = 0; i < tensor.size(); i++) {
      long rest = i;
      for (int k = at.length - 1; k >= 0; k--) {
        at[k] = rest % tensor.shape().extent(k);
        rest /= tensor.shape().extent(k);
      }
      long value = tensor.integerAt(at);
      if (value < least || value >= extent) {
        refuse(operation, what, java.util.Arrays.toString(at), value, least, extent);
      }
    }
  }

  private static void refuse(
      String operation, String what, String place, long value, long least, long extent) {
    throw new IndexOutOfBoundsException(
        operation
            + ": "
            + what
            + " "
            + value
            + " at position "
            + place
            + " is outside ["
            + least
            + ", "
            + extent
            + ")");
  }
}
