package gatun.bench.device;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.gpu.Stopwatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A backend that is measured, and its clock: events of the device for {@code cuda}, the host's
 * clock otherwise.
 */
final class Subject implements AutoCloseable {
  private static final int MOST_ROUNDS = 15;

  private final Backend backend;
  private final @Nullable Stopwatch watch;

  private Subject(Backend backend) {
    this.backend = backend;
    this.watch = backend.name().equals("cuda") ? Stopwatch.on(backend) : null;
  }

  /** Opens the CUDA backend; empty, after telling why, where it is refused. */
  static Optional<Subject> device(String group, Journal journal) {
    try {
      return Optional.of(new Subject(Backends.named("cuda", new BackendOptions(1))));
    } catch (IllegalStateException | IllegalArgumentException refusal) {
      journal.skip(group, "cuda", String.valueOf(refusal.getMessage()));
      return Optional.empty();
    }
  }

  /** Opens the vectors of the processor with a number of threads. */
  static Subject simd(int threads) {
    return new Subject(Backends.named("simd", new BackendOptions(threads)));
  }

  Backend backend() {
    return backend;
  }

  String name() {
    return backend.name();
  }

  int threads() {
    return backend.threads();
  }

  /**
   * Returns the seconds of one run of the work, a number a round. The work is repeated within a
   * round until the clock can tell, and warmed up first: code of the processor needs a second to be
   * compiled.
   */
  List<Double> seconds(double budget, Runnable work) {
    double once = time(1, work);
    boolean host = watch == null;
    double warm = host ? Math.min(0.5 * budget, 1) : Math.min(0.2 * budget, 0.05);
    for (double spent = once; spent < warm; ) {
      once = time(1, work);
      spent += once;
    }
    int times = (int) Math.clamp(0.02 / Math.max(once, 1e-7), 1, 1000);
    List<Double> rounds = new ArrayList<>();
    double spent = 0;
    while (rounds.isEmpty() || (rounds.size() < MOST_ROUNDS && spent < budget)) {
      double round = time(times, work);
      rounds.add(round / times);
      spent += round;
    }
    return rounds;
  }

  /** Returns the seconds of so many runs, until the last one is done. */
  double time(int times, Runnable work) {
    Runnable all =
        () -> {
          for (int i = 0; i < times; i++) {
            work.run();
          }
        };
    if (watch != null) {
      return watch.seconds(all);
    }
    long begin = System.nanoTime();
    all.run();
    return (System.nanoTime() - begin) * 1e-9;
  }

  /** Returns the watch of the device. */
  Stopwatch watch() {
    if (watch == null) {
      throw new IllegalStateException(name() + " has no clock of a device");
    }
    return watch;
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    backend.close();
  }
}
