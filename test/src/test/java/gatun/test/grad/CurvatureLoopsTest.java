package gatun.test.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import gatun.engine.Activation;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Sampling;
import gatun.engine.Workspace;
import gatun.engine.grad.Aggregates;
import gatun.engine.grad.Curvature;
import gatun.engine.grad.Losses;
import gatun.engine.grad.Op;
import gatun.engine.grad.Products;
import gatun.engine.grad.Pushforward;
import gatun.engine.grad.Site;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import gatun.test.Steady;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Products with matrices of second derivatives, beside the matrices built from gradients. */
class CurvatureLoopsTest {
  private static final long[][] SHAPES = {{3, 5}, {5}, {5, 4}, {4}};
  private static final long SAMPLES = 6;

  private Backend backend;
  private Workspace w;
  private Tape tape;
  private HostTensor x;
  private HostTensor labels;
  private final List<HostTensor> values = new ArrayList<>();
  private final List<HostTensor> gradients = new ArrayList<>();
  private final List<HostTensor> directions = new ArrayList<>();
  private final List<HostTensor> products = new ArrayList<>();
  private final List<Variable> leaves = new ArrayList<>();
  private Variable logits;

  @BeforeEach
  void open() {
    backend = Backends.named("simd", new BackendOptions(2));
    assertEquals("simd", backend.name());
    w = Workspace.on(backend);
    tape = Tape.on(w, DType.F64);
    Philox random = new Philox(4);
    Sampling sampling = Sampling.of(backend, DType.F64);
    for (long[] shape : SHAPES) {
      values.add(w.zeros(DType.F64, shape));
      gradients.add(w.zeros(DType.F64, shape));
      directions.add(w.zeros(DType.F64, shape));
      products.add(w.zeros(DType.F64, shape));
      sampling.uniform(random, -1, 1, values.getLast());
      sampling.uniform(random, -1, 1, directions.getLast());
    }
    x = w.zeros(DType.F64, SAMPLES, 3);
    sampling.uniform(random, -1, 1, x);
    labels = Cases.integers(w, 4, SAMPLES);
  }

  @AfterEach
  void close() throws Exception {
    w.close();
    backend.close();
  }

  /** Returns the loss of each sample. */
  private Variable losses() {
    tape.begin();
    leaves.clear();
    for (int i = 0; i < SHAPES.length; i++) {
      leaves.add(tape.leaf(values.get(i), gradients.get(i)));
    }
    Variable h = Products.linear(tape.constant(x), leaves.get(0), leaves.get(1), Activation.TANH);
    logits = Products.linear(h, leaves.get(2), leaves.get(3));
    return Losses.crossEntropyRows(logits, tape.constant(labels), 0);
  }

