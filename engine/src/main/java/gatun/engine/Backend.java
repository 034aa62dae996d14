package gatun.engine;

import gatun.engine.spi.Batch;
import gatun.engine.spi.Kernel;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Memory;
import java.util.Optional;

/**
 * An implementation of the kernels: scalar reference, SIMD on the CPU, or a GPU. Found through
 * {@link Backends}; safe for use by several threads.
 */
public interface Backend extends AutoCloseable {
  /**
   * Returns the short name by which users choose it: {@code reference}, {@code simd}, {@code cuda}.
   */
  String name();

  /** Returns one line about it for people: vector width, device, number of threads. */
  String description();

  /** Returns the number of CPU threads its kernels use. */
  int threads();

  /**
   * Returns the kernel for a key, or empty if this backend lacks it. There is no silent fallback.
   */
  @SuppressWarnings("exports")
  <K extends Kernel> Optional<K> kernel(KernelKey<K> key);

  /**
   * Returns the kernel for a key.
   *
   * @throws UnsupportedOperationException naming the backend and the kernel if it lacks it
   */
  @SuppressWarnings("exports")
  default <K extends Kernel> K require(KernelKey<K> key) {
    return kernel(key)
        .orElseThrow(() ->
            new UnsupportedOperationException(
                "backend '"
                    + name()
                    + "' has no kernel "
                    + key
                    + "; choose another backend or element type"));
  }

  /** Returns where the tensors of its workspaces lie. */
  @SuppressWarnings("exports")
  default Memory memory() {
    return Memory.HOST;
  }

  /**
   * Returns a runner for the iterations of one solve; the host's own look after each iteration. The
   * caller closes it.
   */
  @SuppressWarnings("exports")
  default Batch batch() {
    return Batch.EACH;
  }

  /** Waits until all work handed to this backend is done. Returns at once on the CPU. */
  default void await() {}

  /** Ends its threads and frees what it holds. Tensors stay valid. */
  @Override
  void close();
}
