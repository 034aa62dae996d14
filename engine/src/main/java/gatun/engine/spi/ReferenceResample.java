package gatun.engine.spi;

import gatun.engine.AxisMap;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;

/** Linear maps along axes as formulas. */
final class ReferenceResample implements Resample {
  @Override
  public void apply(
      AxisMap depth, AxisMap height, AxisMap width, long batch, long channels, Tensor x, Tensor y) {
    HostTensor from = ((HostTensor) x).reshape(x.size());
    HostTensor to = ((HostTensor) y).reshape(y.size());
    long at = 0;
    for (long n = 0; n < batch; n++) {
      for (int o = 0; o < depth.outputs(); o++) {
        for (int p = 0; p < height.outputs(); p++) {
          for (int q = 0; q < width.outputs(); q++) {
            for (long c = 0; c < channels; c++) {
              to.set(sum(depth, height, width, n, o, p, q, channels, c, from), at++);
            }
          }
        }
      }
    }
  }

  private static double sum(
      AxisMap depth,
      AxisMap height,
      AxisMap width,
      long n,
      int o,
      int p,
      int q,
      long channels,
      long c,
      HostTensor x) {
    double sum = 0;
    for (int i = depth.start(o); i < depth.start(o + 1); i++) {
      for (int j = height.start(p); j < height.start(p + 1); j++) {
        for (int k = width.start(q); k < width.start(q + 1); k++) {
          long plane = n * depth.inputs() + depth.source(i);
          long line = plane * height.inputs() + height.source(j);
          long at = (line * width.inputs() + width.source(k)) * channels + c;
          sum += depth.weight(i) * height.weight(j) * width.weight(k) * x.at(at);
        }
      }
    }
    return sum;
  }
}
