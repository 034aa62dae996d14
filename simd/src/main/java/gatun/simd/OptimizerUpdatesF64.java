package gatun.simd;

import static gatun.simd.Level1F64.count;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.spi.OptimizerUpdates;
import gatun.engine.spi.UpdateTerms;

/** The steps of optimizers, one pass over memory each, in parallel over chunks of fixed length. */
final class OptimizerUpdatesF64 implements OptimizerUpdates {
  private static final int B = Double.BYTES;
  private static final int CHUNK = Level1F64.CHUNK;

  private final Workers workers;

  OptimizerUpdatesF64(Workers workers) {
    this.workers = workers;
  }

  private static long address(UpdateTerms t, Tensor tensor) {
    return ((HostTensor) tensor).address() + t.from * B;
  }

  private static UpdateTerms terms(Arguments a) {
    if (a.object instanceof UpdateTerms terms) {
      return terms;
    }
    throw new IllegalStateException("an update without terms");
  }

  @Override
  public void descent(UpdateTerms t, Tensor g, Tensor x) {
    run(OptimizerUpdatesF64::descent, t, g, x, g, g, g);
  }

  @Override
  public void momentum(UpdateTerms t, Tensor g, Tensor x, Tensor b) {
    run(OptimizerUpdatesF64::momentum, t, g, x, b, g, g);
  }

  @Override
  public void nesterov(UpdateTerms t, Tensor g, Tensor x, Tensor b) {
    run(OptimizerUpdatesF64::nesterov, t, g, x, b, g, g);
  }

  @Override
  public void adam(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v) {
    run(OptimizerUpdatesF64::adam, t, g, x, m, v, g);
  }

  @Override
  public void amsGrad(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v, Tensor w) {
    run(OptimizerUpdatesF64::amsGrad, t, g, x, m, v, w);
  }

  @Override
  public void rmsProp(UpdateTerms t, Tensor g, Tensor x, Tensor v) {
    run(OptimizerUpdatesF64::rmsProp, t, g, x, v, g, g);
  }

  @Override
  public void adaDelta(UpdateTerms t, Tensor g, Tensor x, Tensor v, Tensor a) {
    run(OptimizerUpdatesF64::adaDelta, t, g, x, v, a, g);
  }

  @Override
  public void diffGrad(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v, Tensor p) {
    run(OptimizerUpdatesF64::diffGrad, t, g, x, m, v, p);
  }

  @Override
  public void signedDiffGrad(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v, Tensor p) {
    run(OptimizerUpdatesF64::signedDiffGrad, t, g, x, m, v, p);
  }

  /** Runs a task on up to five operands; what an update does not have is passed as the gradient. */
  private void run(
      Workers.Task task, UpdateTerms t, Tensor g, Tensor x, Tensor a, Tensor b, Tensor c) {
    try (Arguments arguments = Arguments.borrow()) {
      arguments.n = t.to - t.from;
      arguments.p0 = address(t, g);
      arguments.p1 = address(t, x);
      arguments.p2 = address(t, a);
      arguments.p3 = address(t, b);
      arguments.p4 = address(t, c);
      arguments.object = t;
      workers.run(task, arguments, Level1F64.chunks(arguments.n), Level1F64.GRAIN);
    }
  }

  private static void descent(Arguments a, long from, long to) {
    UpdateTerms t = terms(a);
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      UpdatesF64.descent(t, a.p0 + at, a.p1 + at, count(a, c));
    }
  }

  private static void momentum(Arguments a, long from, long to) {
    UpdateTerms t = terms(a);
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      UpdatesF64.momentum(t, a.p0 + at, a.p1 + at, a.p2 + at, count(a, c));
    }
  }

  private static void nesterov(Arguments a, long from, long to) {
    UpdateTerms t = terms(a);
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      UpdatesF64.nesterov(t, a.p0 + at, a.p1 + at, a.p2 + at, count(a, c));
    }
  }

  private static void adam(Arguments a, long from, long to) {
    UpdateTerms t = terms(a);
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      UpdatesF64.adam(t, a.p0 + at, a.p1 + at, a.p2 + at, a.p3 + at, count(a, c));
    }
  }

  private static void amsGrad(Arguments a, long from, long to) {
    UpdateTerms t = terms(a);
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      UpdatesF64.amsGrad(t, a.p0 + at, a.p1 + at, a.p2 + at, a.p3 + at, a.p4 + at, count(a, c));
    }
  }

  private static void rmsProp(Arguments a, long from, long to) {
    UpdateTerms t = terms(a);
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      AdaptiveUpdatesF64.rmsProp(t, a.p0 + at, a.p1 + at, a.p2 + at, count(a, c));
    }
  }

  private static void adaDelta(Arguments a, long from, long to) {
    UpdateTerms t = terms(a);
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      AdaptiveUpdatesF64.adaDelta(t, a.p0 + at, a.p1 + at, a.p2 + at, a.p3 + at, count(a, c));
    }
  }

  private static void diffGrad(Arguments a, long from, long to) {
    UpdateTerms t = terms(a);
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      AdaptiveUpdatesF64.diffGrad(
          t, a.p0 + at, a.p1 + at, a.p2 + at, a.p3 + at, a.p4 + at, count(a, c));
    }
  }

  private static void signedDiffGrad(Arguments a, long from, long to) {
    UpdateTerms t = terms(a);
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      AdaptiveUpdatesF64.signedDiffGrad(
          t, a.p0 + at, a.p1 + at, a.p2 + at, a.p3 + at, a.p4 + at, count(a, c));
    }
  }
}
