package gatun.test.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import gatun.engine.Activation;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Sampling;
import gatun.engine.Workspace;
import gatun.engine.grad.Losses;
import gatun.engine.grad.Products;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import gatun.test.Steady;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Steps of training: nothing is allocated, the same bits for any number of threads. */
class TapeLoopsTest {
  private static final long LIMIT = 1024;

  /** A net of two layers, trained by plain descent. */
  private static final class Net {
    private final Tape tape;
    private final Blas blas;
    private final HostTensor[] values;
    private final HostTensor[] gradients;
    private final HostTensor[] batches = new HostTensor[2];
    private final HostTensor labels;
    private int step;

    Net(Workspace w) {
      tape = Tape.on(w, DType.F32);
      blas = Blas.of(w.backend(), DType.F32);
      long[][] shapes = {{20, 33}, {33}, {33, 10}, {10}};
      values = new HostTensor[shapes.length];
      gradients = new HostTensor[shapes.length];
      Philox random = new Philox(3);
      Sampling sampling = Sampling.of(w.backend(), DType.F32);
      for (int i = 0; i < shapes.length; i++) {
        values[i] = w.zeros(DType.F32, shapes[i]);
        gradients[i] = w.zeros(DType.F32, shapes[i]);
        sampling.uniform(random, -0.3, 0.3, values[i]);
      }
      for (int i = 0; i < 2; i++) {
        batches[i] = w.zeros(DType.F32, 16, 20);
        sampling.uniform(random, -1, 1, batches[i]);
      }
      labels = Cases.integers(w, 10, 16);
      flatten();
    }

    private HostTensor[] flatValues;
    private HostTensor[] flatGradients;

    private void flatten() {
      flatValues = new HostTensor[values.length];
      flatGradients = new HostTensor[values.length];
      for (int i = 0; i < values.length; i++) {
        flatValues[i] = values[i].reshape(values[i].size());
        flatGradients[i] = gradients[i].reshape(values[i].size());
      }
    }

    Variable leaf(int i) {
      return tape.leaf(values[i], gradients[i]);
    }

    double step() {
      tape.begin();
      Variable x = tape.constant(batches[step++ % 2]);
      Variable h = Products.linear(x, leaf(0), leaf(1), Activation.GELU);
      Variable y = Products.linear(h.add(h.tanh().affine(0.5, 0.1)), leaf(2), leaf(3));
      Variable loss = Losses.crossEntropy(y, tape.constant(labels), 0.1);
      tape.backward(loss);
      for (int i = 0; i < values.length; i++) {
        blas.axpy(-0.5, flatGradients[i], flatValues[i]);
      }
      return loss.scalar();
    }
  }

  private static Backend simd(int threads) {
    Backend backend = Backends.named("simd", new BackendOptions(threads));
    assertEquals("simd", backend.name());
    return backend;
  }

  @Test
  void aStepAllocatesNothing() {
    try (Backend backend = simd(2);
        Workspace w = Workspace.on(backend)) {
      assertAllocatesNothing(w, new Net(w)::step);
    }
  }

  @Test
  void aStepOfEveryOperationAllocatesNothing() {
    try (Backend backend = simd(2);
        Workspace w = Workspace.on(backend)) {
      assertAllocatesNothing(w, new MixedNet(w)::step);
    }
  }

  @Test
  void threadsChangeNoBitOfAnyOperation() {
    double[][] parameters = new double[3][];
    for (int threads = 1; threads <= 3; threads++) {
      try (Backend backend = simd(threads);
          Workspace w = Workspace.on(backend)) {
        MixedNet net = new MixedNet(w);
        double first = net.step();
        double last = first;
        for (int i = 0; i < 20; i++) {
          last = net.step();
        }
        assertTrue(last < first, first + " to " + last);
        parameters[threads - 1] = net.parameters();
      }
    }
    assertArrayEquals(parameters[0], parameters[1], 0);
    assertArrayEquals(parameters[0], parameters[2], 0);
  }

  private static void assertAllocatesNothing(Workspace w, DoubleSupplier step) {
    var counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least =
        Steady.least(
            20 * LIMIT,
            () -> {
              double loss = 0;
              for (int i = 0; i < 100; i++) {
                loss = step.getAsDouble();
              }
              long offHeap = w.bytes();
              long before = counter.getCurrentThreadAllocatedBytes();
              for (int i = 0; i < 20; i++) {
                loss = step.getAsDouble();
              }
              assertTrue(Double.isFinite(loss));
              assertEquals(offHeap, w.bytes(), "bytes off heap");
              return counter.getCurrentThreadAllocatedBytes() - before;
            });
    assertTrue(least <= 20 * LIMIT, "bytes in 20 steps: " + least);
  }

  @Test
  void theLossFallsAndThreadsChangeNoBit() {
    double[][] losses = new double[2][40];
    for (int threads = 1; threads <= 2; threads++) {
      try (Backend backend = simd(threads);
          Workspace w = Workspace.on(backend)) {
        Net net = new Net(w);
        for (int i = 0; i < 40; i++) {
          losses[threads - 1][i] = net.step();
        }
      }
    }
    assertArrayEquals(losses[0], losses[1], 0);
    assertTrue(losses[0][39] < 0.8 * losses[0][1], losses[0][1] + " to " + losses[0][39]);
  }
}
