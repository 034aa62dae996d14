package gatun.engine.spi;

import gatun.engine.Tensor;

/** The passes of batch and group normalisation as formulas. */
final class ReferenceChannels implements Channels {
  private static long channels(Tensor x) {
    return x.shape().extent(1);
  }

  /** Returns which coefficient belongs to an element: that of its channel or its plane. */
  private static long slot(Tensor x, Tensor a, long[] at) {
    return a.size() == channels(x) ? at[1] : at[0] * channels(x) + at[1];
  }

  @Override
  public void affine(Tensor x, Tensor a, Tensor b, Tensor y) {
    Index.each(
        x.shape(),
        at -> {
          long k = slot(x, a, at);
          Index.put(y, Index.at(a, k) * Index.at(x, at) + Index.at(b, k), at);
        });
  }

  @Override
  public void combine(Tensor dy, Tensor x, Tensor a, Tensor b, Tensor c, Tensor dx) {
    Index.each(
        x.shape(),
        at -> {
          long k = slot(x, a, at);
          double sum = Index.at(a, k) * Index.at(dy, at) + Index.at(b, k) * Index.at(x, at);
          Index.put(dx, sum + Index.at(c, k), at);
        });
  }

  @Override
  public void sums(Tensor x, Tensor center, Tensor dy, Tensor sum, Tensor product) {
    double[] sums = new double[(int) center.size()];
    double[] products = new double[sums.length];
    Index.each(
        x.shape(),
        at -> {
          int k = (int) slot(x, center, at);
          sums[k] += Index.at(dy, at);
          products[k] += Index.at(dy, at) * (Index.at(x, at) - Index.at(center, k));
        });
    for (int k = 0; k < sums.length; k++) {
      Index.put(sum, sums[k], k);
      Index.put(product, products[k], k);
    }
  }
}
