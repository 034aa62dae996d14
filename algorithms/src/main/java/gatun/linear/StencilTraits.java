package gatun.linear;

import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Stencil;
import java.util.EnumSet;
import java.util.Set;

/** What can be seen from the coefficients of a stencil. */
final class StencilTraits {
  /** How far a sum of a few coefficients may be from the centre that its author rounded. */
  private static final double ROUNDING = 1e-14;

  private StencilTraits() {}

  /** The traits of a stencil with varying coefficients and its maximum norm. */
  record Rows(Set<Trait> traits, double infinityNorm) {}

  static double centre(Stencil stencil) {
    return stencil.points().stream()
        .filter(p -> p.di() == 0 && p.dj() == 0 && p.dk() == 0)
        .mapToDouble(Stencil.Point::coefficient)
        .sum();
  }

  /**
   * Returns c if the stencil is c times the Laplacian of unit spacing in three dimensions, or in
   * two on a grid of one plane; else 0.
   */
  static double laplacian(Grid grid, Stencil stencil) {
    double c = -at(stencil, 1, 0, 0);
    Stencil unit =
        grid.nz() == 1 && at(stencil, 0, 0, 1) == 0 ? Stencil.laplacian2d() : Stencil.laplacian3d();
    boolean same =
        stencil.points().size() == unit.points().size()
            && unit.points().stream()
                .allMatch(p -> at(stencil, p.di(), p.dj(), p.dk()) == c * p.coefficient());
    return same && c > 0 ? c : 0;
  }

  /** Returns the negated coefficients along the axes if there are no others, else nothing. */
  static double[] couplings(Stencil stencil) {
    boolean along =
        stencil.points().stream()
            .allMatch(p -> Math.abs(p.di()) + Math.abs(p.dj()) + Math.abs(p.dk()) <= 1);
    return along && of(stencil).contains(Trait.SYMMETRIC)
        ? new double[] {-at(stencil, 1, 0, 0), -at(stencil, 0, 1, 0), -at(stencil, 0, 0, 1)}
        : new double[0];
  }

  static Set<Trait> of(Stencil stencil) {
    EnumSet<Trait> traits = EnumSet.of(Trait.LINEAR);
    boolean symmetric =
        stencil.points().stream()
            .allMatch(p -> p.coefficient() == at(stencil, -p.di(), -p.dj(), -p.dk()));
    double sizes = stencil.points().stream().mapToDouble(p -> Math.abs(p.coefficient())).sum();
    double centre = centre(stencil);
    if (symmetric) {
      traits.add(Trait.SYMMETRIC);
      if (centre > 0 && centre * (1 + ROUNDING) >= sizes - centre) {
        traits.add(Trait.POSITIVE_DEFINITE);
      }
    }
    return Set.copyOf(traits);
  }

  private static double at(Stencil stencil, int di, int dj, int dk) {
    return stencil.points().stream()
        .filter(p -> p.di() == di && p.dj() == dj && p.dk() == dk)
        .mapToDouble(Stencil.Point::coefficient)
        .sum();
  }

  /** Returns the largest row sum of sizes; points beyond the box of every cell do not count. */
  static double infinityNorm(Grid g, Stencil stencil) {
    long ri = reach(g.nx());
    long rj = reach(g.ny());
    long rk = reach(g.nz());
    double largest = 0;
    // cells farther than the greatest offset from every side have equal rows: one stands for all
    for (long k = 0; k < rk; k++) {
      for (long j = 0; j < rj; j++) {
        for (long i = 0; i < ri; i++) {
          double sum = 0;
          for (Stencil.Point p : stencil.points()) {
            boolean inside =
                inside(i + p.di(), ri) && inside(j + p.dj(), rj) && inside(k + p.dk(), rk);
            sum += inside ? Math.abs(p.coefficient()) : 0;
          }
          largest = Math.max(largest, sum);
        }
      }
    }
    return largest;
  }

  private static long reach(long extent) {
    return Math.min(extent, 2L * Stencil.RADIUS_LIMIT + 1);
  }

  private static boolean inside(long index, long extent) {
    return index >= 0 && index < extent;
  }

  /** Reads every row: positive and diagonally dominant, somewhere strictly, means definite. */
  static Rows rows(Grid g, HostTensor d, HostTensor ax, HostTensor ay, HostTensor az) {
    boolean dominant = true;
    boolean strict = false;
    double largest = 0;
    for (long k = 0; k < g.nz(); k++) {
      for (long j = 0; j < g.ny(); j++) {
        for (long i = 0; i < g.nx(); i++) {
          long c = g.index(i, j, k);
          double others =
              (i < g.nx() - 1 ? Math.abs(ax.at(c)) : 0)
                  + (i > 0 ? Math.abs(ax.at(c - 1)) : 0)
                  + (j < g.ny() - 1 ? Math.abs(ay.at(c)) : 0)
                  + (j > 0 ? Math.abs(ay.at(c - g.nx())) : 0)
                  + (k < g.nz() - 1 ? Math.abs(az.at(c)) : 0)
                  + (k > 0 ? Math.abs(az.at(c - g.nx() * g.ny())) : 0);
          double diagonal = d.at(c);
          dominant &= diagonal > 0 && diagonal >= others * (1 - 8 * d.dtype().epsilon());
          strict |= diagonal > others * (1 + 8 * d.dtype().epsilon());
          largest = Math.max(largest, Math.abs(diagonal) + others);
        }
      }
    }
    EnumSet<Trait> traits = EnumSet.of(Trait.LINEAR, Trait.SYMMETRIC);
    if (dominant && strict) {
      traits.add(Trait.POSITIVE_DEFINITE);
    }
    return new Rows(Set.copyOf(traits), largest);
  }
}
