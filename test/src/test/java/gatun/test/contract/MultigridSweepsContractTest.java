package gatun.test.contract;

import static gatun.test.contract.Contract.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.MultigridSweeps;
import gatun.engine.spi.PaddedGrid;
import gatun.engine.spi.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sweeps of a multigrid cycle against their formulas, on grids of every awkward extent. */
final class MultigridSweepsContractTest {
  private static final Grid[] GRIDS = {
    new Grid(1, 1, 1),
    new Grid(2, 3, 4),
    new Grid(3, 1, 5),
    new Grid(7, 4, 1),
    new Grid(16, 6, 4),
    new Grid(17, 5, 3),
    new Grid(31, 9, 8),
    new Grid(33, 20, 20),
    new Grid(64, 33, 6),
    new Grid(131, 7, 3),
  };

  /** Returns a padded vector, random in the cells. */
  private static HostTensor padded(
      Workspace w, DType dtype, PaddedGrid g, SplittableRandom random) {
    HostTensor x = w.zeros(dtype, g.size());
    for (long k = 0; k < g.grid().nz(); k++) {
      for (long j = 0; j < g.grid().ny(); j++) {
        for (long i = 0; i < g.grid().nx(); i++) {
          x.set(2 * random.nextDouble() - 1, g.index(i, j, k));
        }
      }
    }
    return x;
  }

  /** Returns all that the sweeps write, one after the other; the same numbers for each seed. */
  private static List<HostTensor> results(
      MultigridSweeps sweeps, Workspace w, DType dtype, PaddedGrid g, DType outer, double special) {
    var random = new SplittableRandom(3);
    HostTensor[] v = new HostTensor[10];
    for (int i = 0; i < v.length; i++) {
      v[i] = padded(w, dtype, g, random);
    }
    PaddedGrid half = g.halved();
    HostTensor[] c = new HostTensor[3];
    for (int i = 0; i < c.length; i++) {
      c[i] = padded(w, dtype, half, random);
    }
    HostTensor r = Contract.random(w, outer, g.grid().cells(), 1, random);
    HostTensor z = Contract.vector(w, outer, g.grid().cells(), 1);
    if (special != 0) {
      v[5].set(special, g.index(g.grid().nx() / 2, g.grid().ny() / 2, g.grid().nz() / 2));
      c[0].set(special, half.index(0, 0, 0));
      r.set(special, r.size() / 2);
    }
    List<HostTensor> all = new ArrayList<>();
    HostTensor b = w.zeros(dtype, g.size());
    HostTensor x = w.zeros(dtype, g.size());
    sweeps.enter(g, 0.37, r, 0.8, v[0], b, x);
    all.addAll(List.of(b, x));
    sweeps.leave(g, -1.7, v[5], z);
    all.add(z);
    HostTensor[] y = new HostTensor[4];
    for (int i = 0; i < y.length; i++) {
      y[i] = w.zeros(dtype, g.size());
      all.add(y[i]);
    }
    clear(g, v[1], v[2], v[3]);
    sweeps.relax(g, 0.7, v[0], v[4], v[5], y[0]);
    sweeps.relax(g, 0.7, v[0], v[1], v[2], v[3], v[4], v[5], y[1]);
    sweeps.residual(g, v[0], v[6], v[4], v[5], y[2]);
    sweeps.residual(g, v[0], v[6], v[1], v[2], v[3], v[4], v[5], y[3]);
    transfers(sweeps, w, g, v, c, all);
    return all;
  }

  private static void transfers(
      MultigridSweeps sweeps,
      Workspace w,
      PaddedGrid g,
      HostTensor[] v,
      HostTensor[] c,
      List<HostTensor> all) {
    HostTensor coarse = w.zeros(v[0].dtype(), g.halved().size());
    sweeps.restrict(g, g.halved(), v[5], 0.9, c[1], coarse, c[2]);
    all.addAll(List.of(coarse, c[2]));
    sweeps.prolong(g, g.halved(), v[8], c[0], v[9]);
    all.add(v[9]);
    for (int axes = 1; axes < 7; axes++) {
      PaddedGrid half = g.halved((axes & 1) != 0, (axes & 2) != 0, (axes & 4) != 0);
      var random = new SplittableRandom(axes);
      HostTensor weights = padded(w, v[0].dtype(), half, random);
      HostTensor carried = w.zeros(v[0].dtype(), half.size());
      HostTensor relaxed = w.zeros(v[0].dtype(), half.size());
      sweeps.restrict(g, half, v[5], 0.7, weights, carried, relaxed);
      HostTensor corrected = padded(w, v[0].dtype(), g, random);
      sweeps.prolong(g, half, v[8], weights, corrected);
      all.addAll(List.of(carried, relaxed, corrected));
    }
  }

