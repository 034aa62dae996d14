package gatun.optim;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Parameters of a small network on the reference backend, and gradients. */
abstract class OptimFixture {
  Backend backend;
  Workspace workspace;

  @BeforeEach
  void open() {
    backend = Backends.named("reference", new BackendOptions(1));
    workspace = Workspace.on(backend);
  }

  @AfterEach
  void close() {
    workspace.close();
    backend.close();
  }

  Parameters network(DType dtype) {
    Parameters p =
        Parameters.builder(dtype)
            .add("fc1.weight", 5, 7)
            .add("fc1.bias", 5)
            .add("fc2.weight", 9, 5)
            .build(workspace);
    fill(p, 1);
    return p;
  }

  static void fill(Parameters parameters, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (Parameters.Parameter parameter : parameters) {
      HostTensor line = parameter.tensor().reshape(parameter.tensor().size());
      for (long i = 0; i < line.size(); i++) {
        line.set(2 * random.nextDouble() - 1, i);
      }
    }
  }

  static double[] numbers(Parameters parameters, String name) {
    HostTensor tensor = parameters.parameter(name);
    return tensor.reshape(tensor.size()).toArray();
  }
}
