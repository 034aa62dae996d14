package gatun.test.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Sampling;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.grad.Aggregates;
import gatun.engine.grad.Products;
import gatun.engine.grad.Pushforward;
import gatun.engine.grad.Segment;
import gatun.engine.grad.Shaping;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Segments that are computed again: the same numbers in less memory. */
class CheckpointTest {
  private static final int LAYERS = 6;
  private static final long WIDTH = 64;

  /** A chain of equal layers with dropout, each a segment. */
  private static final class Chain {
    private final Tape tape;
    private final Philox random = new Philox(5);
    private final HostTensor[] weights = new HostTensor[LAYERS];
    private final HostTensor[] gradients = new HostTensor[LAYERS];
    private final HostTensor x;
    private final Segment[] segments = new Segment[LAYERS];

    Chain(Workspace w) {
      tape = Tape.on(w, DType.F64);
      Sampling sampling = Sampling.of(w.backend(), DType.F64);
      Philox init = new Philox(1);
      x = w.zeros(DType.F64, 200, WIDTH);
      sampling.uniform(init, -1, 1, x);
      for (int i = 0; i < LAYERS; i++) {
        weights[i] = w.zeros(DType.F64, WIDTH, WIDTH);
        gradients[i] = w.zeros(DType.F64, WIDTH, WIDTH);
        sampling.uniform(init, -0.2, 0.2, weights[i]);
        int layer = i;
        segments[i] =
            (t, in) -> {
              Variable y = Products.linear(in[0], t.leaf(weights[layer], gradients[layer]));
              Variable z = Shaping.dropout(y.tanh().add(y.sigmoid()), 0.25, random);
              return z.multiply(y.exp()).add(in[0].square()).tanh();
            };
      }
    }

    double step(boolean checkpoints) {
      random.position(0);
      tape.begin();
      Variable y = tape.constant(x);
      for (Segment segment : segments) {
        y = checkpoints ? tape.checkpoint(segment, y) : segment.apply(tape, y);
      }
      Variable loss = Aggregates.mean(y.square());
      tape.backward(loss);
      return loss.scalar();
    }
  }

  private record Found(double[] losses, double[][] gradients, long bytes) {}

  private static Found run(boolean checkpoints) {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      Chain chain = new Chain(w);
      long before = w.bytes();
      double[] losses = {chain.step(checkpoints), chain.step(checkpoints), chain.step(checkpoints)};
      double[][] gradients = new double[LAYERS][];
      for (int i = 0; i < LAYERS; i++) {
        gradients[i] = chain.gradients[i].reshape(WIDTH * WIDTH).toArray();
      }
      return new Found(losses, gradients, w.bytes() - before);
    }
  }

  @Test
  void numbersAreTheSameInLessMemory() {
    Found plain = run(false);
    Found again = run(true);
    assertArrayEquals(plain.losses, again.losses, 0);
    for (int i = 0; i < LAYERS; i++) {
      assertArrayEquals(plain.gradients[i], again.gradients[i], 1e-15);
    }
    assertTrue(again.bytes < 0.5 * plain.bytes, plain.bytes + " to " + again.bytes);
    assertArrayEquals(again.gradients[0], run(true).gradients[0], 0);
  }

  @Test
  void aSegmentMayChange() {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      Tape tape = Tape.on(w, DType.F64);
      HostTensor[] x = {w.vector(1, 2, 3), w.vector(4, 5)};
      Segment square = (t, in) -> in[0].square().tanh();
      Segment root = (t, in) -> in[0].pow(0.5);
      for (int step = 0; step < 6; step++) {
        tape.begin();
        Variable v = tape.input(x[step / 2 % 2]);
        Variable y = tape.checkpoint(step < 4 ? square : root, v);
        tape.backward(Aggregates.sum(y));
        double at = x[step / 2 % 2].at(0);
        double slope =
            step < 4 ? 2 * at * (1 - Math.pow(Math.tanh(at * at), 2)) : 0.5 / Math.sqrt(at);
        assertEquals(slope, ((HostTensor) v.gradient()).at(0), 1e-14, "step " + step);
      }
    }
  }

  @Test
  void forwardModeRefusesItByName() {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      Tape tape = Tape.on(w, DType.F64);
      tape.begin();
      Variable v = tape.input(w.vector(1, 2));
      Variable y = tape.checkpoint((t, in) -> in[0].exp(), v);
      List<Tensor> directions = List.of(w.vector(1, 1));
      var refusal =
          assertThrows(
              UnsupportedOperationException.class,
              () -> new Pushforward(y, List.of(v), directions));
      assertTrue(refusal.getMessage().contains("checkpoint"), refusal.getMessage());
    }
  }
}
