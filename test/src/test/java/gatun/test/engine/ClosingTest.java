package gatun.test.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.linear.MacOperator;
import gatun.linear.Poisson;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Closing a workspace while kernels of every backend run on its memory is an exception for the
 * closer or, once it is closed, for the user; never a crash.
 */
@Timeout(300)
class ClosingTest {
  private static final int ROUNDS = 30;

  private static void race(String name, int threads, Function<Workspace, Runnable> work)
      throws Exception {
    long refusals = 0;
    try (Backend backend = Backends.named(name, new BackendOptions(threads));
        ExecutorService user = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < ROUNDS; round++) {
        Workspace w = Workspace.on(backend);
        Runnable operation = work.apply(w);
        CountDownLatch begun = new CountDownLatch(1);
        Future<String> end = user.submit(() -> untilClosed(operation, begun));
        begun.await();
        refusals += closing(w);
        assertTrue(end.get().contains("is closed"), end::resultNow);
      }
    }
    long count = refusals;
    assertTrue(count > 0, () -> "of " + ROUNDS + " closes none met a running kernel");
  }

  private static String untilClosed(Runnable operation, CountDownLatch begun) {
    try {
      while (true) {
        operation.run();
        begun.countDown();
      }
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  /** Closes; returns how many times that was refused before. */
  private static long closing(Workspace w) {
    for (long refusals = 0; ; refusals++) {
      try {
        w.close();
        return refusals;
      } catch (IllegalStateException e) {
        assertTrue(e.getMessage().contains("in use by"), e::getMessage);
      }
    }
  }

  private static Runnable axpy(Workspace w) {
    HostTensor x = w.zeros(DType.F64, 200_000);
    HostTensor y = w.zeros(DType.F64, 200_000);
    Blas blas = Blas.of(w.backend(), DType.F64);
    return () -> blas.axpy(0.5, x, y);
  }

  private static Runnable apply(Workspace w) {
    MacOperator a = Poisson.mac(20, w).operator(DType.F64, w.backend());
    HostTensor x = w.zeros(DType.F64, a.shape().extent(1));
    HostTensor y = w.zeros(DType.F64, a.shape().extent(0));
    return () -> a.apply(x, y);
  }

  @Test
  void underVectorUpdates() throws Exception {
    race("simd", 1, ClosingTest::axpy);
    race("simd", 2, ClosingTest::axpy);
    race("reference", 1, ClosingTest::axpy);
  }

  @Test
  void underAnOperator() throws Exception {
    race("simd", 2, ClosingTest::apply);
    race("reference", 1, ClosingTest::apply);
  }
}
