package gatun.test.device;

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import gatun.engine.Backends;
import gatun.engine.Support;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the contract tests outside of a build, on the backend that {@code -Dgatun.contract.subject}
 * names: the same tests as those of SIMD. What the backend has no kernel for is counted apart from
 * what is wrong. Exits with 1 if a test failed or none was found.
 *
 * <pre>
 *   DeviceContracts FILE [PATTERN]   appends one JSON object a test class to FILE
 *   DeviceContracts --probe          says why the backend is refused, if it is, and exits with 3
 * </pre>
 */
public final class DeviceContracts {
  private DeviceContracts() {}

  /** What became of the tests of one class. */
  private static final class Counts {
    private int passed;
    private int failed;
    private int skipped;
    private int without;
    private final List<String> lacking = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();

    private synchronized void count(TestIdentifier test, TestExecutionResult result) {
      Throwable cause = result.getThrowable().orElse(null);
      String message = cause == null ? "" : String.valueOf(cause.getMessage());
      switch (result.getStatus()) {
        case SUCCESSFUL -> passed++;
        case ABORTED -> skip(message);
        case FAILED -> {
          if (cause instanceof UnsupportedOperationException) {
            without++;
            add(lacking, message);
          } else {
            failed++;
            add(reasons, test.getDisplayName() + ": " + cause);
          }
        }
      }
    }

    private synchronized void skip(String reason) {
      skipped++;
      add(reasons, reason);
    }

    private static void add(List<String> list, String text) {
      String brief = text.substring(0, Math.min(300, text.length()));
      if (!list.contains(brief) && list.size() < 5) {
        list.add(brief);
      }
    }
  }

  /** Counts the tests of each class. */
  private static final class Listener implements TestExecutionListener {
    private final Map<String, Counts> classes = new ConcurrentHashMap<>();
    private final String subject;
    private final Path file;

    Listener(String subject, Path file) {
      this.subject = subject;
      this.file = file;
    }

    private Counts of(TestIdentifier test) {
      String id = test.getUniqueId();
      int begin = id.indexOf("[class:") + "[class:".length();
      String name = id.substring(begin, id.indexOf(']', begin));
      return classes.computeIfAbsent(name.substring(name.lastIndexOf('.') + 1), _ -> new Counts());
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      boolean container =
          !test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
      if (!container && test.getUniqueId().contains("[class:")) {
        of(test).count(test, result);
      }
      if (test.getSource().orElse(null) instanceof ClassSource source) {
        write(source.getClassName());
      }
    }

    /** Writes a class as soon as it is done: what a time limit cuts off is the rest alone. */
    private void write(String name) {
      String brief = name.substring(name.lastIndexOf('.') + 1);
      Counts counts = classes.get(brief);
      if (counts != null) {
        String line = line(brief, subject, counts);
        System.out.println(line);
        try {
          Files.writeString(
              file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      if (test.getUniqueId().contains("[class:")) {
        of(test).skip(reason);
      }
    }
  }

  /** Runs them. */
  public static void main(String[] arguments) {
    String subject = System.getProperty("gatun.contract.subject", "simd");
    if (arguments[0].equals("--probe")) {
      System.exit(probe(subject));
    }
    String pattern = arguments.length > 1 ? arguments[1] : ".*ContractTest";
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectPackage("gatun.test.contract"))
            .filters(includeClassNamePatterns(pattern))
            .build();
    Listener listener = new Listener(subject, Path.of(arguments[0]));
    LauncherFactory.create().execute(request, listener);
    int failed = listener.classes.values().stream().mapToInt(c -> c.failed).sum();
    System.out.println(listener.classes.size() + " classes, " + failed + " tests failed");
    System.exit(failed == 0 && !listener.classes.isEmpty() ? 0 : 1);
  }

  /** Says whether the backend can be used here; 3 if it is refused. */
  private static int probe(String subject) {
    for (Backends.Entry entry : Backends.report()) {
      if (entry.name().equals(subject)
          && entry.support() instanceof Support.Refused(String reason, String remedy)) {
        System.out.println(reason + "; " + remedy);
        return 3;
      }
    }
    return 0;
  }

  private static String line(String name, String subject, Counts c) {
    List<String> notes = new ArrayList<>(c.lacking);
    notes.addAll(c.reasons);
    String check = c.failed > 0 ? "wrong: " + c.failed + " failed" : "ok";
    return String.format(
        Locale.ROOT,
        "{\"group\":\"contracts\",\"kernel\":\"%s\",\"shape\":\"-\",\"dtype\":\"-\",\"subject\":\"%s\",\"check\":\"%s,"
            + " %d passed, %d skipped, %d without a kernel\",\"note\":\"%s\"}",
        name,
        subject,
        check,
        c.passed,
        c.skipped,
        c.without,
        escaped(String.join("; ", notes)));
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            out.append('\\');
          }
          out.append(c < ' ' ? ' ' : (char) c);
        });
    return out.toString();
  }
}
