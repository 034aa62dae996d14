package gatun.engine.grad;

import gatun.engine.Normalizations;
import gatun.engine.Tensor;

/** Layer normalisation of rows along the last axis, or by their root mean square alone. */
record RowNorm(boolean centered, double epsilon) implements Op {
  private static final int INVERSE = 0;
  private static final int MEAN = 1;

  @Override
  public String name() {
    return centered ? "layerNorm" : "rmsNorm";
  }

  @Override
  public void forward(Site s) {
    Tensor x = s.input(0);
    Tensor scale = s.input(1);
    Tensor y = s.makes(x.shape());
    long n = scale.size();
    long rows = n == 0 ? 0 : x.size() / n;
    Tensor inverse = s.save(INVERSE, s.dtype(), rows);
    Normalizations norms = s.kernels().normalizations();
    if (centered) {
      Tensor mean = s.save(MEAN, s.dtype(), rows);
      Tensor shift = s.input(2);
      s.then(() -> norms.layer(x, scale, shift, epsilon, y, mean, inverse));
    } else {
      s.then(() -> norms.rms(x, scale, epsilon, y, inverse));
    }
  }

  @Override
  public void vjp(Site s) {
    Tensor x = s.input(0);
    Tensor scale = s.input(1);
    Tensor dy = s.cotangent();
    Tensor inverse = s.saved(INVERSE);
    Normalizations norms = s.kernels().normalizations();
    Tensor dscale = s.begin(1);
    Tensor dx = s.begin(0);
    if (centered) {
      Tensor dshift = s.begin(2);
      Tensor mean = s.saved(MEAN);
      s.then(() -> norms.layerGradient(x, scale, mean, inverse, dy, dx, dscale, dshift));
      s.end(2, dshift);
    } else {
      s.then(() -> norms.rmsGradient(x, scale, inverse, dy, dx, dscale));
    }
    s.end(1, dscale);
    s.end(0, dx);
  }

  private Standardization rows(Site s) {
    long n = s.input(1).size();
    long rows = n == 0 ? 0 : s.input(0).size() / n;
    Tensor inverse = s.saved(INVERSE).reshape(rows, 1, 1, 1);
    return new Standardization(
        s, rows, 1, 1, n, centered ? s.saved(MEAN).reshape(rows, 1, 1, 1) : null, inverse, false);
  }

  @Override
  public void jvp(Site s) {
    rows(s).jvp();
  }

  @Override
  public void tangentOfVjp(Site s) {
    rows(s).tangentOfVjp(s.cotangent(), s.cotangentTangent());
  }
}
