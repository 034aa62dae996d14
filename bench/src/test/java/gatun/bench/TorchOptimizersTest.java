package gatun.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatun.bench.peer.Torch;
import gatun.bench.peer.TorchOptimizers;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The peers' steps do what they claim; skipped where PyTorch is not. */
final class TorchOptimizersTest {
  private static final int N = 33;

  @BeforeEach
  void torchIsHere() {
    assumeTrue(Torch.load().present(), Torch.load().note());
  }

  private static HostTensor ramp(Workspace w, double slope) {
    HostTensor x = w.zeros(DType.F32, N);
    for (int i = 0; i < N; i++) {
      x.set(slope * (i - 10), i);
    }
    return x;
  }

  @Test
  void stepsAreThoseOfTheOptimizers() {
    for (String rule : new String[] {"momentum", "adam", "fusedAdam", "diffGrad"}) {
      try (Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)))) {
        HostTensor x = w.zeros(DType.F32, N);
        HostTensor g = ramp(w, 0.5);
        HostTensor[] kept = {ramp(w, 0.25), w.zeros(DType.F32, N), ramp(w, 0.125)};
        try (TorchOptimizers peer = new TorchOptimizers(x, g, kept)) {
          Runnable step =
              switch (rule) {
                case "momentum" -> peer.momentum();
                case "adam" -> peer.adam(w);
                case "fusedAdam" -> peer.fusedAdam(w);
                default -> peer.diffGrad();
              };
          step.run();
        }
        for (int i = 0; i < N; i++) {
          double gradient = 0.5 * (i - 10);
          double b = 0.25 * (i - 10);
          double moment = rule.equals("momentum") ? 0.9 * b + gradient : 0.9 * b + 0.1 * gradient;
          double root = Math.sqrt(0.001) * Math.abs(gradient) + 1e-8;
          double xi = 1 / (1 + Math.exp(-Math.abs(0.375 * (i - 10))));
          double direction =
              switch (rule) {
                case "momentum" -> moment;
                case "adam", "fusedAdam" -> moment / root;
                default -> moment * xi / root;
              };
          assertEquals(-1e-4 * direction, x.at(i), 1e-4 * 2e-5 * (1 + Math.abs(direction)), rule);
        }
      }
    }
  }
}
