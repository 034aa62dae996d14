package gatun.engine.spi;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Support;

/**
 * Offers a backend; found by {@link java.util.ServiceLoader}. A provider must load and be probed
 * without the hardware or libraries it needs.
 */
public interface BackendProvider {
  /** Returns the backend's name. */
  String name();

  /** Says whether the backend works here. Never throws for a missing device or library. */
  Support probe();

  /** Opens the backend; called only when {@link #probe} said it is usable. */
  Backend open(BackendOptions options);
}
