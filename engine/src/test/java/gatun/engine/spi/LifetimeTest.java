package gatun.engine.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimeTest {
  private final Lifetime lifetime = new Lifetime("Thing", this);

  @Test
  void usesAreCounted() {
    lifetime.acquire();
    lifetime.acquire();
    var e = assertThrows(IllegalStateException.class, lifetime::close);
    assertEquals(
        "Thing is in use by 2 running operation(s); wait for them, then close", e.getMessage());
    lifetime.release();
    assertThrows(IllegalStateException.class, lifetime::close);
    lifetime.release();
    assertEquals(
        "Thing: release without acquire",
        assertThrows(IllegalStateException.class, lifetime::release).getMessage());
    assertTrue(lifetime.open());
    lifetime.close();
    assertFalse(lifetime.open());
    assertThrows(IllegalStateException.class, lifetime::acquire);
    assertThrows(IllegalStateException.class, lifetime::check);
    assertThrows(IllegalStateException.class, lifetime::release);
    assertThrows(IllegalStateException.class, lifetime::close);
    lifetime.reopen();
    lifetime.check();
    lifetime.acquire();
    lifetime.release();
  }

  @Test
  void threadsCountTogether() throws Exception {
    AtomicInteger refusals = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(4)) {
      Callable<Void> user =
          () -> {
            for (int i = 0; i < 20_000; i++) {
              lifetime.acquire();
              if (i % 16 == 0) { // nobody can close what this thread holds
                assertThrows(IllegalStateException.class, lifetime::close);
                refusals.incrementAndGet();
              }
              lifetime.release();
            }
            return null;
          };
      for (var one : threads.invokeAll(java.util.List.of(user, user, user, user))) {
        one.get();
      }
    }
    assertEquals(4 * 1250, refusals.get());
    lifetime.close();
  }

  /** Of several operands with a closed one among them none stays acquired. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void allOperandsOrNone(int closed) {
    HostTensor[] t = new HostTensor[4];
    for (int i = 0; i < 4; i++) {
      t[i] = Workspace.on(Backends.named("reference", new BackendOptions(1))).vector(1);
    }
    Lifetime.acquire(t[0], t[1], t[2], t[3]);
    assertThrows(IllegalStateException.class, t[closed].owner()::close);
    Lifetime.release(t[0], t[1], t[2], t[3]);
    t[closed].owner().close();
    assertThrows(IllegalStateException.class, () -> Lifetime.acquire(t[0], t[1], t[2], t[3]));
    if (closed < 3) {
      assertThrows(IllegalStateException.class, () -> Lifetime.acquire(t[0], t[1], t[2]));
    }
    if (closed < 2) {
      assertThrows(IllegalStateException.class, () -> Lifetime.acquire(t[0], t[1]));
    }
    for (int i = 0; i < 4; i++) {
      if (i != closed) {
        t[i].owner().close(); // refused if one were still held
      }
    }
  }
}
