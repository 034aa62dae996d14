package gatun.engine.spi;

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
  public void restrict(PaddedGrid g, Tensor r, double omega, Tensor w, Tensor b, Tensor x) {
    PaddedGrid coarse = g.halved();
    each(
        coarse,
        (i, j, k, c) -> {
          double sum = 0;
          for (int m = 0; m < 64; m++) {
            int di = m % 4 - 1;
            int dj = m / 4 % 4 - 1;
            int dk = m / 16 - 1;
            if (g.grid().contains(2 * i + di, 2 * j + dj, 2 * k + dk)) {
              double value = at(r, g.index(2 * i + di, 2 * j + dj, 2 * k + dk));
              sum += weight(di) * weight(dj) * weight(dk) * value;
            }
          }
          set(b, sum, c);
          set(x, omega * at(w, c) * at(b, c), c);
        });
  }

  /** The share of coarse cell I in fine cell 2 I + d. */
  private static double weight(int d) {
    return d == 0 || d == 1 ? 0.75 : 0.25;
  }

  @Override
  public void prolong(PaddedGrid g, Tensor s, Tensor e, Tensor x) {
    PaddedGrid coarse = g.halved();
    each(
        g,
        (i, j, k, c) -> {
          double sum = 0;
          for (int m = 0; m < 8; m++) {
            long ci = i / 2 + (m & 1) * (2 * (i % 2) - 1);
            long cj = j / 2 + (m >> 1 & 1) * (2 * (j % 2) - 1);
            long ck = k / 2 + (m >> 2) * (2 * (k % 2) - 1);
            double weight = Math.pow(0.75, 3 - bits(m)) * Math.pow(0.25, bits(m));
            if (coarse.grid().contains(ci, cj, ck)) {
              sum += weight * at(e, coarse.index(ci, cj, ck));
            }
          }
          set(x, at(x, c) + at(s, c) * sum, c);
        });
  }

  private static int bits(int m) {
    return Integer.bitCount(m);
  }
}
