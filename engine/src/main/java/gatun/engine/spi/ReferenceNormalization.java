package gatun.engine.spi;

import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import java.util.function.IntToDoubleFunction;

/** Softmax and normalisations as formulas, row by row. */
final class ReferenceNormalization implements Normalization {
  /** One row along an axis, the last one unless said. */
  private interface Row {
    void at(long[] index, int number);
  }

  /** Runs an action for each row; the index has 0 along the axis. */
  private static void rows(Tensor x, int axis, Row action) {
    long[] extents = x.shape().extents();
    extents[axis] = 1; // an empty row is a row: it has a mean (NaN)
    int[] number = {0};
    Index.each(Shape.of(extents), at -> action.at(at.clone(), number[0]++));
  }

  private static int last(Tensor x) {
    return x.shape().rank() - 1;
  }

  private static double[] read(Tensor x, long[] row, int axis) {
    double[] values = new double[(int) x.shape().extent(axis)];
    for (int i = 0; i < values.length; i++) {
      values[i] = Index.at(x, Index.with(row, axis, i));
    }
    return values;
  }

  private static void write(Tensor y, long[] row, int axis, IntToDoubleFunction value) {
    for (int i = 0; i < y.shape().extent(axis); i++) {
      Index.put(y, value.applyAsDouble(i), Index.with(row, axis, i));
    }
  }

  private static double sum(int n, IntToDoubleFunction term) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += term.applyAsDouble(i);
    }
    return sum;
  }

  private static double largest(double[] v) {
    double most = Double.NEGATIVE_INFINITY;
    for (double a : v) {
      most = Math.max(most, a);
    }
    return most;
  }

  @Override
  public void softmax(int axis, Tensor x, Tensor y) {
    rows(
        x,
        axis,
        (row, m) -> {
          double[] v = read(x, row, axis);
          double most = largest(v);
          double sum = sum(v.length, i -> Math.exp(v[i] - most));
          write(y, row, axis, i -> Math.exp(v[i] - most) / sum);
        });
  }

  @Override
  public void logSoftmax(int axis, Tensor x, Tensor y) {
    rows(
        x,
        axis,
        (row, m) -> {
          double[] v = read(x, row, axis);
          double most = largest(v);
          double log = Math.log(sum(v.length, i -> Math.exp(v[i] - most)));
          write(y, row, axis, i -> v[i] - most - log);
        });
  }

  @Override
  public void softmaxGradient(int axis, Tensor y, Tensor dy, Tensor dx) {
    rows(
        y,
        axis,
        (row, m) -> {
          double[] v = read(y, row, axis);
          double[] d = read(dy, row, axis);
          double dot = sum(v.length, i -> v[i] * d[i]);
          write(dx, row, axis, i -> v[i] * (d[i] - dot));
        });
  }

  @Override
  public void logSoftmaxGradient(int axis, Tensor y, Tensor dy, Tensor dx) {
    rows(
        y,
        axis,
        (row, m) -> {
          double[] v = read(y, row, axis);
          double[] d = read(dy, row, axis);
          double sum = sum(v.length, i -> d[i]);
          write(dx, row, axis, i -> d[i] - Math.exp(v[i]) * sum);
        });
  }

  @Override
  public void layer(
      Tensor x, Tensor scale, Tensor shift, double epsilon, Tensor y, Tensor mean, Tensor inverse) {
    int axis = last(x);
    rows(
        x,
        axis,
        (row, r) -> {
          double[] v = read(x, row, axis);
          double center = sum(v.length, i -> v[i]) / v.length;
          double variance = sum(v.length, i -> (v[i] - center) * (v[i] - center)) / v.length;
          double factor = 1 / Math.sqrt(variance + epsilon);
          Index.put(mean, center, r);
          Index.put(inverse, factor, r);
          write(
              y,
              row,
              axis,
              i -> (v[i] - center) * factor * Index.at(scale, i) + Index.at(shift, i));
        });
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
    int axis = last(x);
    int n = (int) x.shape().extent(axis);
    double[] scaleSum = new double[n];
    double[] shiftSum = new double[n];
    rows(
        x,
        axis,
        (row, r) -> {
          double[] v = read(x, row, axis);
          double[] d = read(dy, row, axis);
          double factor = Index.at(inverse, r);
          double center = Index.at(mean, r);
          IntToDoubleFunction h = i -> (v[i] - center) * factor;
          IntToDoubleFunction g = i -> d[i] * Index.at(scale, i);
          double a = sum(n, g) / n;
          double b = sum(n, i -> g.applyAsDouble(i) * h.applyAsDouble(i)) / n;
          for (int i = 0; i < n; i++) {
            scaleSum[i] += d[i] * h.applyAsDouble(i);
            shiftSum[i] += d[i];
          }
          write(dx, row, axis, i -> factor * (g.applyAsDouble(i) - a - h.applyAsDouble(i) * b));
        });
    for (int i = 0; i < n; i++) {
      Index.put(dscale, scaleSum[i], i);
      Index.put(dshift, shiftSum[i], i);
    }
  }

  @Override
  public void rms(Tensor x, Tensor scale, double epsilon, Tensor y, Tensor inverse) {
    int axis = last(x);
    rows(
        x,
        axis,
        (row, r) -> {
          double[] v = read(x, row, axis);
          double factor = 1 / Math.sqrt(sum(v.length, i -> v[i] * v[i]) / v.length + epsilon);
          Index.put(inverse, factor, r);
          write(y, row, axis, i -> v[i] * factor * Index.at(scale, i));
        });
  }

  @Override
  public void rmsGradient(
      Tensor x, Tensor scale, Tensor inverse, Tensor dy, Tensor dx, Tensor dscale) {
    int axis = last(x);
    int n = (int) x.shape().extent(axis);
    double[] scaleSum = new double[n];
    rows(
        x,
        axis,
        (row, r) -> {
          double[] v = read(x, row, axis);
          double[] d = read(dy, row, axis);
          double factor = Index.at(inverse, r);
          double b = sum(n, i -> d[i] * Index.at(scale, i) * v[i] * factor) / n;
          for (int i = 0; i < n; i++) {
            scaleSum[i] += d[i] * v[i] * factor;
          }
          write(dx, row, axis, i -> factor * (d[i] * Index.at(scale, i) - v[i] * factor * b));
        });
    for (int i = 0; i < n; i++) {
      Index.put(dscale, scaleSum[i], i);
    }
  }

  @Override
  public void crossEntropy(
      Tensor logits, Tensor labels, double weight, Tensor loss, Tensor gradient) {
    rows(
        logits,
        1,
        (row, r) -> {
          double[] v = read(logits, row, 1);
          int label = (int) ((HostTensor) labels).at(r);
          double most = largest(v);
          double sum = sum(v.length, i -> Math.exp(v[i] - most));
          Index.put(loss, Math.log(sum) + most - v[label], r);
          write(
              gradient, row, 1, i -> weight * (Math.exp(v[i] - most) / sum - (i == label ? 1 : 0)));
        });
  }
}
