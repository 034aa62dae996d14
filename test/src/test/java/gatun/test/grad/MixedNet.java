package gatun.test.grad;

import gatun.engine.Activation;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Sampling;
import gatun.engine.Window;
import gatun.engine.Workspace;
import gatun.engine.grad.Attend;
import gatun.engine.grad.Convolve;
import gatun.engine.grad.Losses;
import gatun.engine.grad.Normalize;
import gatun.engine.grad.Pooling;
import gatun.engine.grad.Products;
import gatun.engine.grad.Segment;
import gatun.engine.grad.Shaping;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import java.util.ArrayList;
import java.util.List;

/** A net with an operation of every family, trained by plain descent. */
final class MixedNet {
  private static final int BATCH = 16;
  private static final Window THREE = Window.square(3).padding(1);
  private static final Window TWO = Window.square(2).stride(2);
  private static final Normalize.Batch TRAINING = new Normalize.Batch(1e-5, 0.1, true, true);

  private final Workspace w;
  private final Tape tape;
  private final Blas blas;
  private final Sampling sampling;
  private final Philox random = new Philox(8);
  private final List<HostTensor> values = new ArrayList<>();
  private final List<HostTensor> gradients = new ArrayList<>();
  private final List<HostTensor> flatValues = new ArrayList<>();
  private final List<HostTensor> flatGradients = new ArrayList<>();
  private final HostTensor images;
  private final HostTensor labels;
  private final HostTensor mean;
  private final HostTensor variance;
  private final Segment block = (t, x) -> residual(t, x[0]);
  private int next;
  private int first; // where the parameters of the segment begin

  MixedNet(Workspace w) {
    this.w = w;
    this.tape = Tape.on(w, DType.F32);
    this.blas = Blas.of(w.backend(), DType.F32);
    this.sampling = Sampling.of(w.backend(), DType.F32);
    this.images = w.zeros(DType.F32, BATCH, 16, 16, 3);
    sampling.uniform(random, -1, 1, images);
    this.labels = Cases.integers(w, 10, BATCH);
    this.mean = w.zeros(DType.F32, 16);
    this.variance = w.zeros(DType.F32, 16);
    blas.fill(1, variance);
  }

  /** Returns the next parameter. */
  private Variable leaf(Tape t, double scale, long a, long b, long c, long d) {
    if (next == values.size()) {
      long[] extents = d > 0 ? new long[] {a, b, c, d} : b > 0 ? new long[] {a, b} : new long[] {a};
      HostTensor value = w.zeros(DType.F32, extents);
      HostTensor gradient = w.zeros(DType.F32, extents);
      sampling.uniform(random, b > 0 ? -scale : 0.9, b > 0 ? scale : 1.1, value);
      values.add(value);
      gradients.add(gradient);
      flatValues.add(value.reshape(value.size()));
      flatGradients.add(gradient.reshape(value.size()));
    }
    Variable leaf = t.leaf(values.get(next), gradients.get(next));
    next++;
    return leaf;
  }

  private Variable vector(Tape t, long n) {
    return leaf(t, 0, n, 0, 0, 0);
  }

  private Variable matrix(Tape t, long m, long n) {
    return leaf(t, 0.3, m, n, 0, 0);
  }

  private Variable residual(Tape t, Variable x) {
    first = next;
    Variable y = Normalize.layerNorm(x, vector(t, 16), vector(t, 16), 1e-5);
    y = Attend.packed(Products.linear(y, matrix(t, 16, 48)), 2, true);
    y = x.add(Shaping.dropout(y, 0.1, random));
    Variable z = Normalize.rmsNorm(y, vector(t, 16), 1e-5);
    z = Products.linear(z, matrix(t, 16, 32), vector(t, 32), Activation.GELU);
    z = y.add(Products.linear(z, matrix(t, 32, 16)));
    return z;
  }

  /** Does one step; returns the loss before it. */
  double step() {
    next = 0;
    tape.begin();
    Variable x = tape.constant(images);
    x =
        Convolve.apply(
            THREE, 1, x, leaf(tape, 0.3, 3, 3, 3, 16), vector(tape, 16), Activation.RELU);
    x =
        Normalize.batchNorm(
            x,
            vector(tape, 16),
            vector(tape, 16),
            tape.constant(mean),
            tape.constant(variance),
            TRAINING);
    x = Pooling.max(x, TWO);
    x = Normalize.groupNorm(x, vector(tape, 16), vector(tape, 16), 4, 1e-5);
    x = Shaping.reshape(x, BATCH, 64, 16);
    x = tape.checkpoint(block, x);
    x = Products.linear(Pooling.globalAverage(x), matrix(tape, 16, 10), vector(tape, 10));
    Variable loss = Losses.crossEntropy(x, tape.constant(labels), 0.05);
    int all = next;
    next = first; // the segment asks for its parameters once more
    tape.backward(loss);
    next = all;
    for (int i = 0; i < all; i++) {
      blas.axpy(-0.1, flatGradients.get(i), flatValues.get(i));
    }
    return loss.scalar();
  }

  /** Returns all parameters. */
  double[] parameters() {
    return flatValues.stream().flatMapToDouble(v -> java.util.Arrays.stream(v.toArray())).toArray();
  }
}
