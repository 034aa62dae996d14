package gatun.linear;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Lifetime;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The memory that an operator reads besides its vectors. Kernels work on raw addresses; between
 * {@link #acquire} and {@link #release} neither this memory nor that of the vectors can be freed,
 * and it stays reachable as long as this does. Nothing allocates after the beginning.
 */
final class Held {
  private final Lifetime[] lifetimes;

  private Held(Stream<Tensor> tensors) {
    this.lifetimes = tensors.map(Tensor::lifetime).distinct().toArray(Lifetime[]::new);
  }

  /** Holds the memory of tensors. */
  static Held of(Tensor... tensors) {
    return new Held(Arrays.stream(tensors));
  }

  /** Holds the memory of tensors and all that a workspace owns, such as a layout made in it. */
  static Held of(Workspace workspace, Tensor... tensors) {
    return new Held(Stream.concat(Stream.of(workspace.zeros(DType.I8, 1)), Arrays.stream(tensors)));
  }

  /**
   * Begins a use of the memory and of two vectors.
   *
   * @throws IllegalStateException if any of it is closed; then nothing is held
   */
  void acquire(Tensor x, Tensor y) {
    acquireOwn();
    try {
      Lifetime.acquire(x, y);
    } catch (IllegalStateException e) {
      release(lifetimes.length);
      throw e;
    }
  }

  /** Ends a use that began with {@link #acquire(Tensor, Tensor)}. */
  void release(Tensor x, Tensor y) {
    Lifetime.release(x, y);
    release(lifetimes.length);
  }

  /** Begins a use of the memory and of four vectors. */
  void acquire(Tensor x, Tensor z, Tensor p, Tensor q) {
    acquireOwn();
    try {
      Lifetime.acquire(x, z, p, q);
    } catch (IllegalStateException e) {
      release(lifetimes.length);
      throw e;
    }
  }

  /** Ends a use that began with {@link #acquire(Tensor, Tensor, Tensor, Tensor)}. */
  void release(Tensor x, Tensor z, Tensor p, Tensor q) {
    Lifetime.release(x, z, p, q);
    release(lifetimes.length);
  }

  private void acquireOwn() {
    int held = 0;
    try {
      while (held < lifetimes.length) {
        lifetimes[held].acquire();
        held++;
      }
    } catch (IllegalStateException e) {
      release(held);
      throw e;
    }
  }

  private void release(int count) {
    for (int i = 0; i < count; i++) {
      lifetimes[i].release();
    }
  }
}
