package gatun.gpu;

import static gatun.gpu.DeviceQueue.address;
import static gatun.gpu.DeviceQueue.optional;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.spi.Normalization;
import org.jspecify.annotations.Nullable;

/** Softmax and normalisations of rows by the kernels of {@code norm.cu}: one block for a row. */
final class CudaNormalization implements Normalization {
  private static final long STATE = 24; // bytes of a State of lanes.cu

  private final DeviceQueue queue;
  private final KernelFunction softmax;
  private final KernelFunction normalize;
  private final KernelFunction back;
  private final KernelFunction columns;
  private final KernelFunction addParts;
  private final KernelFunction crossEntropy;
  private final Axes rows = new Axes(3);

  CudaNormalization(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    KernelModule code = queue.module("norm.cu", dtype);
    this.softmax = code.function("softmax", "iiiiippps");
    this.normalize = code.function("normalize", "iiiiipppdppps");
    this.back = code.function("normalize_back", "iiiiipppppps");
    this.columns = code.function("normalize_columns", "iiiiippppppps");
    this.addParts = code.function("add_parts", "iippp");
    this.crossEntropy = code.function("cross_entropy", "iiipipdppi");
  }

  /** Returns how many blocks share the sums of outputs that lie side by side. */
  static long parts(long outputs, long terms) {
    long room = Math.clamp(DeviceQueue.SCRATCH / (STATE * Math.max(1, outputs)), 1, 64);
    return Math.clamp(terms / 256, 1, room);
  }

  @Override
  public void softmax(int axis, Tensor x, Tensor y) {
    softmax(0, axis, x, x, y);
  }

  @Override
  public void logSoftmax(int axis, Tensor x, Tensor y) {
    softmax(1, axis, x, x, y);
  }

  @Override
  public void softmaxGradient(int axis, Tensor y, Tensor dy, Tensor dx) {
    softmax(2, axis, y, dy, dx);
  }

  @Override
  public void logSoftmaxGradient(int axis, Tensor y, Tensor dy, Tensor dx) {
    softmax(3, axis, y, dy, dx);
  }

  private void softmax(int mode, int axis, Tensor a, Tensor b, Tensor out) {
    if (out.size() == 0) {
      return;
    }
    queue.enter();
    try {
      rows.beside(axis, a.shape(), a, b, out);
      long n = a.shape().extent(axis);
      int lanes = Lanes.lanes(rows.size(), n, rows.inner(0) < a.stride(axis));
      softmax.begin().with(mode).with(rows.size()).with(n).with(lanes).with(rows.rank());
      softmax.with(address(a)).with(address(b));
      softmax.with(address(out));
      rows.layout(softmax);
      softmax.with(a.stride(axis)).with(b.stride(axis)).with(out.stride(axis)).filled();
      queue.run(softmax, Lanes.blocks(rows.size(), lanes, 1));
    } finally {
      queue.leave();
    }
  }

  @Override
  public void layer(
      Tensor x, Tensor scale, Tensor shift, double epsilon, Tensor y, Tensor mean, Tensor inverse) {
    normalize(x, scale, shift, epsilon, y, mean, inverse);
  }

  @Override
  public void rms(Tensor x, Tensor scale, double epsilon, Tensor y, Tensor inverse) {
    normalize(x, scale, null, epsilon, y, null, inverse);
  }

  private void normalize(
      Tensor x,
      Tensor scale,
      @Nullable Tensor shift,
      double epsilon,
      Tensor y,
      @Nullable Tensor mean,
      Tensor inverse) {
    if (inverse.size() == 0) {
      return;
    }
    queue.enter();
    try {
      rows.beside(x.shape().rank() - 1, x.shape(), x, y, y);
      int lanes = Lanes.lanes(rows.size(), scale.size(), false);
      normalize.begin().with(mean == null ? 1 : 0).with(rows.size()).with(scale.size());
      normalize.with(lanes).with(rows.rank()).with(address(x));
      normalize.with(address(scale)).with(optional(shift)).with(epsilon);
      normalize.with(address(y)).with(optional(mean)).with(address(inverse));
      rows.layout(normalize);
      queue.run(normalize.filled(), Lanes.blocks(rows.size(), lanes, 1));
    } finally {
      queue.leave();
    }
  }

  @Override
  public void layerGradient(
      Tensor x,
      Tensor scale,
      Tensor mean,
      Tensor inverse,
      Tensor dy,
      Tensor dx,
      Tensor dscale,
      Tensor dshift) {
    gradient(x, scale, mean, inverse, dy, dx, dscale, dshift);
  }

  @Override
  public void rmsGradient(
      Tensor x, Tensor scale, Tensor inverse, Tensor dy, Tensor dx, Tensor dscale) {
    gradient(x, scale, null, inverse, dy, dx, dscale, null);
  }

  /** The sums over the rows first: dx may be dy. */
  private void gradient(
      Tensor x,
      Tensor scale,
      @Nullable Tensor mean,
      Tensor inverse,
      Tensor dy,
      Tensor dx,
      Tensor dscale,
      @Nullable Tensor dshift) {
    long n = scale.size();
    if (n == 0) {
      return;
    }
    queue.enter();
    try {
      rows.beside(x.shape().rank() - 1, x.shape(), x, dy, dx);
      long rms = mean == null ? 1 : 0;
      long parts = parts(n, rows.size());
      columns.begin().with(rms).with(rows.size()).with(n).with(parts).with(rows.rank());
      columns.with(address(x)).with(optional(mean)).with(address(inverse));
      columns.with(address(dy)).with(address(dscale)).with(optional(dshift));
      columns.with(queue.scratch());
      rows.layout(columns);
      queue.launch(columns.filled(), Lanes.blocks(n, 32, parts));
      if (parts > 1) {
        addParts.begin().with(n).with(parts).with(queue.scratch());
        addParts.with(address(dscale)).with(optional(dshift));
        queue.launch(addParts, KernelFunction.pass(n));
      }
      if (rows.size() > 0) {
        int lanes = Lanes.lanes(rows.size(), n, false);
        back.begin().with(rms).with(rows.size()).with(n).with(lanes).with(rows.rank());
        back.with(address(x)).with(address(scale)).with(optional(mean));
        back.with(address(inverse)).with(address(dy)).with(address(dx));
        rows.layout(back);
        queue.launch(back.filled(), Lanes.blocks(rows.size(), lanes, 1));
      }
      queue.settle();
    } finally {
      queue.leave();
    }
  }

  @Override
  public void crossEntropy(
      Tensor logits, Tensor labels, double weight, Tensor loss, Tensor gradient) {
    long rows = logits.shape().extent(0);
    if (rows == 0) {
      return;
    }
    queue.enter();
    try {
      long n = logits.shape().extent(1);
      int lanes = Lanes.lanes(rows, n, false);
      crossEntropy.begin().with(rows).with(n).with(lanes).with(address(logits));
      crossEntropy.with(logits.stride(0)).with(address(labels)).with(weight);
      crossEntropy.with(address(loss)).with(address(gradient));
      crossEntropy.with(gradient.stride(0));
      queue.run(crossEntropy, Lanes.blocks(rows, lanes, 1));
    } finally {
      queue.leave();
    }
  }
}
