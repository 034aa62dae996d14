package gatun.engine.spi;

import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;

/** The masked 7-point Laplacian, cell by cell. */
final class ReferenceMacStencil implements MacStencil {
  private static double x(HostTensor x, Grid g, long i, long j, long k) {
    return g.contains(i, j, k) ? x.at(g.index(i, j, k)) : 0;
  }

  @Override
  public void apply(Grid g, Tensor cells, Tensor in, Tensor out) {
    HostTensor x = (HostTensor) in;
    HostTensor y = (HostTensor) out;
    for (long k = 0; k < g.nz(); k++) {
      for (long j = 0; j < g.ny(); j++) {
        for (long i = 0; i < g.nx(); i++) {
          long c = g.index(i, j, k);
          double diagonal = ((HostTensor) cells).at(c);
          double neighbours =
              x(x, g, i - 1, j, k)
                  + x(x, g, i + 1, j, k)
                  + x(x, g, i, j - 1, k)
                  + x(x, g, i, j + 1, k)
                  + x(x, g, i, j, k - 1)
                  + x(x, g, i, j, k + 1);
          y.set(diagonal == 0 ? 0 : diagonal * x.at(c) - neighbours, c);
        }
      }
    }
  }

  @Override
  public double applyDot(Grid g, Tensor cells, Tensor x, Tensor y) {
    apply(g, cells, x, y);
    return new ReferenceLevel1().dot(x, y);
  }

  @Override
  public double direction(
      Grid g, Tensor cells, double alpha, Tensor x, double beta, Tensor z, Tensor p, Tensor q) {
    new ReferenceKrylovUpdates().direction(alpha, x, beta, z, p);
    return applyDot(g, cells, p, q);
  }
}
