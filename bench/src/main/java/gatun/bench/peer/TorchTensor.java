package gatun.bench.peer;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import gatun.engine.HostTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A tensor of PyTorch. One made {@link #of} a tensor of Gatun shares its memory: what PyTorch
 * writes, Gatun sees. The memory must stay as long as this object.
 */
public final class TorchTensor implements AutoCloseable {
  private static final int CPU = 0;

  private final long handle;

  /** Takes over a handle. */
  TorchTensor(long handle) {
    this.handle = handle;
  }

  /** Returns a tensor over the same memory, of the same extents and strides. */
  public static TorchTensor of(HostTensor tensor) {
    int[] axes = new int[tensor.shape().rank()];
    for (int axis = 0; axis < axes.length; axis++) {
      axes[axis] = axis;
    }
    return of(tensor, axes);
  }

  /**
   * Returns a tensor over the same memory whose axis i is axis {@code axes[i]} of the given one. So
   * a packed tensor of Gatun with the axes (batch, y, x, channel) becomes, by {@code 0, 3, 1, 2},
   * the tensor (batch, channel, y, x) that PyTorch calls channels-last.
   */
  public static TorchTensor of(HostTensor tensor, int... axes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment extents = arena.allocate(JAVA_LONG, Math.max(1, axes.length));
      MemorySegment strides = arena.allocate(JAVA_LONG, Math.max(1, axes.length));
      for (int i = 0; i < axes.length; i++) {
        extents.setAtIndex(JAVA_LONG, i, tensor.shape().extent(axes[i]));
        strides.setAtIndex(JAVA_LONG, i, tensor.stride(axes[i]));
      }
      MemorySegment result = arena.allocate(JAVA_LONG);
      Torch.check(
          (int)
              Torch.Calls.CREATE.invokeExact(
                  Torch.pointer(tensor.address()),
                  (long) axes.length,
                  extents,
                  strides,
                  0L,
                  Torch.code(tensor.dtype()),
                  CPU,
                  0,
                  result),
          "a tensor over memory of Gatun");
      return new TorchTensor(result.get(JAVA_LONG, 0));
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Returns the address of the first element; of a result, valid until it is closed. */
  public long address() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(JAVA_LONG);
      Torch.check((int) Torch.Calls.DATA.invokeExact(handle, result), "an address");
      return result.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  long handle() {
    return handle;
  }

  /** Frees the handle; memory of Gatun stays. */
  @Override
  public void close() {
    delete(handle);
  }

  static void delete(long handle) {
    try {
      Torch.check((int) Torch.Calls.DELETE.invokeExact(handle), "to free a tensor");
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }
}
