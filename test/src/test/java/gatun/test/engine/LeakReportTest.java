package gatun.test.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.WorkspaceSettings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A workspace that was forgotten is freed and reported, but not while anything of it is in use. */
@Timeout(300)
class LeakReportTest {
  private static final Logger LOG = Logger.getLogger("gatun.engine.Workspace");

  private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
  private final Backend backend = Backends.named("reference", new BackendOptions(1));
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
    LOG.setUseParentHandlers(false);
  }

  @AfterEach
  void leave() {
    LOG.removeHandler(handler);
    LOG.setUseParentHandlers(true);
    backend.close();
  }

  private LogRecord report(String name) throws InterruptedException {
    for (int i = 0; i < 2000; i++) {
      for (LogRecord record : records) {
        if (record.getMessage().contains("'" + name + "'")) {
          return record;
        }
      }
      System.gc();
      Thread.sleep(5);
    }
    throw new AssertionError("no report of " + name);
  }

  private void collect() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20);
    }
  }

  private HostTensor tensorOf(WorkspaceSettings settings) {
    HostTensor x = Workspace.on(backend, settings).zeros(DType.F64, 1000);
    x.set(7, 999);
    return x;
  }

  @Test
  void aTracedLeakSaysWhereItWasOpened() throws InterruptedException {
    MemorySegment memory =
        tensorOf(WorkspaceSettings.defaults().named("traced").tracingLeaks()).segment();
    LogRecord record = report("traced");
    assertEquals(Level.WARNING, record.getLevel());
    assertTrue(record.getMessage().contains("was never closed"), record::getMessage);
    assertNotNull(record.getThrown());
    StackTraceElement[] frames = record.getThrown().getStackTrace();
    assertTrue(
        Arrays.stream(frames).anyMatch(f -> f.getMethodName().equals("tensorOf")),
        () -> Arrays.toString(frames));
    for (int i = 0; memory.scope().isAlive() && i < 1000; i++) {
      Thread.sleep(5); // the report comes first
    }
    assertThrows(IllegalStateException.class, () -> memory.get(ValueLayout.JAVA_DOUBLE, 0));
  }

  @Test
  void anUntracedLeakSaysHowToTraceIt() throws InterruptedException {
    tensorOf(WorkspaceSettings.defaults().named("untraced"));
    LogRecord record = report("untraced");
    assertNull(record.getThrown());
    assertTrue(record.getMessage().contains("tracingLeaks()"), record::getMessage);
  }

  @Test
  void aTensorOrItsLifetimeKeepsTheMemory() throws InterruptedException {
    HostTensor x = tensorOf(WorkspaceSettings.defaults().named("used"));
    collect();
    assertEquals(7, x.at(999));
    MemorySegment memory = x.segment();
    Object lifetime = x.lifetime();
    x = null;
    collect();
    assertEquals(7, memory.getAtIndex(ValueLayout.JAVA_DOUBLE, 999));
    assertTrue(records.stream().noneMatch(r -> r.getMessage().contains("'used'")));
    Reference.reachabilityFence(lifetime);
    lifetime = null;
    report("used");
  }

  @Test
  void whatIsClosedIsNotReported() throws InterruptedException {
    tensorOf(WorkspaceSettings.defaults().named("closed")).owner().close();
    tensorOf(WorkspaceSettings.defaults().named("left"));
    report("left"); // the cleaner has run
    collect();
    assertTrue(records.stream().noneMatch(r -> r.getMessage().contains("'closed'")));
  }
}
