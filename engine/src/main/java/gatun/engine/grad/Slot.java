package gatun.engine.grad;

import gatun.engine.Tensor;
import org.jspecify.annotations.Nullable;

/** Where the gradient or the tangent of one variable comes together while a sweep is planned. */
final class Slot {
  /** The memory; null until somebody contributes. */
  @Nullable Tensor tensor;

  /** What to give back to the pool once the tensor is not needed any more; null if it is kept. */
  Pool.@Nullable Block block;

  /** Whether the tensor holds a contribution already: the next one is added. */
  boolean written;

  /** Whether an operation may overwrite the tensor when it has been the cotangent. */
  boolean disposable;
}
