package gatun.engine.grad;

import gatun.engine.Check;
import gatun.engine.ConvolutionShape;
import gatun.engine.DType;
import gatun.engine.MaxPool;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Window;

/** The largest value of each window. */
record MaxPooled(Window window) implements Op {
  private static final int PLACES = 0;

  @Override
  public String name() {
    return "maxPool";
  }

  private ConvolutionShape sizes(Site s) {
    Shape x = s.input(0).shape();
    Check.that(
        x.rank() == window.axes() + 2,
        () -> "maxPool: expected [batch, …, channels] of rank " + (window.axes() + 2));
    long[] extents = java.util.Arrays.copyOfRange(x.extents(), 1, x.rank() - 1);
    int channels = Math.toIntExact(x.extent(x.rank() - 1));
    return ConvolutionShape.pooling(window, x.extent(0), channels, extents);
  }

  @Override
  public void forward(Site s) {
    ConvolutionShape shape = sizes(s);
    MaxPool pool = s.kernels().pool(shape);
    Tensor x = s.input(0);
    Tensor y = s.makes(shape.output());
    Tensor places = s.save(PLACES, DType.I32, shape.output().extents());
    s.then(() -> pool.forward(x, y, places));
  }

  private void back(Site s, Tensor dy) {
    MaxPool pool = s.kernels().pool(sizes(s));
    Tensor places = s.saved(PLACES);
    s.give(0, dx -> pool.backward(dy, places, dx));
  }

  @Override
  public void vjp(Site s) {
    back(s, s.cotangent());
  }

  private static Tensor flat(Tensor x) {
    long batch = x.shape().extent(0);
    long channels = x.shape().extent(x.shape().rank() - 1);
    return x.reshape(batch, batch == 0 ? 0 : x.size() / batch / channels, channels);
  }

  @Override
  public void jvp(Site s) {
    Tensor dx = s.tangent(0);
    if (dx != null) {
      Tensor from = flat(dx);
      Tensor places = flat(s.saved(PLACES));
      s.giveTangent(places.shape(), dy -> s.kernels().indexes().gather(1, from, places, dy));
    }
  }

  @Override
  public void tangentOfVjp(Site s) {
    Tensor change = s.cotangentTangent();
    if (change != null) {
      back(s, change);
    }
  }
}
