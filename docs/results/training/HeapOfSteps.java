import com.sun.management.ThreadMXBean;
import gatun.bench.training.GatunTraining;
import gatun.bench.training.Training;
import gatun.bench.training.Work;
import java.lang.management.ManagementFactory;

/**
 * Bytes that the calling thread allocates on the heap in a step of training, each 5 seconds: until
 * the compiler has reached every kernel, vectors are objects. Arguments: network of {@link Work},
 * threads, seconds. From the repository's root, with the built classes:
 *
 * <pre>java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED
 *   -cp engine/target/classes:simd/target/classes:algorithms/target/classes:bench/target/classes
 *   docs/results/training/HeapOfSteps.java CNN 1 100</pre>
 */
public class HeapOfSteps {
  public static void main(String[] arguments) throws Exception {
    Work work = Work.valueOf(arguments[0]);
    double seconds = Double.parseDouble(arguments[2]);
    var counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long begin = System.nanoTime();
    long steps = 0;
    try (Training training = new GatunTraining(work, Integer.parseInt(arguments[1]))) {
      while (System.nanoTime() - begin < seconds * 1e9) {
        long from = System.nanoTime();
        long before = counter.getCurrentThreadAllocatedBytes();
        long count = 0;
        for (; System.nanoTime() - from < 5e9; count++) {
          training.step();
        }
        long bytes = counter.getCurrentThreadAllocatedBytes() - before;
        steps += count;
        System.out.printf("%s, %d steps: %d bytes a step%n", work, steps, bytes / count);
      }
    }
  }
}
