package gatun.test.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.training.Augmentation;
import gatun.training.Batch;
import gatun.training.Dataset;
import gatun.training.Loader;
import gatun.training.LoaderSettings;
import gatun.training.Prefetch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class PrefetchTest {
  private final Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)));

  @AfterEach
  void close() {
    w.close();
  }

  static Loader loader(Workspace w, long samples) {
    HostTensor x = w.zeros(DType.F32, samples, 6, 6, 1);
    HostTensor y = w.zeros(DType.I32, samples);
    for (int i = 0; i < samples; i++) {
      y.set(i % 7, i);
      x.set(i, i, 3, 3, 0);
    }
    LoaderSettings settings =
        LoaderSettings.training(DType.F32, 8, 3).with(new Augmentation(true, 1));
    return new Loader(Dataset.classified(x, y, 7), settings, w);
  }

  private static void same(Batch expected, Batch batch) {
    assertEquals(expected.epoch(), batch.epoch());
    assertEquals(expected.index(), batch.index());
    assertEquals(-1, expected.features().segment().mismatch(batch.features().segment()));
    assertEquals(-1, expected.labels().segment().mismatch(batch.labels().segment()));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void batchesAreThoseOfTheLoader(int depth) {
    Loader direct = loader(w, 100);
    Batch expected = direct.batch();
    try (Prefetch prefetch = Prefetch.start(loader(w, 100), 1, 5, 4, depth)) {
      for (long k = 12 + 5; k < 4 * 12; k++) {
        direct.fill(expected, k / 12, k % 12);
        if (k % 5 == 0) {
          LockSupport.parkNanos(200_000); // at different speeds
        }
        same(expected, next(prefetch));
      }
      assertNull(prefetch.next());
      assertNull(prefetch.next());
    }
  }

  private static Batch next(Prefetch prefetch) {
    Batch batch = prefetch.next();
    assertNotNull(batch);
    return batch;
  }

  @Test
  void anExceptionReachesTheConsumerAfterTheGoodBatches() {
    Workspace lost = Workspace.on(w.backend());
    HostTensor x = lost.zeros(DType.F32, 64, 4);
    HostTensor y = lost.zeros(DType.I32, 64);
    Dataset set = Dataset.classified(x, y, 2);
    Loader loader = new Loader(set, LoaderSettings.training(DType.F32, 8, 3), w);
    try (Prefetch prefetch = Prefetch.start(loader, 0, 0, 1000, 3)) {
      assertNotNull(prefetch.next());
      lost.close(); // the samples go away while they are read
      var e =
          assertThrows(
              IllegalStateException.class,
              () -> {
                while (prefetch.next() != null) {
                  Thread.onSpinWait();
                }
              });
      assertTrue(e.getMessage().startsWith("a batch could not be made: "), e::getMessage);
      assertNotNull(e.getCause());
    }
  }

  @Test
  void closingEndsTheThread() {
    for (int taken = 0; taken < 4; taken++) {
      Prefetch prefetch = Prefetch.start(loader(w, 100), 0, 0, Long.MAX_VALUE, 2);
      for (int i = 0; i < taken; i++) {
        assertNotNull(prefetch.next());
      }
      prefetch.close();
      prefetch.close();
      assertThrows(IllegalStateException.class, prefetch::next);
    }
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(t -> t.getName().equals("gatun-prefetch")));
  }

  @Test
  void aSingleBatchIsEnough() {
    Loader loader = loader(w, 8);
    try (Prefetch prefetch = Prefetch.start(loader, 0, 0, 1, 2)) {
      assertNotNull(prefetch.next());
      assertNull(prefetch.next());
    }
    assertThrows(IllegalArgumentException.class, () -> Prefetch.start(loader, 0, 0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Prefetch.start(loader, 0, 2, 1, 2));
  }
}
