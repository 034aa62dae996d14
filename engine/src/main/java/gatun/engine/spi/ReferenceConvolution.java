package gatun.engine.spi;

import gatun.engine.ConvolutionShape;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.Window;
import gatun.engine.Workspace;
import org.jspecify.annotations.Nullable;

/** Convolutions as formulas. */
final class ReferenceConvolution implements Convolution {
  @Override
  public Plan plan(ConvolutionShape shape, Workspace workspace) {
    return new Formula(shape);
  }

  /** What happens for each product of an input, a weight and an output; indices into flat rows. */
  private interface Product {
    void of(long x, long w, long y);
  }

  private record Formula(ConvolutionShape s) implements Plan {
    private static HostTensor flat(Tensor t) {
      return ((HostTensor) t).reshape(t.size());
    }

    @Override
    public void forward(Tensor x, Tensor weights, @Nullable Tensor bias, Tensor y) {
      HostTensor xs = flat(x);
      HostTensor ws = flat(weights);
      double[] sums = new double[Math.toIntExact(y.size())];
      for (int i = 0; i < sums.length && bias != null; i++) {
        sums[i] = ((HostTensor) bias).at(i % s.outputs());
      }
      each((i, k, o) -> sums[(int) o] = Math.fma(xs.at(i), ws.at(k), sums[(int) o]));
      store(sums, flat(y));
    }

    @Override
    public void backwardData(Tensor dy, Tensor weights, Tensor dx) {
      HostTensor dys = flat(dy);
      HostTensor ws = flat(weights);
      double[] sums = new double[Math.toIntExact(dx.size())];
      each((i, k, o) -> sums[(int) i] = Math.fma(dys.at(o), ws.at(k), sums[(int) i]));
      store(sums, flat(dx));
    }

    @Override
    public void backwardWeights(Tensor x, Tensor dy, Tensor dw) {
      HostTensor xs = flat(x);
      HostTensor dys = flat(dy);
      double[] sums = new double[Math.toIntExact(dw.size())];
      each((i, k, o) -> sums[(int) k] = Math.fma(xs.at(i), dys.at(o), sums[(int) k]));
      store(sums, flat(dw));
    }

    @Override
    public void backwardBias(Tensor dy, Tensor db) {
      HostTensor dys = flat(dy);
      double[] sums = new double[s.outputs()];
      for (long i = 0; i < dys.size(); i++) {
        sums[(int) (i % s.outputs())] += dys.at(i);
      }
      store(sums, flat(db));
    }

    private static void store(double[] sums, HostTensor result) {
      for (int i = 0; i < sums.length; i++) {
        result.set(sums[i], i);
      }
    }

    /** Visits every product: outputs from first to last, for each its taps from first to last. */
    private void each(Product product) {
      long y = 0;
      for (long n = 0; n < s.batch(); n++) {
        for (long z = 0; z < s.outputDepth(); z++) {
          for (long v = 0; v < s.outputHeight(); v++) {
            for (long u = 0; u < s.outputWidth(); u++, y += s.outputs()) {
              position(product, n, z, v, u, y);
            }
          }
        }
      }
    }

    private void position(Product product, long n, long z, long v, long u, long y) {
      Window w = s.window();
      long tap = 0;
      for (int kz = 0; kz < w.depth().kernel(); kz++) {
        for (int kv = 0; kv < w.height().kernel(); kv++) {
          for (int ku = 0; ku < w.width().kernel(); ku++, tap++) {
            long iz = input(w.depth(), z, kz);
            long iv = input(w.height(), v, kv);
            long iu = input(w.width(), u, ku);
            if (inside(iz, s.depth()) && inside(iv, s.height()) && inside(iu, s.width())) {
              long x = ((n * s.depth() + iz) * s.height() + iv) * s.width() + iu;
              channels(product, x * s.inputs(), tap, y);
            }
          }
        }
      }
    }

    private void channels(Product product, long x, long tap, long y) {
      int perGroup = s.inputs() / s.groups();
      for (int c = 0; c < s.outputs(); c++) {
        int first = c / (s.outputs() / s.groups()) * perGroup;
        for (int i = 0; i < perGroup; i++) {
          product.of(x + first + i, (tap * perGroup + i) * s.outputs() + c, y + c);
        }
      }
    }

    private static long input(Window.Axis axis, long output, int tap) {
      return output * axis.stride() - axis.padding() + (long) tap * axis.dilation();
    }

    private static boolean inside(long index, long extent) {
      return index >= 0 && index < extent;
    }

    @Override
    public String description() {
      return "the formula";
    }
  }
}
