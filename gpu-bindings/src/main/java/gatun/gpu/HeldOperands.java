package gatun.gpu;

import gatun.engine.spi.Lifetime;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of operands of work that was handed over and not waited for: it cannot be freed until
 * the release. Used under the lock of the queue.
 */
final class HeldOperands {
  private final List<Lifetime> held = new ArrayList<>();

  /**
   * Holds memory that is not held yet.
   *
   * @throws IllegalStateException if it is closed
   */
  void hold(Lifetime lifetime) {
    if (!held.contains(lifetime)) {
      lifetime.acquire();
      held.add(lifetime);
    }
  }

  /** Returns what is held. */
  List<Lifetime> list() {
    return List.copyOf(held);
  }

  /** Releases all. */
  void release() {
    held.forEach(Lifetime::release);
    held.clear();
  }
}