  private static double dot(List<HostTensor> a, List<HostTensor> b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      double[] p = a.get(i).reshape(a.get(i).size()).toArray();
      double[] q = b.get(i).reshape(b.get(i).size()).toArray();
      for (int k = 0; k < p.length; k++) {
        sum += p[k] * q[k];
      }
    }
    return sum;
  }

  /** Returns Jᵀ c for a cotangent with one element. */
  private List<HostTensor> row(Variable y, long i, long j, double weight) {
    HostTensor cotangent = w.zeros(DType.F64, y.shape().extents());
    cotangent.reshape(cotangent.size()).set(weight, i * cotangent.size() / SAMPLES + j);
    tape.backward(y, cotangent);
    List<HostTensor> copy = new ArrayList<>();
    for (HostTensor g : gradients) {
      copy.add(w.zeros(DType.F64, g.shape().extents()));
      copy.getLast().segment().copyFrom(g.segment());
    }
    return copy;
  }

  private void assertProducts(double[][] matrixTimesDirection) {
    for (int i = 0; i < products.size(); i++) {
      double[] found = products.get(i).reshape(products.get(i).size()).toArray();
      for (int k = 0; k < found.length; k++) {
        assertEquals(matrixTimesDirection[i][k], found[k], 1e-12, "operand " + i + " at " + k);
      }
    }
  }

  private static void add(double[][] sum, double factor, List<HostTensor> row) {
    for (int i = 0; i < sum.length; i++) {
      double[] g = row.get(i).reshape(row.get(i).size()).toArray();
      sum[i] = sum[i] == null ? new double[g.length] : sum[i];
      for (int k = 0; k < g.length; k++) {
        sum[i][k] += factor * g[k];
      }
    }
  }

  @Test
  void theFisherMatrixIsTheMeanOfGradientsTimesThemselves() {
    Variable losses = losses();
    double[][] expected = new double[SHAPES.length][];
    for (long i = 0; i < SAMPLES; i++) {
      List<HostTensor> g = row(losses, i, 0, 1);
      add(expected, dot(g, directions) / SAMPLES, g);
    }
    Curvature fisher = Curvature.fisher(losses, leaves, directions, products);
    fisher.linearize();
    fisher.run();
    assertProducts(expected);
  }

  @Test
  void theGaussNewtonMatrixIsThatOfTheSoftmax() {
    Variable loss = Aggregates.mean(losses());
    Curvature matrix = Curvature.gaussNewton(logits, loss, leaves, directions, products);
    matrix.linearize();
    matrix.run();
    HostTensor z = (HostTensor) logits.value();
    double[][] expected = new double[SHAPES.length][];
    for (long i = 0; i < SAMPLES; i++) {
      double total = 0;
      for (long j = 0; j < 4; j++) {
        total += Math.exp(z.at(i, j));
      }
      for (long j = 0; j < 4; j++) {
        double p = Math.exp(z.at(i, j)) / total;
        List<HostTensor> gj = row(logits, i, j, 1);
        add(expected, p * dot(gj, directions) / SAMPLES, gj);
        for (long k = 0; k < 4; k++) {
          double q = Math.exp(z.at(i, k)) / total;
          add(expected, -p * q * dot(row(logits, i, k, 1), directions) / SAMPLES, gj);
        }
      }
    }
    assertProducts(expected);
  }

  @Test
  void productsAllocateNothing() {
    Variable loss = Aggregates.mean(losses());
    Curvature hessian = Curvature.hessian(loss, leaves, directions, products);
    Curvature matrix = Curvature.gaussNewton(logits, loss, leaves, directions, products);
    Pushforward forward = new Pushforward(loss, leaves, directions);
    Runnable round =
        () -> {
          Aggregates.mean(losses());
          hessian.linearize();
          hessian.run();
          matrix.linearize();
          matrix.run();
          forward.run();
        };
    var counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least =
        Steady.least(
            20 * 1024,
            () -> {
              for (int i = 0; i < 200; i++) {
                round.run();
              }
              long offHeap = w.bytes();
              long before = counter.getCurrentThreadAllocatedBytes();
              for (int i = 0; i < 20; i++) {
                round.run();
              }
              assertEquals(offHeap, w.bytes(), "bytes off heap");
              return counter.getCurrentThreadAllocatedBytes() - before;
            });
    assertTrue(least <= 20 * 1024, "bytes in 20 rounds: " + least);
  }

  private record Plain() implements Op {
    @Override
    public void forward(Site s) {
      s.makes(s.input(0).shape());
      s.fills(gatun.engine.Expression.of(s.input(0)).multiply(2));
    }

    @Override
    public void vjp(Site s) {
      s.give(0, gatun.engine.Expression.of(s.cotangent()).multiply(2));
    }
  }

  @Test
  void operationsWithoutSecondDerivativesRefuseByName() {
    tape.begin();
    Variable v = tape.input(w.vector(1, 2));
    Variable y = Aggregates.sum(tape.apply(new Plain(), v));
    tape.backward(y);
    assertEquals(2, ((HostTensor) v.gradient()).at(1));
    List<HostTensor> some = List.of(w.vector(1, 1));
    List<HostTensor> other = List.of(w.vector(0, 0));
    var refusal =
        assertThrows(
            UnsupportedOperationException.class,
            () -> Curvature.hessian(y, List.of(v), some, other));
    assertTrue(refusal.getMessage().startsWith("Plain"), refusal.getMessage());
  }
}
