package gatun.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import gatun.engine.spi.Lifetime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class WorkspaceConcurrencyTest {
  private final Backend backend = Backends.named("reference", new BackendOptions(1));
  private final ExecutorService threads = Executors.newFixedThreadPool(8);

  @AfterEach
  void end() throws InterruptedException {
    threads.shutdownNow();
    assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    backend.close();
  }

  private static String refusal(Workspace w) {
    return assertThrows(IllegalStateException.class, w::close).getMessage();
  }

  @Test
  void closingWaitsForWhoHoldsATensor() throws Exception {
    Workspace w = Workspace.on(backend);
    HostTensor x = w.vector(1, 2, 3);
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    Future<Double> user =
        threads.submit(() -> {
          x.lifetime().acquire();
          try {
            held.countDown();
            enough.await();
            return x.at(2);
          } finally {
            x.lifetime().release();
          }
        });
    held.await();
    String message = refusal(w);
    assertTrue(message.contains("is in use by 1 running operation(s)"), message);
    assertEquals(1, x.at(0), "nothing was freed");
    w.zeros(DType.F64, 5);
    enough.countDown();
    assertEquals(3, user.get());
    w.close();
  }

  @Test
  void closingUnderARunningKernelIsAnExceptionForOneOfTheTwo() throws Exception {
    Blas blas = Blas.of(backend, DType.F64);
    long refusals = 0;
    for (int round = 0; round < 40; round++) {
      Workspace w = Workspace.on(backend);
      HostTensor x = w.zeros(DType.F64, 50_000);
      blas.fill(1, x);
      CountDownLatch begun = new CountDownLatch(1);
      Future<String> user =
          threads.submit(() -> {
            try {
              while (true) {
                assertEquals(50_000, blas.dot(x, x));
                begun.countDown();
              }
            } catch (IllegalStateException e) {
              return e.getMessage();
            }
          });
      begun.await();
      while (true) {
        try {
          w.close();
          break;
        } catch (IllegalStateException e) {
          assertTrue(e.getMessage().contains("in use by"), e::getMessage);
          refusals++;
        }
      }
      assertTrue(user.get().contains("is closed"), user::resultNow);
    }
    assertTrue(refusals > 0, "no close met a running kernel");
  }

  @Test
  void threadsAllocateFromOneWorkspace() throws Exception {
    try (Workspace w = Workspace.on(backend)) {
      List<Future<List<HostTensor>>> all = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        int mark = thread;
        all.add(
            threads.submit(() -> {
              List<HostTensor> mine = new ArrayList<>();
              for (int i = 0; i < 200; i++) {
                HostTensor t = w.zeros(DType.I32, 1 + 31 * i % 100);
                for (long k = 0; k < t.size(); k++) {
                  t.setInteger(1000 * mark + i, k);
                }
                mine.add(t);
              }
              return mine;
            }));
      }
      long bytes = 0;
      for (int thread = 0; thread < 8; thread++) {
        List<HostTensor> mine = all.get(thread).get();
        for (int i = 0; i < mine.size(); i++) {
          HostTensor t = mine.get(i);
          bytes += 4 * t.size();
          for (long k = 0; k < t.size(); k++) {
            assertEquals(1000 * thread + i, t.integerAt(k));
          }
        }
      }
      assertEquals(bytes, w.bytes());
    }
  }

  @Test
  void allocatingWhileAnotherClosesEndsWithAnException() throws Exception {
    for (int round = 0; round < 50; round++) {
      Workspace w = Workspace.on(backend);
      CountDownLatch begun = new CountDownLatch(4);
      Callable<String> allocate =
          () -> {
            try {
              for (int i = 0; i < 1_000_000; i++) {
                HostTensor t = w.zeros(DType.F64, 64);
                t.set(1, 63);
                begun.countDown();
              }
              return "never met the close";
            } catch (IllegalStateException e) {
              return e.getMessage();
            }
          };
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(threads.submit(allocate));
      }
      begun.await();
      w.close();
      for (Future<String> one : all) {
        assertTrue(one.get().contains("losed"), one::resultNow);
      }
    }
  }

  @Test
  void onlyOneOfManyClosersSucceeds() throws Exception {
    for (int round = 0; round < 50; round++) {
      Workspace w = Workspace.on(backend);
      w.zeros(DType.F64, 10);
      Callable<Integer> close =
          () -> {
            try {
              w.close();
              return 1;
            } catch (IllegalStateException e) {
              assertTrue(e.getMessage().contains("is closed already"), e::getMessage);
              return 0;
            }
          };
      int closed = 0;
      for (Future<Integer> one : threads.invokeAll(List.of(close, close, close, close))) {
        closed += one.get();
      }
      assertEquals(1, closed);
    }
  }

  @Test
  void closingUnderANativeCallIsRefusedAndUndone() throws Exception {
    Workspace w = Workspace.on(backend);
    HostTensor x = w.zeros(DType.I8, 8);
    Pipe pipe = Pipe.open();
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              try {
                pipe.source().read(x.segment().asByteBuffer());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    while (Arrays.stream(reader.getStackTrace())
        .noneMatch(f -> f.getMethodName().equals("read0"))) {
      assertTrue(reader.isAlive());
      Thread.onSpinWait();
    }
    String message = refusal(w);
    assertTrue(message.contains("in use by a native call"), message);
    x.set(3, 7);
    assertEquals(1, pipe.sink().write(ByteBuffer.wrap(new byte[] {5})));
    reader.join();
    assertEquals(5, x.at(0));
    w.close();
    pipe.sink().close();
    pipe.source().close();
  }

  private Lifetime onlyTheLifetime(List<WeakReference<Workspace>> track) {
    Workspace w = Workspace.on(backend);
    track.add(new WeakReference<>(w));
    return w.zeros(DType.F64, 1).lifetime();
  }

  @Test
  void aLifetimeKeepsItsWorkspaceReachable() throws InterruptedException {
    List<WeakReference<Workspace>> track = new ArrayList<>();
    Lifetime lifetime = onlyTheLifetime(track);
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(5);
      assertTrue(track.getFirst().get() != null, "the workspace was collected while in use");
    }
    Reference.reachabilityFence(lifetime);
    lifetime = null;
    for (int i = 0; track.getFirst().get() != null; i++) {
      if (i == 200) {
        fail("the workspace is never collected");
      }
      System.gc();
      Thread.sleep(5);
    }
  }
}
