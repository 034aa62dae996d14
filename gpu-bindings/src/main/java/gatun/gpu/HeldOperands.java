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
  private final List<Object> kept = new ArrayList<>();

  /**
   * What was held, for work that runs again.
   *
   * @param lifetimes the memory of workspaces, not held by this list
   * @param memory what the collector frees; not as long as this list is reachable
   */
  record Known(List<Lifetime> lifetimes, List<Object> memory) {
    static final Known NOTHING = new Known(List.of(), List.of());
  }

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

  /** Keeps memory that the collector would free. */
  void keep(Object memory) {
    if (!kept.contains(memory)) {
      kept.add(memory);
    }
  }

  /**
   * Holds again what was held before.
   *
   * @throws IllegalStateException if some of it is closed
   */
  void hold(Known known) {
    known.lifetimes.forEach(this::hold);
    known.memory.forEach(this::keep);
  }

  /** Returns what is held. */
  Known known() {
    return new Known(List.copyOf(held), List.copyOf(kept));
  }

  /** Releases all. */
  void release() {
    held.forEach(Lifetime::release);
    held.clear();
    kept.clear();
  }
}
