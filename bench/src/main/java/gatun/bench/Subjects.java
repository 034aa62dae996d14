package gatun.bench;

import gatun.bench.peer.Mkl;
import gatun.bench.peer.OpenBlas;
import gatun.bench.peer.Torch;
import gatun.bench.training.TrainingPeer;
import gatun.engine.Backends;
import gatun.engine.Support;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/** Which subjects can be measured here. */
final class Subjects {
  private static final Set<String> SINGLE_THREADED =
      Set.of("reference", "commons-math", "ejml", "ojalgo");

  private Subjects() {}

  /** Returns why a subject is left out, empty if it can be measured. */
  static Optional<String> missing(String subject) {
    return switch (subject) {
      case "openblas" -> reason(OpenBlas.load().present(), OpenBlas.load().note());
      case "pytorch" ->
          reason(
              training("pytorch").isPresent(),
              "PyTorch's bindings for Java are not in this program; run ./mvnw -Ppytorch package");
      case "torch", "torch-fused" -> reason(Torch.load().present(), Torch.load().note());
      case "mkl" -> reason(Mkl.load().present(), Mkl.load().note());
      case "simd", "cuda" -> refusal(subject);
      default -> Optional.empty();
    };
  }

  /** Returns the training peer of a name, if this program was built with it. */
  static Optional<TrainingPeer> training(String name) {
    return ServiceLoader.load(TrainingPeer.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(peer -> peer.name().equals(name))
        .findFirst();
  }

  /** Returns whether a subject does the work of a benchmark, whose name ends in Family.method. */
  static boolean does(String benchmark, String subject) {
    return !benchmark.contains("OptimizerBenchmark.")
        || benchmark.endsWith(".adam")
        || !subject.equals("torch-fused");
  }

  /** Returns whether a subject uses more than one thread when told to. */
  static boolean threaded(String subject) {
    return !SINGLE_THREADED.contains(subject);
  }

  /** Returns whether a subject computes in single precision. */
  static boolean single(String subject) {
    return !subject.equals("commons-math") && !subject.equals("ojalgo");
  }

  private static Optional<String> reason(boolean present, String note) {
    return present ? Optional.empty() : Optional.of(note);
  }

  private static Optional<String> refusal(String name) {
    for (Backends.Entry entry : Backends.report()) {
      if (entry.name().equals(name)) {
        return entry.support() instanceof Support.Refused(String why, String remedy)
            ? Optional.of(why + "; " + remedy)
            : Optional.empty();
      }
    }
    return Optional.of("there is no backend of this name");
  }
}
