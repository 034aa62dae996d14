import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs test classes one after the other in this process, as the build does. Argument: a file of their names. */
public class Classes {
  public static void main(String[] arguments) throws Exception {
    for (String name : Files.readAllLines(Path.of(arguments[0]))) {
      var request = LauncherDiscoveryRequestBuilder.request().selectors(DiscoverySelectors.selectClass(name)).build();
      var listener = new SummaryGeneratingListener();
      long begin = System.nanoTime();
      LauncherFactory.create().execute(request, listener);
      var summary = listener.getSummary();
      System.out.printf("%s: %d failed of %d, %.1f s%n", name, summary.getTestsFailedCount(), summary.getTestsStartedCount(), (System.nanoTime() - begin) / 1e9);
      for (var failure : summary.getFailures()) {
        System.out.println("   " + failure.getTestIdentifier().getDisplayName() + ": " + failure.getException());
      }
    }
    System.exit(0);
  }
}
