package gatun.test.contract;

import static gatun.test.contract.Contract.assertClose;
import static gatun.test.contract.Contract.assertSurroundings;
import static gatun.test.contract.Contract.random;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Stencil;
import gatun.engine.Workspace;
import gatun.engine.spi.GridStencil;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.ReferenceBackend;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stencils with constant and with variable coefficients against their formulas. */
final class GridStencilContractTest {
  private static final Grid[] GRIDS = {
    new Grid(1, 1, 1),
    new Grid(2, 3, 4),
    new Grid(9, 7, 1),
    new Grid(16, 5, 6),
    new Grid(33, 10, 3),
    new Grid(130, 140, 3),
    new Grid(20000, 3, 1)
  };

  private static final List<Stencil> STENCILS =
      List.of(
          Stencil.laplacian2d(),
          Stencil.laplacian3d(),
          new Stencil( // in one pass, unsymmetric
              List.of(
                  new Stencil.Point(0, 0, 1, 0.7),
                  new Stencil.Point(1, 0, 0, -0.2),
                  new Stencil.Point(0, 0, 0, 3),
                  new Stencil.Point(-1, 0, 0, 0.9),
                  new Stencil.Point(0, -1, 0, -1.4))),
          new Stencil(
              List.of(
                  new Stencil.Point(0, 0, 0, Double.POSITIVE_INFINITY),
                  new Stencil.Point(1, 0, 0, 1),
                  new Stencil.Point(-1, 0, 0, 1))),
          new Stencil(
              List.of(
                  new Stencil.Point(-8, 0, 0, 0.3),
                  new Stencil.Point(3, -2, 1, -1.7),
                  new Stencil.Point(0, 8, -1, 2.5),
                  new Stencil.Point(1, 1, 1, 0.1))));

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 2", "F64, 3", "F32, 1", "F32, 2"})
  void agreesWithTheReference(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      var key = KernelKey.of(GridStencil.class, dtype);
      GridStencil subject = backend.require(key);
      GridStencil oracle = new ReferenceBackend().require(key);
      var random = new SplittableRandom(10);
      for (Grid grid : GRIDS) {
        for (double special : new double[] {0.5, Double.NaN, Double.POSITIVE_INFINITY}) {
          long n = grid.cells();
          HostTensor x = random(w, dtype, n, 1, random);
          x.set(special, n / 2);
          HostTensor expected = random(w, dtype, n, 1, random);
          HostTensor found = random(w, dtype, n, 1, random);
          for (Stencil stencil : STENCILS) {
            String what = dtype + " " + grid + " " + stencil + " with " + special;
            oracle.constant(grid, stencil, x, expected);
            subject.constant(grid, stencil, x, found);
            assertClose(expected, found, 16, what);
            assertSurroundings(found, 1, what);
          }
          HostTensor d = random(w, dtype, n, 1, random);
          HostTensor ax = random(w, dtype, n, 1, random);
          HostTensor ay = random(w, dtype, n, 1, random);
          HostTensor az = random(w, dtype, n, 1, random);
          String what = "variable " + dtype + " " + grid + " with " + special;
          oracle.variable(grid, d, ax, ay, az, x, expected);
          subject.variable(grid, d, ax, ay, az, x, found);
          assertClose(expected, found, 16, what);
          assertSurroundings(found, 1, what);
        }
      }
    }
  }
}
