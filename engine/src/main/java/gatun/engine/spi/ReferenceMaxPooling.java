package gatun.engine.spi;

import gatun.engine.ConvolutionShape;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.Window;
import gatun.engine.Workspace;

/** Max pooling as a formula. */
final class ReferenceMaxPooling implements MaxPooling {
  @Override
  public Plan plan(ConvolutionShape shape, Workspace workspace) {
    return new Formula(shape);
  }

  private record Formula(ConvolutionShape s) implements Plan {
    @Override
    public void forward(Tensor x, Tensor y, Tensor places) {
      HostTensor from = ((HostTensor) x).reshape(x.size());
      HostTensor to = ((HostTensor) y).reshape(y.size());
      HostTensor where = ((HostTensor) places).reshape(places.size());
      long at = 0;
      for (long n = 0; n < s.batch(); n++) {
        for (long z = 0; z < s.outputDepth(); z++) {
          for (long v = 0; v < s.outputHeight(); v++) {
            for (long u = 0; u < s.outputWidth(); u++) {
              for (int c = 0; c < s.inputs(); c++, at++) {
                long place = largest(from, n, z, v, u, c);
                where.setInteger(place, at);
                to.set(place < 0 ? Double.NEGATIVE_INFINITY : value(from, n, place, c), at);
              }
            }
          }
        }
      }
    }

    private double value(HostTensor x, long n, long place, int c) {
      long positions = s.depth() * s.height() * s.width();
      return x.at((n * positions + place) * s.inputs() + c);
    }

    private long largest(HostTensor x, long n, long z, long v, long u, int c) {
      Window w = s.window();
      long best = -1;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < w.depth().kernel(); i++) {
        for (int j = 0; j < w.height().kernel(); j++) {
          for (int k = 0; k < w.width().kernel(); k++) {
            long a = input(w.depth(), z, i);
            long b = input(w.height(), v, j);
            long d = input(w.width(), u, k);
            if (inside(a, s.depth()) && inside(b, s.height()) && inside(d, s.width())) {
              long place = (a * s.height() + b) * s.width() + d;
              double value = value(x, n, place, c);
              if (best < 0 || value > most || Double.isNaN(value)) {
                best = place;
                most = value;
              }
            }
          }
        }
      }
      return best;
    }

    private static long input(Window.Axis axis, long output, int tap) {
      return output * axis.stride() - axis.padding() + (long) tap * axis.dilation();
    }

    private static boolean inside(long index, long extent) {
      return index >= 0 && index < extent;
    }

    @Override
    public void backward(Tensor dy, Tensor places, Tensor dx) {
      HostTensor from = ((HostTensor) dy).reshape(dy.size());
      HostTensor where = ((HostTensor) places).reshape(places.size());
      HostTensor to = ((HostTensor) dx).reshape(dx.size());
      for (long i = 0; i < to.size(); i++) {
        to.set(0, i);
      }
      long positions = s.depth() * s.height() * s.width();
      long outputs = from.size() / Math.max(1, s.batch());
      for (long i = 0; i < from.size(); i++) {
        long place = where.integerAt(i);
        if (place >= 0) {
          long at = (i / outputs * positions + place) * s.inputs() + i % s.inputs();
          to.set(to.at(at) + from.at(i), at);
        }
      }
    }
  }
}
