package gatun.engine.spi;

import gatun.engine.DType;

/**
 * Names a kernel: the family and the element type it works on.
 *
 * @param family the kernel interface
 * @param dtype the element type of the (first) operand
 */
public record KernelKey<K extends Kernel>(Class<K> family, DType dtype) {
  /** Returns the key of a kernel family for an element type. */
  public static <K extends Kernel> KernelKey<K> of(Class<K> family, DType dtype) {
    return new KernelKey<>(family, dtype);
  }

  @Override
  public String toString() {
    return family.getSimpleName() + "(" + dtype + ")";
  }
}
