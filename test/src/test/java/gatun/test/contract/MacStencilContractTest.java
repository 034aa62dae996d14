package gatun.test.contract;

import static gatun.test.contract.Contract.assertClose;
import static gatun.test.contract.Contract.assertScalar;
import static gatun.test.contract.Contract.assertSurroundings;
import static gatun.test.contract.Contract.copyOf;
import static gatun.test.contract.Contract.random;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.MacStencil;
import gatun.engine.spi.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The masked Laplacian against its formula, on grids of every awkward extent. */
final class MacStencilContractTest {
  private static final Grid[] GRIDS = {
    new Grid(1, 1, 1),
    new Grid(2, 3, 4),
    new Grid(3, 2, 9),
    new Grid(4, 4, 4),
    new Grid(5, 1, 8),
    new Grid(8, 5, 11),
    new Grid(9, 4, 8),
    new Grid(16, 3, 10),
    new Grid(17, 6, 9),
    new Grid(31, 7, 1),
    new Grid(33, 20, 20),
    new Grid(130, 140, 9),
    new Grid(40000, 2, 2),
  };

  private static HostTensor cells(Workspace w, Grid grid, SplittableRandom random) {
    HostTensor cells = w.zeros(DType.I8, grid.cells());
    for (long c = 0; c < grid.cells(); c++) {
      cells.set(random.nextInt(3) == 0 ? 0 : random.nextInt(1, 7), c);
    }
    return cells;
  }

  private static HostTensor masked(
      Workspace w, DType dtype, HostTensor cells, SplittableRandom random) {
    HostTensor x = random(w, dtype, cells.size(), 1, random);
    for (long c = 0; c < cells.size(); c++) {
      if (cells.at(c) == 0) {
        x.set(0, c);
      }
    }
    return x;
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 2", "F64, 3", "F32, 1", "F32, 2"})
  void agreesWithTheReference(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      var key = KernelKey.of(MacStencil.class, dtype);
      MacStencil subject = backend.require(key);
      MacStencil oracle = new ReferenceBackend().require(key);
      var random = new SplittableRandom(6);
      for (Grid grid : GRIDS) {
        HostTensor cells = cells(w, grid, random);
        HostTensor[] v = new HostTensor[4];
        HostTensor[] e = new HostTensor[4];
        for (int i = 0; i < 4; i++) {
          v[i] = masked(w, dtype, cells, random);
          e[i] = copyOf(w, v[i]);
        }
        String what = dtype + " " + grid;
        double bound = 40 * grid.cells() * dtype.epsilon();
        oracle.apply(grid, cells, e[0], e[1]);
        subject.apply(grid, cells, v[0], v[1]);
        assertClose(e[1], v[1], 8, "apply " + what);
        double expected = oracle.applyDot(grid, cells, e[0], e[2]);
        assertScalar(expected, subject.applyDot(grid, cells, v[0], v[2]), bound, "dot " + what);
        expected = oracle.direction(grid, cells, 0.3, e[0], -0.8, e[1], e[2], e[3]);
        double found = subject.direction(grid, cells, 0.3, v[0], -0.8, v[1], v[2], v[3]);
        assertScalar(expected, found, 400 * bound, "direction " + what);
        for (int i = 0; i < 4; i++) {
          assertClose(e[i], v[i], 16, "direction " + what + " vector " + i);
          assertSurroundings(v[i], 1, what + " vector " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, NaN", "F64, Infinity", "F32, NaN", "F32, -Infinity"})
  void notANumberAndInfinityReachTheNeighboursOnly(DType dtype, double special) {
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      var key = KernelKey.of(MacStencil.class, dtype);
      MacStencil subject = backend.require(key);
      MacStencil oracle = new ReferenceBackend().require(key);
      Grid grid = new Grid(19, 5, 4);
      for (long c = 0; c < grid.cells(); c++) {
        HostTensor cells = cells(w, grid, new SplittableRandom(7));
        if (cells.at(c) != 0) {
          HostTensor x = masked(w, dtype, cells, new SplittableRandom(8));
          x.set(special, c);
          HostTensor expected = w.zeros(dtype, grid.cells());
          HostTensor found = w.zeros(dtype, grid.cells());
          oracle.apply(grid, cells, x, expected);
          subject.apply(grid, cells, x, found);
          assertClose(expected, found, 8, special + " at " + c);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64", "F32"})
  void hasTheSameBitsForAnyNumberOfThreads(DType dtype) {
    Grid grid = new Grid(70, 60, 50);
    double[] first = null;
    for (int threads = 1; threads <= 3; threads++) {
      try (Backend backend = Contract.subject(threads);
          Workspace w = Workspace.on(backend)) {
        MacStencil subject = backend.require(KernelKey.of(MacStencil.class, dtype));
        var random = new SplittableRandom(9);
        HostTensor cells = cells(w, grid, random);
        HostTensor x = masked(w, dtype, cells, random);
        HostTensor y = masked(w, dtype, cells, random);
        HostTensor z = masked(w, dtype, cells, random);
        HostTensor q = masked(w, dtype, cells, random);
        double[] found = {
          subject.applyDot(grid, cells, x, y), subject.direction(grid, cells, 0.3, x, 0.4, z, y, q)
        };
        first = first == null ? found : first;
        assertEquals(first[0], found[0]);
        assertEquals(first[1], found[1]);
      }
    }
  }
}