  /** Sets the couplings across the far border to 0. */
  private static void clear(PaddedGrid g, HostTensor ax, HostTensor ay, HostTensor az) {
    Grid box = g.grid();
    for (long k = 0; k < box.nz(); k++) {
      for (long j = 0; j < box.ny(); j++) {
        for (long i = 0; i < box.nx(); i++) {
          if (i == box.nx() - 1) {
            ax.set(0, g.index(i, j, k));
          }
          if (j == box.ny() - 1) {
            ay.set(0, g.index(i, j, k));
          }
          if (k == box.nz() - 1) {
            az.set(0, g.index(i, j, k));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F64, F64, 0",
    "F64, F32, 0",
    "F32, F64, 0",
    "F32, F32, 0",
  })
  void agreesWithTheReference(DType dtype, DType outer, double special) {
    var key = KernelKey.of(MultigridSweeps.class, dtype);
    for (int threads = 1; threads <= 3; threads++) {
      for (Grid grid : GRIDS) {
        try (Backend backend = Contract.subject(threads);
            Workspace w = Workspace.on(backend)) {
          PaddedGrid g = new PaddedGrid(grid);
          List<HostTensor> expected =
              results(new ReferenceBackend().require(key), w, dtype, g, outer, special);
          List<HostTensor> found = results(backend.require(key), w, dtype, g, outer, special);
          for (int i = 0; i < expected.size(); i++) {
            assertClose(expected.get(i), found.get(i), 16, grid + ", result " + i);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, NaN", "F32, NaN", "F64, Infinity", "F32, -Infinity"})
  void specialNumbersGoWhereTheFormulaSendsThem(DType dtype, double special) {
    var key = KernelKey.of(MultigridSweeps.class, dtype);
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      PaddedGrid g = new PaddedGrid(new Grid(37, 6, 5));
      MultigridSweeps oracle = new ReferenceBackend().require(key);
      List<HostTensor> expected = results(oracle, w, dtype, g, DType.F64, special);
      List<HostTensor> found = results(backend.require(key), w, dtype, g, DType.F64, special);
      for (int i = 0; i < expected.size(); i++) {
        for (long k = 0; k < g.grid().cells(); k++) {
          long c = expected.get(i).size() == g.grid().cells() ? k : cell(g, k, expected.get(i));
          double e = expected.get(i).at(c);
          assertEquals(Double.isFinite(e), Double.isFinite(found.get(i).at(c)), "result " + i);
        }
      }
    }
  }

  /** Returns the place of a cell; of one of the first ones in a coarse vector. */
  private static long cell(PaddedGrid g, long k, HostTensor vector) {
    if (vector.size() != g.size()) {
      return k % vector.size();
    }
    long nx = g.grid().nx();
    long ny = g.grid().ny();
    return g.index(k % nx, k / nx % ny, k / nx / ny);
  }

  @ParameterizedTest
  @CsvSource({"F64", "F32"})
  void hasTheSameBitsForAnyNumberOfThreads(DType dtype) {
    PaddedGrid g = new PaddedGrid(new Grid(61, 50, 40));
    List<double[]> first = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      try (Backend backend = Contract.subject(threads);
          Workspace w = Workspace.on(backend)) {
        MultigridSweeps subject = backend.require(KernelKey.of(MultigridSweeps.class, dtype));
        List<HostTensor> found = results(subject, w, dtype, g, DType.F64, 0);
        for (int i = 0; i < found.size(); i++) {
          double[] values = found.get(i).toArray();
          if (threads == 1) {
            first.add(values);
          }
          assertArrayEquals(first.get(i), values);
        }
      }
    }
  }
}
