package gatun.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MatrixBlas;
import gatun.nn.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stands around rules, Muon, and resuming. */
class ChainTest extends OptimFixture {
  @Test
  void clippingByNormScalesWhatFollows() {
    Parameters x = network(DType.F64);
    Parameters g = x.like(workspace);
    fill(g, 3);
    double norm = Blas.of(backend, DType.F64).nrm2(g.flat());
    double[] before = x.flat().toArray();
    double[] gradient = g.flat().toArray();
    Optimizer clipped = Chain.of(new ClipNorm(0.5), Sgd.of(2)).prepare(x, workspace);
    clipped.step(g);
    double[] after = x.flat().toArray();
    double moved = 0;
    for (int i = 0; i < after.length; i++) {
      moved += (after[i] - before[i]) * (after[i] - before[i]);
      assertEquals(before[i] - 2 * gradient[i] * 0.5 / (norm + 1e-6), after[i], 1e-14);
    }
    assertEquals(1, Math.sqrt(moved), 1e-5);
    assertArrayEquals(gradient, g.flat().toArray(), 0);
    assertEquals(1, new ClipNorm(1e3).prepare(x, workspace).update(g, 1), "below the limit");
    g.parameter("fc1.bias").set(Double.NaN, 0);
    assertTrue(Double.isNaN(new ClipNorm(1).prepare(x, workspace).update(g, 1)));
  }

  @Test
  void clippingByValueChangesTheGradient() {
    Parameters x = network(DType.F64);
    Parameters g = x.like(workspace);
    g.parameter("fc1.bias").set(-7, 0);
    g.parameter("fc1.bias").set(0.25, 1);
    g.parameter("fc1.bias").set(Double.NaN, 2);
    Optimizer clip = new ClipValue(0.75).prepare(x, workspace);
    assertEquals(1, clip.update(g, 2));
    assertArrayEquals(new double[] {-0.75, 0.5, Double.NaN, 0, 0}, numbers(g, "fc1.bias"), 0);
  }

  @Test
  void accumulatedGradientsMakeOneStep() {
    Parameters x = network(DType.F64);
    Parameters y = network(DType.F64);
    Parameters g = x.like(workspace);
    Parameters mean = x.like(workspace);
    Blas blas = Blas.of(backend, DType.F64);
    Optimizer often = new Accumulate(3, Adam.of(0.1)).prepare(x, workspace);
    Optimizer once = Adam.of(0.1).prepare(y, workspace);
    for (int step = 0; step < 2; step++) {
      mean.clear();
      double[] before = x.flat().toArray();
      for (int i = 0; i < 3; i++) {
        assertArrayEquals(before, x.flat().toArray(), 0);
        fill(g, 10 * step + i);
        often.step(g);
        blas.axpy(1.0 / 3, g.flat(), mean.flat());
      }
      once.step(mean);
      assertArrayEquals(y.flat().toArray(), x.flat().toArray(), 1e-14);
    }
    assertEquals(Map.of("step", 6L, "0.step", 2L), often.state().counters());
    assertEquals(List.of("sum", "0.first", "0.second"), names(often));
  }

  private static List<String> names(Optimizer optimizer) {
    return List.copyOf(optimizer.state().tensors().keySet());
  }

  @Test
  void theAverageFollows() {
    Parameters x = network(DType.F64);
    Parameters g = x.like(workspace);
    double[] average = x.flat().toArray();
    Optimizer optimizer = Chain.of(Sgd.of(0.5), new Average(0.75)).prepare(x, workspace);
    for (int t = 0; t < 3; t++) {
      fill(g, t);
      optimizer.step(g);
      double[] now = x.flat().toArray();
      for (int i = 0; i < now.length; i++) {
        average[i] = 0.75 * average[i] + 0.25 * now[i];
      }
    }
    double[] found = optimizer.state().tensors().get("1." + Average.AVERAGE).flat().toArray();
    assertArrayEquals(average, found, 1e-14);
  }

  /** The steps after a restart have the same bits; in F32, from any point of accumulation. */
  @Test
  void aStateCanBeStoredAndRestored() {
    Transform chain =
        Chain.of(
            new ClipNorm(1),
            new Accumulate(2, DiffGrad.of(Schedule.cosine(0.1, 0, 9).warmUp(2))),
            Muon.of(0.02, Adam.of(0.01)),
            new Average(0.9));
    Parameters x = network(DType.F32);
    Parameters g = x.like(workspace);
    Optimizer one = chain.prepare(x, workspace);
    for (int t = 0; t < 5; t++) {
      fill(g, t);
      one.step(g);
    }
    Parameters y = x.like(workspace);
    y.copyFrom(x);
    Optimizer two = chain.prepare(y, workspace);
    one.state().tensors().forEach((name, tree) -> two.state().tensors().get(name).copyFrom(tree));
    two.state().restore(one.state().counters());
    assertEquals(one.state().counters(), two.state().counters());
    for (int t = 5; t < 9; t++) {
      fill(g, t);
      one.step(g);
      two.step(g);
    }
    assertArrayEquals(x.flat().toArray(), y.flat().toArray(), 0);
    Map<String, Long> wrong = new LinkedHashMap<>(one.state().counters());
    wrong.remove("0.step");
    assertThrows(IllegalArgumentException.class, () -> two.state().restore(wrong));
    wrong.put("0.step", -1L);
    assertThrows(IllegalArgumentException.class, () -> two.state().restore(wrong));
  }

  /** The step of a matrix has singular values near 1: U Vᵀ, whatever the gradient's were. */
  @Test
  void muonMovesMatricesByOrthogonalOnes() {
    Parameters x = network(DType.F64);
    Parameters g = x.like(workspace);
    fill(g, 4);
    Parameters before = x.like(workspace);
    before.copyFrom(x);
    Muon.of(1, Adam.of(0.1)).prepare(x, workspace).step(g);
    for (String name : List.of("fc1.weight", "fc2.weight")) { // wide 5×7, tall 9×5
      HostTensor step = x.parameter(name);
      HostTensor line = step.reshape(step.size());
      Blas.of(backend, DType.F64).axpy(-1, before.parameter(name).reshape(step.size()), line);
      boolean tall = name.equals("fc2.weight");
      HostTensor gram = workspace.zeros(DType.F64, 5, 5);
      MatrixBlas.of(backend, DType.F64).gemm(1, step, tall, step, !tall, 0, gram);
      double scale = tall ? 9.0 / 5 : 1;
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) {
          assertEquals(i == j ? 1 : 0, gram.at(i, j) / scale, i == j ? 0.6 : 0.45, name);
        }
      }
      double[] direction = line.toArray();
      double[] gradient = numbers(g, name);
      double dot = 0;
      for (int i = 0; i < direction.length; i++) {
        dot += direction[i] * gradient[i];
      }
      assertTrue(dot < 0, "downhill");
    }
    assertEquals(
        0.1, Math.abs(x.parameter("fc1.bias").at(0) - before.parameter("fc1.bias").at(0)), 1e-6);
  }
}
