import gatun.bench.training.GatunTraining;
import gatun.bench.training.Training;
import gatun.bench.training.TrainingPeer;
import gatun.bench.training.Work;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.LongSupplier;

/**
 * Steps of Gatun and of PyTorch in turn in one process, on the same data from the same weights.
 * Prints the losses of the first five steps of both, then times and their ratios.
 *
 * <p>{@code steps.sh} runs it. Arguments: threads, seconds of steps to be measured (half as many of
 * Gatun's alone before, to compile), networks of {@link Work}. With one thread the time is processor
 * time of the calling thread, which other processes disturb less; with more it is wall time.
 */
public class TrainingRatios {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  public static void main(String[] arguments) {
    int threads = Integer.parseInt(arguments[0]);
    double seconds = Double.parseDouble(arguments[1]);
    for (int i = 2; i < arguments.length; i++) {
      run(Work.valueOf(arguments[i]), threads, seconds);
    }
    System.exit(0); // threads of the peer may be left
  }

  private static void run(Work work, int threads, double seconds) {
    Training ours = new GatunTraining(work, threads);
    Training peer = ServiceLoader.load(TrainingPeer.class).findFirst().orElseThrow().train(work, threads);
    System.out.println(work + " losses of Gatun" + losses(ours) + ", of PyTorch" + losses(peer));
    long end = after(seconds / 2);
    while (System.nanoTime() < end) {
      ours.step();
    }
    long heap = THREADS.getTotalThreadAllocatedBytes();
    int counted = 20;
    for (int i = 0; i < counted; i++) {
      ours.step();
    }
    heap = (THREADS.getTotalThreadAllocatedBytes() - heap) / counted;
    LongSupplier clock = threads == 1 ? THREADS::getCurrentThreadCpuTime : System::nanoTime;
    List<Double> own = new ArrayList<>();
    List<Double> other = new ArrayList<>();
    end = after(seconds);
    while (System.nanoTime() < end || own.size() < 6) {
      three(ours, clock, own);
      three(peer, clock, other);
    }
    print(work, threads, own, other, heap);
    peer.close();
    ours.close();
  }

  private static long after(double seconds) {
    return System.nanoTime() + (long) (seconds * 1e9);
  }

  private static String losses(Training training) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      text.append(String.format(" %.6f", training.step()));
    }
    return text.toString();
  }

  private static void three(Training training, LongSupplier clock, List<Double> milliseconds) {
    for (int i = 0; i < 3; i++) {
      long begin = clock.getAsLong();
      training.step();
      milliseconds.add((clock.getAsLong() - begin) * 1e-6);
    }
  }

  private static void print(Work work, int threads, List<Double> own, List<Double> other, long heap) {
    Collections.sort(own);
    Collections.sort(other);
    double[] shares = {0, 0.25, 0.5};
    StringBuilder text = new StringBuilder();
    for (List<Double> times : List.of(own, other)) {
      text.append(times == own ? "Gatun" : "PyTorch");
      for (double share : shares) {
        text.append(String.format(" %.3f", at(times, share)));
      }
      text.append(" ms, ");
    }
    text.append("ratio");
    for (double share : shares) {
      text.append(String.format(" %.2f", at(other, share) / at(own, share)));
    }
    System.out.printf(
        "%-9s threads %d, least, lower quartile, median of %d steps: %s; heap of Gatun's step %d B%n",
        work, threads, own.size(), text, heap);
  }

  private static double at(List<Double> sorted, double share) {
    return sorted.get((int) (share * (sorted.size() - 1)));
  }
}
