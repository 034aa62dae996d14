package gatun.engine.spi;

import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;

/** The sweeps of a multigrid cycle, cell by cell. */
final class ReferenceMultigridSweeps implements MultigridSweeps {
  /** What is done with a cell. */
  private interface Body {
    void cell(long i, long j, long k, long c);
  }

  private static void each(PaddedGrid g, Body body) {
    for (long k = 0; k < g.grid().nz(); k++) {
      for (long j = 0; j < g.grid().ny(); j++) {
        for (long i = 0; i < g.grid().nx(); i++) {
          body.cell(i, j, k, g.index(i, j, k));
        }
      }
    }
  }

  private static double at(Tensor x, long c) {
    return ((HostTensor) x).at(c);
  }

  private static void set(Tensor x, double value, long c) {
    ((HostTensor) x).set(value, c);
  }

  private static double sum(PaddedGrid g, Tensor x, long c) {
    return at(x, c - 1)
        + at(x, c + 1)
        + at(x, c - g.line())
        + at(x, c + g.line())
        + at(x, c - g.plane())
        + at(x, c + g.plane());
  }

  private static double sum(PaddedGrid g, Tensor ax, Tensor ay, Tensor az, Tensor x, long c) {
    return at(ax, c - 1) * at(x, c - 1)
        + at(ax, c) * at(x, c + 1)
        + at(ay, c - g.line()) * at(x, c - g.line())
        + at(ay, c) * at(x, c + g.line())
        + at(az, c - g.plane()) * at(x, c - g.plane())
        + at(az, c) * at(x, c + g.plane());
  }

  @Override
  public void enter(
      PaddedGrid g, double alpha, Tensor r, double omega, Tensor w, Tensor b, Tensor x) {
    each(
        g,
        (i, j, k, c) -> {
          set(b, alpha * at(r, g.grid().index(i, j, k)), c);
          set(x, omega * at(w, c) * at(b, c), c);
        });
  }

  @Override
  public void leave(PaddedGrid g, double alpha, Tensor x, Tensor z) {
    each(g, (i, j, k, c) -> set(z, alpha * at(x, c), g.grid().index(i, j, k)));
  }

  @Override
  public void relax(PaddedGrid g, double omega, Tensor w, Tensor b, Tensor x, Tensor y) {
    each(
        g,
        (i, j, k, c) ->
            set(y, (1 - omega) * at(x, c) + omega * at(w, c) * (at(b, c) + sum(g, x, c)), c));
  }

  @Override
  public void relax(
      PaddedGrid g,
      double omega,
      Tensor w,
      Tensor ax,
      Tensor ay,
      Tensor az,
      Tensor b,
      Tensor x,
      Tensor y) {
    each(
        g,
        (i, j, k, c) -> {
          double sum = at(b, c) + sum(g, ax, ay, az, x, c);
          set(y, (1 - omega) * at(x, c) + omega * at(w, c) * sum, c);
        });
  }

  @Override
  public void residual(PaddedGrid g, Tensor s, Tensor t, Tensor b, Tensor x, Tensor y) {
    each(g, (i, j, k, c) -> set(y, at(s, c) * (at(b, c) + sum(g, x, c)) - at(t, c) * at(x, c), c));
  }

  @Override
  public void residual(
      PaddedGrid g,
      Tensor s,
      Tensor t,
      Tensor ax,
      Tensor ay,
      Tensor az,
      Tensor b,
      Tensor x,
      Tensor y) {
    each(
        g,
        (i, j, k, c) -> {
          double sum = at(b, c) + sum(g, ax, ay, az, x, c);
          set(y, at(s, c) * sum - at(t, c) * at(x, c), c);
        });
  }

  @Override
  public void restrict(
      PaddedGrid g, PaddedGrid half, Tensor r, double omega, Tensor w, Tensor b, Tensor x) {
    Grid fine = g.grid();
    Grid coarse = half.grid();
    each(
        half,
        (i, j, k, c) -> {
          double sum = 0;
          for (int m = 0; m < 64; m++) {
            int di = m % 4 - 1;
            int dj = m / 4 % 4 - 1;
            int dk = m / 16 - 1;
            double weight =
                weight(di, fine.nx() > coarse.nx())
                    * weight(dj, fine.ny() > coarse.ny())
                    * weight(dk, fine.nz() > coarse.nz());
            long fi = first(i, fine.nx() > coarse.nx()) + di;
            long fj = first(j, fine.ny() > coarse.ny()) + dj;
            long fk = first(k, fine.nz() > coarse.nz()) + dk;
            if (weight != 0 && fine.contains(fi, fj, fk)) {
              sum += weight * at(r, g.index(fi, fj, fk));
            }
          }
          set(b, sum, c);
          set(x, omega * at(w, c) * at(b, c), c);
        });
  }

  private static long first(long coarse, boolean halved) {
    return halved ? 2 * coarse : coarse;
  }

  /** The share of coarse cell I in the fine cell that lies d after its first. */
  private static double weight(int d, boolean halved) {
    return halved ? d == 0 || d == 1 ? 0.75 : 0.25 : d == 0 ? 1 : 0;
  }

  @Override
  public void prolong(PaddedGrid g, PaddedGrid half, Tensor s, Tensor e, Tensor x) {
    Grid fine = g.grid();
    Grid coarse = half.grid();
    each(
        g,
        (i, j, k, c) -> {
          double sum = 0;
          for (int m = 0; m < 8; m++) {
            boolean inX = (m & 1) != 0;
            boolean inY = (m & 2) != 0;
            boolean inZ = (m & 4) != 0;
            long ci = near(i, inX, fine.nx() > coarse.nx());
            long cj = near(j, inY, fine.ny() > coarse.ny());
            long ck = near(k, inZ, fine.nz() > coarse.nz());
            if (coarse.contains(ci, cj, ck)) {
              double weight = share(inX) * share(inY) * share(inZ);
              sum += weight * at(e, half.index(ci, cj, ck));
            }
          }
          set(x, at(x, c) + at(s, c) * sum, c);
        });
  }

  private static double share(boolean far) {
    return far ? 0.25 : 0.75;
  }

  /** The coarse cell that a fine one lies in, or the next one on its side. */
  private static long near(long fine, boolean far, boolean halved) {
    return !halved ? fine : fine / 2 + (far ? 2 * (fine % 2) - 1 : 0);
  }
}
