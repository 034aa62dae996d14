package gatun.engine.spi;

import gatun.engine.Epilogue;
import gatun.engine.HostTensor;
import gatun.engine.Side;
import gatun.engine.Tensor;
import gatun.engine.Triangle;
import org.jspecify.annotations.Nullable;

/** Level 3 as formulas. */
final class ReferenceLevel3 implements Level3 {
  /** Σ_k op(A)_ik op(B)_kj for matrices, or for part t of a batch. */
  private static double dot(
      HostTensor a, boolean ta, HostTensor b, boolean tb, long t, long i, long j) {
    int axis = a.shape().rank() - (ta ? 2 : 1);
    double sum = 0;
    for (long k = 0; k < a.shape().extent(axis); k++) {
      sum =
          Math.fma(
              element(a, t, ta ? k : i, ta ? i : k), element(b, t, tb ? j : k, tb ? k : j), sum);
    }
    return sum;
  }

  private static double element(HostTensor x, long t, long i, long j) {
    return x.shape().rank() == 2 ? x.at(i, j) : x.at(x.shape().extent(0) == 1 ? 0 : t, i, j);
  }

  private static double optional(@Nullable Tensor t, long... index) {
    return t == null ? 0 : ((HostTensor) t).at(index);
  }

  @Override
  public void gemm(
      double alpha,
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      double beta,
      Tensor c,
      Epilogue epilogue) {
    HostTensor out = (HostTensor) c;
    for (long i = 0; i < c.shape().extent(0); i++) {
      for (long j = 0; j < c.shape().extent(1); j++) {
        double old = beta == 0 ? 0 : beta * out.at(i, j);
        double sum =
            alpha == 0 ? 0 : dot((HostTensor) a, transposeA, (HostTensor) b, transposeB, 0, i, j);
        double value = Math.fma(alpha, sum, old);
        value += optional(epilogue.column(), j) + optional(epilogue.row(), i);
        value += optional(epilogue.residual(), i, j);
        out.set(epilogue.activation().of(value), i, j);
      }
    }
  }

  @Override
  public void batched(
      double alpha,
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      double beta,
      Tensor c) {
    HostTensor out = (HostTensor) c;
    for (long t = 0; t < c.shape().extent(0); t++) {
      for (long i = 0; i < c.shape().extent(1); i++) {
        for (long j = 0; j < c.shape().extent(2); j++) {
          double old = beta == 0 ? 0 : beta * out.at(t, i, j);
          double sum =
              alpha == 0 ? 0 : dot((HostTensor) a, transposeA, (HostTensor) b, transposeB, t, i, j);
          out.set(Math.fma(alpha, sum, old), t, i, j);
        }
      }
    }
  }

  @Override
  public void syrk(
      Triangle part, double alpha, Tensor a, boolean transposed, double beta, Tensor c) {
    HostTensor x = (HostTensor) a;
    HostTensor out = (HostTensor) c;
    for (long i = 0; i < c.shape().extent(0); i++) {
      long from = part == Triangle.LOWER ? 0 : i;
      long to = part == Triangle.LOWER ? i + 1 : c.shape().extent(0);
      for (long j = from; j < to; j++) {
        double old = beta == 0 ? 0 : beta * out.at(i, j);
        double sum = alpha == 0 ? 0 : dot(x, transposed, x, !transposed, 0, i, j);
        out.set(Math.fma(alpha, sum, old), i, j);
      }
    }
  }

  @Override
  public void trsm(
      Side side,
      Triangle part,
      boolean transposed,
      boolean unit,
      double alpha,
      Tensor a,
      Tensor b) {
    HostTensor m = (HostTensor) a;
    boolean left = side == Side.LEFT;
    long n = m.shape().extent(0);
    boolean flipped = transposed == left; // then row i of the system is column i of A
    boolean forward = (part == Triangle.LOWER) != flipped;
    for (long column = 0; column < b.shape().extent(left ? 1 : 0); column++) {
      for (long step = 0; step < n; step++) {
        long i = forward ? step : n - 1 - step;
        double value = alpha == 0 ? 0 : alpha * unknown(b, left, i, column);
        for (long before = 0; before < step && alpha != 0; before++) {
          long k = forward ? before : n - 1 - before;
          double factor = flipped ? m.at(k, i) : m.at(i, k);
          value = Math.fma(-factor, unknown(b, left, k, column), value);
        }
        value = unit || alpha == 0 ? value : value / m.at(i, i);
        ((HostTensor) b).set(value, left ? i : column, left ? column : i);
      }
    }
  }

  private static double unknown(Tensor b, boolean left, long i, long column) {
    return ((HostTensor) b).at(left ? i : column, left ? column : i);
  }
}
