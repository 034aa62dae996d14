import gatun.bench.training.GatunTraining;
import gatun.bench.training.Training;
import gatun.bench.training.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a step of training spends its time, by samples of the flight recorder: the innermost method
 * of Gatun, and the place in tape or optimizer that called it.
 *
 * <p>{@code profile.sh} runs it. Arguments: network of {@link Work}, threads, seconds (half as many
 * before, to compile).
 */
public class StepProfile {
  private static final int SHOWN = 25;

  public static void main(String[] arguments) throws Exception {
    Work work = Work.valueOf(arguments[0]);
    int threads = Integer.parseInt(arguments[1]);
    double seconds = Double.parseDouble(arguments[2]);
    Path file = Files.createTempFile("gatun", ".jfr");
    try (Training training = new GatunTraining(work, threads);
        Recording recording = new Recording()) {
      steps(training, seconds / 2);
      recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(5));
      recording.start();
      double milliseconds = steps(training, seconds);
      recording.stop();
      recording.dump(file);
      print(work, threads, milliseconds, file);
    } finally {
      Files.delete(file);
    }
  }

  /** Returns milliseconds of a step. */
  private static double steps(Training training, double seconds) {
    long begin = System.nanoTime();
    long count = 0;
    for (; System.nanoTime() - begin < seconds * 1e9; count++) {
      training.step();
    }
    return (System.nanoTime() - begin) * 1e-6 / count;
  }

  private static void print(Work work, int threads, double milliseconds, Path file)
      throws Exception {
    Map<String, Integer> counts = new TreeMap<>();
    int all = 0;
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      String place = place(event);
      if (place != null) {
        counts.merge(place, 1, Integer::sum);
        all++;
      }
    }
    int samples = all;
    System.out.printf(
        "%s, threads %d: %.3f ms a step, %d samples%n", work, threads, milliseconds, samples);
    counts.entrySet().stream()
        .sorted((a, b) -> b.getValue() - a.getValue())
        .limit(SHOWN)
        .forEach(e -> System.out.printf("%5.1f %%  %s%n", 100.0 * e.getValue() / samples, e.getKey()));
  }

  private static String place(RecordedEvent event) {
    if (!event.getEventType().getName().equals("jdk.ExecutionSample")) {
      return null;
    }
    String inner = null;
    for (RecordedFrame frame : event.getStackTrace().getFrames()) {
      String type = frame.getMethod().getType().getName();
      if (!type.startsWith("gatun.")) {
        continue;
      }
      String simple = type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
      inner = inner == null ? simple : inner;
      if (!simple.startsWith("0x") && type.matches("gatun\\.(engine\\.grad|optim|nn|training)\\..*")) {
        return inner + "  from " + simple;
      }
    }
    return inner;
  }
}
