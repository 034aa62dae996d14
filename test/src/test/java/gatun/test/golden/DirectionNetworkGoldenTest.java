package gatun.test.golden;

import static gatun.test.golden.Golden.assertNear;
import static gatun.test.golden.Golden.list;
import static gatun.test.golden.Golden.number;
import static gatun.test.golden.Golden.values;
import static gatun.test.golden.Golden.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import gatun.linear.LinearOperator;
import gatun.linear.MacOperator;
import gatun.linear.learned.DirectionPlan;
import gatun.linear.learned.LineSearchLoss;
import gatun.nn.Mode;
import gatun.nn.Model;
import gatun.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The published network and its gradients against vectors of an independent program. */
final class DirectionNetworkGoldenTest {
  /** Collects the numbers of nested lists. */
  private static void collect(Object value, List<Double> into) {
    if (value instanceof List<?> items) {
      items.forEach(item -> collect(item, into));
    } else {
      into.add(number(value));
    }
  }

  private static double[] numbers(Object value) {
    List<Double> found = new ArrayList<>();
    collect(value, found);
    return found.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Copies [out][in][taps] of a file into [taps][in][out], or back. */
  private static double[] reordered(double[] from, int outputs, int inputs, boolean fromFile) {
    int taps = from.length / outputs / inputs;
    double[] to = new double[from.length];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        for (int t = 0; t < taps; t++) {
          int filed = (o * inputs + i) * taps + t;
          int held = (t * inputs + i) * outputs + o;
          to[fromFile ? held : filed] = from[fromFile ? filed : held];
        }
      }
    }
    return to;
  }

  private static void assign(HostTensor tensor, double[] values) {
    HostTensor flat = tensor.reshape(values.length);
    for (int i = 0; i < values.length; i++) {
      flat.set(values[i], (long) i);
    }
  }

  @Test
  void theNetworkAndItsGradientsAreThoseOfTheIndependentProgram() {
    Map<String, Object> c = Golden.object("dcdm", "dcdm_net3d.json");
    int channels = (int) number(c.get("channels"));
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      var plan = new DirectionPlan("n64", channels, true);
      Model model = Model.of(plan.network(), DType.F64, w, new Philox(1));
      List<Parameters.Parameter> all = new ArrayList<>();
      model.parameters().forEach(all::add);
      int convolutions = list(c.get("convWeights")).size();
      for (int i = 0; i < convolutions; i++) {
        double[] weights = numbers(list(c.get("convWeights")).get(i));
        int inputs = i == 0 ? 1 : channels;
        assign(all.get(2 * i).tensor(), reordered(weights, channels, inputs, true));
        assign(all.get(2 * i + 1).tensor(), numbers(list(c.get("convBias")).get(i)));
      }
      assign(all.get(2 * convolutions).tensor(), numbers(c.get("lastWeight")));
      assign(all.get(2 * convolutions + 1).tensor(), numbers(c.get("lastBias")));

      judge(c, model, w);
    }
  }

  private static void judge(Map<String, Object> c, Model model, Workspace w) {
    int channels = (int) number(c.get("channels"));
    int convolutions = list(c.get("convWeights")).size();
    double[] extents = vector(c.get("shape"));
    double[] in = numbers(c.get("input"));
    long[] shape = {1, (long) extents[0], (long) extents[1], (long) extents[2], 1};
    HostTensor x = w.vector(in);
    Tape tape = Tape.on(w, DType.F64);
    tape.begin();
    Variable y = model.forward(tape, tape.constant(x.reshape(shape)), Mode.TRAIN);
    assertNear(numbers(c.get("output")), values(y.value()), 1e-10, "output");
    Grid grid = new Grid(shape[3], shape[2], shape[1]);
    Variable loss =
        tape.apply(
            new LineSearchLoss(() -> box(grid, w), in.length),
            y,
            tape.constant(x.reshape(1, in.length)));
    double expected = number(c.get("loss"));
    assertEquals(expected, loss.scalar(), 1e-10 * expected);
    tape.backward(loss);
    List<Parameters.Parameter> g = new ArrayList<>();
    model.gradients().forEach(g::add);
    gradient(c, "gradFirstWeight", g.get(0), channels, 1);
    gradient(c, "gradConv7Weight", g.get(14), channels, channels);
    gradient(c, "gradLastWeight", g.get(2 * convolutions), 1, channels);
    gradient(c, "gradLastBias", g.get(2 * convolutions + 1), 1, 1);
  }

  private static void gradient(
      Map<String, Object> c, String name, Parameters.Parameter found, int outputs, int inputs) {
    double[] held = values(found.tensor());
    assertNear(numbers(c.get(name)), reordered(held, outputs, inputs, false), 1e-9, name);
  }

  private static LinearOperator box(Grid grid, Workspace w) {
    HostTensor cells = w.zeros(DType.I8, grid.cells());
    cells.segment().fill((byte) 6);
    return MacOperator.of(grid, (Tensor) cells, DType.F64, w.backend());
  }
}
