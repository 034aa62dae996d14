package gatun.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Sampling;
import gatun.engine.Workspace;
import gatun.engine.grad.GradientCheck;
import gatun.engine.grad.Tape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A workspace on the reference backend, and what tests of networks repeat. */
abstract class NetworkFixture {
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

  HostTensor random(long seed, long... extents) {
    HostTensor x = workspace.zeros(DType.F64, extents);
    Sampling.of(backend, DType.F64).uniform(new Philox(seed), -1, 1, x);
    return x;
  }

  HostTensor labels(int... values) {
    HostTensor labels = workspace.zeros(DType.I32, values.length);
    for (int i = 0; i < values.length; i++) {
      labels.setInteger(values[i], i);
    }
    return labels;
  }

  Model model(Layer layer) {
    return Model.of(layer, DType.F64, workspace, new Philox(5));
  }

  HostTensor output(Model model, HostTensor x, Mode mode) {
    Tape tape = Tape.on(workspace, DType.F64);
    tape.begin();
    return (HostTensor) model.forward(tape, tape.constant(x), mode, new Philox(9)).value();
  }

  /** Checks the gradients with respect to the input and all parameters, in both modes. */
  void checkGradients(Layer layer, HostTensor x) {
    for (Mode mode : Mode.values()) {
      checkGradients(layer, x, mode);
    }
  }

  void checkGradients(Layer layer, HostTensor x, Mode mode) {
    Model model = model(layer);
    shake(model);
    List<HostTensor> operands = new ArrayList<>(List.of(x));
    model.parameters().forEach(p -> operands.add(p.tensor()));
    List<String> names = model.parameters().names();
    Philox noise = new Philox(3);
    var wrong =
        new GradientCheck(workspace, 0x1p-17, 1e-6)
            .gradients(
                v -> {
                  noise.position(0); // the same numbers in each evaluation
                  return model.forwardWith(name -> v[1 + names.indexOf(name)], v[0], mode, noise);
                },
                operands.toArray(HostTensor[]::new));
    assertEquals(List.of(), wrong, () -> layer + " in mode " + mode);
  }

  /** Moves parameters and buffers away from zeros and ones, which hide mistakes. */
  private void shake(Model model) {
    long seed = 100;
    for (Parameters tree : List.of(model.parameters(), model.buffers())) {
      for (Parameters.Parameter p : tree) {
        HostTensor flat = p.tensor().reshape(p.tensor().size());
        HostTensor change = random(seed++, flat.size());
        for (long i = 0; i < flat.size(); i++) {
          flat.set(flat.at(i) + 0.3 * change.at(i), i);
        }
      }
    }
  }

  static double[] values(HostTensor x) {
    return x.reshape(x.size()).toArray();
  }
}
