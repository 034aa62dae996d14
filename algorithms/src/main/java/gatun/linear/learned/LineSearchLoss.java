package gatun.linear.learned;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.Tensor;
import gatun.engine.grad.Op;
import gatun.engine.grad.Site;
import gatun.linear.LinearOperator;
import java.util.function.Supplier;

/**
 * What is left of right-hand sides b after the best step along directions f, the mean over a batch:
 *
 * <pre>
 *   α = (fᵀb) / (fᵀA f),   e = b − α A f,   L = mean ‖e‖²
 *   ∂L/∂f = (−2 α A e − 2 (eᵀA f) (b − 2 α A f) / (fᵀA f)) / batch
 * </pre>
 *
 * <p>It does not depend on the length of f. Inputs: f, (batch, …) with n values in each sample, and
 * the constant b, (batch, n). A direction with fᵀA f ≤ 0, such as 0, counts ‖b‖² and has gradient
 * 0. Two products with A for each sample, one of them in the gradient.
 *
 * <p>The operator may be another one from step to step, of the same size: what is prepared stays.
 *
 * @param a gives the operator, symmetric positive definite, of the tape's type
 * @param n its size
 */
public record LineSearchLoss(Supplier<LinearOperator> a, long n) implements Op {
  private static final int ERROR = 0;
  private static final int PRODUCT = 1;
  private static final int NUMBERS = 2;

  @Override
  public String name() {
    return "line search loss";
  }

  @Override
  public void forward(Site s) {
    long batch = s.input(1).shape().extent(0);
    Check.that(
        s.input(0).shape().size() == batch * n && s.input(1).shape().size() == batch * n,
        () ->
            "line search loss: expected "
                + (batch * n)
                + " values, found directions "
                + s.input(0).shape()
                + " and right-hand sides "
                + s.input(1).shape());
    HostTensor[] f = rows(s.input(0), batch, n);
    HostTensor[] b = rows(s.input(1), batch, n);
    HostTensor[] e = rows(s.save(ERROR, s.dtype(), batch, n), batch, n);
    HostTensor[] p = rows(s.save(PRODUCT, s.dtype(), batch, n), batch, n);
    HostTensor numbers = (HostTensor) s.save(NUMBERS, DType.F64, 2 * batch);
    HostTensor loss = ((HostTensor) s.makes(1)).reshape(1);
    Blas blas = Blas.of(s.workspace().backend(), s.dtype());
    s.then(() -> {
      LinearOperator operator = a.get();
      double sum = 0;
      for (int i = 0; i < f.length; i++) {
        operator.apply(f[i], p[i]);
        double energy = blas.dot(f[i], p[i]);
        double alpha = energy > 0 ? blas.dot(f[i], b[i]) / energy : 0;
        blas.copy(b[i], e[i]);
        blas.axpy(-alpha, p[i], e[i]);
        numbers.set(alpha, 2L * i);
        numbers.set(energy, 2L * i + 1);
        sum += blas.dot(e[i], e[i]);
      }
      loss.set(sum / f.length, 0L);
    });
  }

  @Override
  public void vjp(Site s) {
    if (!s.wants(0)) {
      return;
    }
    long batch = s.input(1).shape().extent(0);
    HostTensor[] b = rows(s.input(1), batch, n);
    HostTensor[] e = rows(s.saved(ERROR), batch, n);
    HostTensor[] p = rows(s.saved(PRODUCT), batch, n);
    HostTensor numbers = (HostTensor) s.saved(NUMBERS);
    HostTensor cotangent = ((HostTensor) s.cotangent()).reshape(1);
    Blas blas = Blas.of(s.workspace().backend(), s.dtype());
    Tensor target = s.begin(0);
    HostTensor[] g = rows(target, batch, n);
    s.then(() -> {
      LinearOperator operator = a.get();
      double scale = cotangent.at(0L) / g.length;
      for (int i = 0; i < g.length; i++) {
        double alpha = numbers.at(2L * i);
        double energy = numbers.at(2L * i + 1);
        operator.apply(e[i], g[i]);
        double along = energy > 0 ? 2 * blas.dot(e[i], p[i]) / energy : 0;
        blas.scal(-2 * alpha * scale, g[i]);
        blas.axpy(-along * scale, b[i], g[i]);
        blas.axpy(2 * along * alpha * scale, p[i], g[i]);
      }
    });
    s.end(0, target);
  }

  private static HostTensor[] rows(Tensor tensor, long batch, long n) {
    HostTensor matrix = (HostTensor) tensor.reshape(batch, n);
    HostTensor[] rows = new HostTensor[(int) batch];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = matrix.view(Slice.at(i), Slice.all()).reshape(n);
    }
    return rows;
  }
}
