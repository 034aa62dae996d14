package gatun.optim;

import gatun.engine.spi.Lifetime;
import gatun.nn.Parameters;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** The memory that a rule works on, held during a step so that nobody frees it. */
final class Held {
  private final Lifetime[] lifetimes;

  private Held(Lifetime[] lifetimes) {
    this.lifetimes = lifetimes;
  }

  static Held of(Parameters parameters, Collection<Parameters> others) {
    Set<Lifetime> lifetimes = new LinkedHashSet<>();
    lifetimes.add(parameters.flat().lifetime());
    others.forEach(tree -> lifetimes.add(tree.flat().lifetime()));
    return new Held(lifetimes.toArray(Lifetime[]::new));
  }

  /** Holds everything and the gradient, or nothing if one of them is closed. */
  void acquire(Parameters gradient) {
    int count = 0;
    boolean done = false;
    try {
      for (; count < lifetimes.length; count++) {
        lifetimes[count].acquire();
      }
      gradient.flat().lifetime().acquire();
      done = true;
    } finally {
      for (int i = 0; !done && i < count; i++) {
        lifetimes[i].release();
      }
    }
  }

  void release(Parameters gradient) {
    gradient.flat().lifetime().release();
    for (Lifetime lifetime : lifetimes) {
      lifetime.release();
    }
  }
}
