package gatun.bench;

import gatun.bench.training.GatunTraining;
import gatun.bench.training.Training;
import gatun.bench.training.Work;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One step of training: forward pass, cross-entropy, backward pass and the optimizer's update of a
 * fixed batch. {@link Work} says what the shapes stand for. {@code pytorch} is PyTorch in eager
 * mode with its own autograd and optimizers; the convolutional networks channels-last, where it is
 * faster.
 */
@State(Scope.Thread)
public class TrainingBenchmark {
  /**
   * Nanoseconds of steps before the runner's warm-up, which is meant for one kernel, not for all.
   */
  private static final long COMPILING = 15_000_000_000L;

  /** Who trains. */
  @Param({"simd", "pytorch"})
  public String subject = "";

  /** The networks; both are set up to give the same losses. */
  @Param({"mlp", "mlp-sgd", "cnn", "resnet20", "vit"})
  public String shape = "";

  /** The element type. */
  @Param("F32")
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private @Nullable Training training;

  /** Prepares the network; its score is a time. */
  @Setup
  public void setup(Meter meter) {
    Work work = Work.valueOf(shape.toUpperCase(Locale.ROOT).replace('-', '_'));
    meter.time();
    if (!subject.equals("simd")) {
      training = Subjects.training(subject).orElseThrow().train(work, threads);
      return;
    }
    Training own = new GatunTraining(work, threads);
    training = own;
    for (long begin = System.nanoTime(); System.nanoTime() - begin < COMPILING; ) {
      own.step();
    }
  }

  /** Takes one step. */
  @Benchmark
  public double step() {
    return training == null ? 0 : training.step();
  }

  /** Frees the network. */
  @TearDown
  public void close() {
    if (training != null) {
      training.close();
    }
  }
}
