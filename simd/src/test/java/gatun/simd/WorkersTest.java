package gatun.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkersTest {
  private static void mark(Arguments a, long from, long to) {
    var seen = (AtomicIntegerArray) a.object;
    for (long c = from; c < to; c++) {
      seen.incrementAndGet((int) c);
    }
  }

  private static void sines(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      a.partials[(int) c] = Math.sin(c) * Math.exp(c % 37);
    }
  }

  private static double sumOfSines(Workers workers, int chunks) {
    try (Arguments a = Arguments.borrow()) {
      a.reserve(chunks);
      workers.run(WorkersTest::sines, a, chunks, 1);
      return a.sum(chunks);
    }
  }

  private static void markAll(Workers workers, AtomicIntegerArray seen, long grain) {
    try (Arguments a = Arguments.borrow()) {
      a.object = seen;
      workers.run(WorkersTest::mark, a, seen.length(), grain);
    }
  }

  private static void assertEachOnce(AtomicIntegerArray seen) {
    for (int i = 0; i < seen.length(); i++) {
      assertEquals(1, seen.get(i), "chunk " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void everyChunkIsWorkedOnOnce(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int chunks : new int[] {0, 1, 2, 3, 7, 8, 100}) {
        for (int grain = 1; grain < 4; grain++) {
          var seen = new AtomicIntegerArray(chunks);
          markAll(workers, seen, grain);
          assertEachOnce(seen);
        }
      }
    }
  }

  @Test
  void reductionsHaveTheSameBitsForAnyNumberOfThreads() {
    for (int chunks : new int[] {1, 2, 3, 31, 1000, 4097}) {
      var sums =
          Arrays.stream(new int[] {1, 2, 3, 7})
              .mapToLong(threads -> {
                try (Workers workers = new Workers(threads)) {
                  return Double.doubleToRawLongBits(sumOfSines(workers, chunks));
                }
              })
              .distinct();
      assertEquals(1, sums.count());
    }
  }

  @Test
  void nestedRegionsRunInlineWithArgumentsOfTheirOwn() {
    try (Workers workers = new Workers(2)) {
      var seen = new AtomicIntegerArray(6);
      try (Arguments a = Arguments.borrow()) {
        a.object = workers;
        a.p0 = 17;
        workers.run(
            (outer, from, to) -> {
              for (long c = from; c < to; c++) {
                Thread caller = Thread.currentThread();
                try (Arguments b = Arguments.borrow()) {
                  b.object = caller;
                  b.p0 = c;
                  workers.run(
                      (inner, low, high) -> {
                        assertSame(inner.object, Thread.currentThread());
                        seen.addAndGet((int) inner.p0, (int) (high - low));
                      },
                      b,
                      100,
                      1);
                }
              }
            },
            a,
            6,
            1);
        assertEquals(17, a.p0);
      }
      for (int c = 0; c < 6; c++) {
        assertEquals(100, seen.get(c));
      }
    }
  }

  @Test
  void concurrentCallersAllGetTheirWorkDone() throws InterruptedException {
    try (Workers workers = new Workers(2)) {
      var failure = new AtomicReference<Throwable>();
      double expected = sumOfSines(workers, 500);
      Thread[] callers = new Thread[4];
      for (int t = 0; t < callers.length; t++) {
        callers[t] =
            new Thread(() -> {
              for (int i = 0; i < 300; i++) {
                assertEquals(expected, sumOfSines(workers, 500));
                var seen = new AtomicIntegerArray(50);
                markAll(workers, seen, 1);
                assertEachOnce(seen);
              }
            });
        callers[t].setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        callers[t].start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertEquals(null, failure.get());
    }
  }

  @Test
  void exceptionsReachTheCallerAndThePoolLivesOn() {
    try (Workers workers = new Workers(3)) {
      for (int bad = 0; bad < 3; bad++) {
        int share = bad;
        try (Arguments a = Arguments.borrow()) {
          var e =
              assertThrows(
                  ArithmeticException.class,
                  () ->
                      workers.run(
                          (args, from, to) -> {
                            if (from == share) {
                              throw new ArithmeticException("share " + share);
                            }
                          },
                          a,
                          3,
                          1));
          assertEquals("share " + share, e.getMessage());
        }
        var seen = new AtomicIntegerArray(30);
        markAll(workers, seen, 1);
        assertEachOnce(seen);
      }
    }
  }

  @Test
  void exceptionsOfOtherSharesAreSuppressed() {
    try (Workers workers = new Workers(3)) {
      try (Arguments a = Arguments.borrow()) {
        var e =
            assertThrows(
                IllegalStateException.class,
                () ->
                    workers.run(
                        (args, from, to) -> {
                          throw new IllegalStateException("share " + from);
                        },
                        a,
                        3,
                        1));
        assertEquals("share 0", e.getMessage());
        assertEquals(2, e.getSuppressed().length);
      }
    }
  }

  @Test
  void idleThreadsCostNoTime() throws InterruptedException {
    try (Workers workers = new Workers(3)) {
      var seen = new AtomicIntegerArray(30);
      markAll(workers, seen, 1);
      Thread.sleep(50);
      assertEquals(2, poolThreads().length);
      long before = processNanos();
      Thread.sleep(400);
      long used = processNanos() - before;
      assertTrue(used < 200_000_000, "with idle workers the process used " + used + " ns");
    }
  }

  private static long processNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static long[] poolThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("gatun-worker-"))
        .mapToLong(Thread::threadId)
        .toArray();
  }

  @Test
  void closeEndsTheThreadsAndLaterRegionsRunInline() {
    Workers workers = new Workers(3);
    markAll(workers, new AtomicIntegerArray(30), 1);
    workers.close();
    workers.close();
    assertEquals(0, poolThreads().length);
    var seen = new AtomicIntegerArray(30);
    markAll(workers, seen, 1);
    assertEachOnce(seen);
  }

  private static void shut(Workers workers) {
    workers.close();
  }

  @Test
  void closeInsideARegionIsRefused() {
    try (Workers workers = new Workers(2);
        Arguments a = Arguments.borrow()) {
      assertThrows(
          IllegalStateException.class,
          () -> workers.run((args, from, to) -> shut(workers), a, 2, 1));
    }
  }

  @Test
  void anInterruptedCallerGetsItsResultAndStaysInterrupted() {
    try (Workers workers = new Workers(2)) {
      Thread.currentThread().interrupt();
      assertEquals(sumOfSines(new Workers(1), 1000), sumOfSines(workers, 1000));
      assertTrue(Thread.interrupted());
      assertFalse(Thread.interrupted());
    }
  }

  @Test
  void hotDispatchIsQuick() {
    try (Workers workers = new Workers(2);
        Arguments a = Arguments.borrow()) {
      long[] nanos = new long[20_000];
      for (int i = 0; i < nanos.length; i++) {
        long begin = System.nanoTime();
        workers.run((args, from, to) -> {}, a, 2, 1);
        nanos[i] = System.nanoTime() - begin;
      }
      Arrays.sort(nanos);
      long quick =
          nanos[nanos.length / 1000]; // a busy machine parks and wakes at every call: 50 to 100 µs
      assertTrue(
          Runtime.getRuntime().availableProcessors() < 2 || quick < 500_000,
          "dispatch and join, the fastest thousandth: " + quick + " ns");
    }
  }

  @Test
  void parkedWorkersAreWoken() throws InterruptedException {
    try (Workers workers = new Workers(2)) {
      for (int round = 0; round < 20; round++) {
        Thread.sleep(2);
        var seen = new AtomicIntegerArray(2);
        markAll(workers, seen, 1);
        assertEachOnce(seen);
      }
    }
  }
}
