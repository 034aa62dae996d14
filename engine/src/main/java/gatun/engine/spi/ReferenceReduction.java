package gatun.engine.spi;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reductions as formulas: one output after the other, over the box of inputs that it is made of.
 */
final class ReferenceReduction implements Reduction {
  @Override
  public void reduce(Operation operation, Tensor x, Tensor y) {
    double terms = terms(x, y);
    Index.each(
        y.shape(),
        at -> {
          double result =
              switch (operation) {
                case SUM -> fold(x, y, at, 0, Double::sum);
                case MEAN -> fold(x, y, at, 0, Double::sum) / terms;
                case PRODUCT -> fold(x, y, at, 1, (a, b) -> a * b);
                case MAXIMUM -> fold(x, y, at, Double.NEGATIVE_INFINITY, Math::max);
                case MINIMUM -> fold(x, y, at, Double.POSITIVE_INFINITY, Math::min);
                case LOG_SUM_EXP -> logSumExp(x, y, at);
                case COUNT -> fold(x, y, at, 0, (a, b) -> b != 0 ? a + 1 : a);
              };
          put(y, result, at);
        });
  }

  private static void put(Tensor y, double value, long[] at) {
    if (y.dtype() == DType.I64) {
      ((HostTensor) y).setInteger((long) value, at);
    } else {
      Index.put(y, value, at);
    }
  }

  private static double logSumExp(Tensor x, Tensor y, long[] at) {
    double most = fold(x, y, at, Double.NEGATIVE_INFINITY, Math::max);
    if (Double.isNaN(most) || Double.isInfinite(most)) {
      return most;
    }
    return most + Math.log(fold(x, y, at, 0, (a, b) -> a + Math.exp(b - most)));
  }

  private static double terms(Tensor x, Tensor y) {
    double terms = 1;
    for (int k = 0; k < x.shape().rank(); k++) {
      terms *= y.shape().extent(k) == 1 ? x.shape().extent(k) : 1;
    }
    return terms;
  }

  /** Folds the inputs of one output, row-major. */
  private static double fold(
      Tensor x, Tensor y, long[] output, double start, DoubleBinaryOperator operator) {
    long[] box = new long[output.length];
    for (int k = 0; k < box.length; k++) {
      box[k] = y.shape().extent(k) == 1 ? x.shape().extent(k) : 1;
    }
    double[] result = {start};
    Index.each(
        Shape.of(box),
        within -> {
          long[] at = output.clone();
          for (int k = 0; k < at.length; k++) {
            at[k] += within[k];
          }
          result[0] = operator.applyAsDouble(result[0], Index.at(x, at));
        });
    return result[0];
  }

  @Override
  public void moments(
      Tensor x, double correction, boolean root, @Nullable Tensor mean, Tensor spread) {
    double terms = terms(x, spread);
    Index.each(
        spread.shape(),
        at -> {
          double center = fold(x, spread, at, 0, Double::sum) / terms;
          double squares = fold(x, spread, at, 0, (a, b) -> a + (b - center) * (b - center));
          double variance = terms > correction ? squares / (terms - correction) : Double.NaN;
          if (mean != null) {
            Index.put(mean, center, at);
          }
          Index.put(spread, root ? Math.sqrt(variance) : variance, at);
        });
  }

  @Override
  public void position(boolean largest, int axis, Tensor x, Tensor index) {
    Index.each(
        index.shape(),
        at -> {
          long best = 0;
          for (long i = 1; i < x.shape().extent(axis); i++) {
            double old = Index.at(x, Index.with(at, axis, best));
            double v = Index.at(x, Index.with(at, axis, i));
            boolean better = largest ? v > old : v < old;
            if (!Double.isNaN(old) && (better || Double.isNaN(v))) {
              best = i;
            }
          }
          ((HostTensor) index).setInteger(best, at);
        });
  }
}
