package gatun.bench.training;

/**
 * A library that trains the same networks: found by {@link java.util.ServiceLoader}, because one
 * that needs JNI is no part of the ordinary build.
 */
public interface TrainingPeer {
  /** Returns what the benchmarks call it. */
  String name();

  /** Prepares the training steps of a network. */
  Training train(Work work, int threads);

  /** Prepares updates of this many parameters by Adam; the gradient stays as it is. */
  Training update(int parameters, int threads);
}
