package gatun.engine.spi;

import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Stencil;
import gatun.engine.Tensor;

/** Stencils cell by cell. */
final class ReferenceGridStencil implements GridStencil {
  @Override
  public void constant(Grid g, Stencil stencil, Tensor x, Tensor y) {
    for (long k = 0; k < g.nz(); k++) {
      for (long j = 0; j < g.ny(); j++) {
        for (long i = 0; i < g.nx(); i++) {
          double sum = 0;
          for (Stencil.Point p : stencil.points()) {
            sum += p.coefficient() * at(x, g, i + p.di(), j + p.dj(), k + p.dk());
          }
          ((HostTensor) y).set(sum, g.index(i, j, k));
        }
      }
    }
  }

  @Override
  public void variable(Grid g, Tensor d, Tensor ax, Tensor ay, Tensor az, Tensor x, Tensor y) {
    for (long k = 0; k < g.nz(); k++) {
      for (long j = 0; j < g.ny(); j++) {
        for (long i = 0; i < g.nx(); i++) {
          double sum =
              at(d, g, i, j, k) * at(x, g, i, j, k)
                  - at(ax, g, i, j, k) * at(x, g, i + 1, j, k)
                  - at(ax, g, i - 1, j, k) * at(x, g, i - 1, j, k)
                  - at(ay, g, i, j, k) * at(x, g, i, j + 1, k)
                  - at(ay, g, i, j - 1, k) * at(x, g, i, j - 1, k)
                  - at(az, g, i, j, k) * at(x, g, i, j, k + 1)
                  - at(az, g, i, j, k - 1) * at(x, g, i, j, k - 1);
          ((HostTensor) y).set(sum, g.index(i, j, k));
        }
      }
    }
  }

  private static double at(Tensor t, Grid g, long i, long j, long k) {
    return g.contains(i, j, k) ? ((HostTensor) t).at(g.index(i, j, k)) : 0;
  }
}
