package gatun.test.contract;

import static gatun.test.contract.Contract.assertClose;
import static gatun.test.contract.Contract.assertScalar;
import static gatun.test.contract.Contract.copyOf;
import static gatun.test.contract.Contract.random;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.KrylovUpdates;
import gatun.engine.spi.Level1;
import gatun.engine.spi.MacStencil;
import gatun.engine.spi.Recurrence;
import gatun.engine.spi.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The forms of kernels that take and leave the numbers of a loop. */
final class LoopContractTest {
  private static final double[] SPECIAL = {
    2.5, 0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-300, 3e-9
  };

  /** The scalar steps, over all pairs of special numbers: the same bits as the formulas. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void scalarStepsAreTheFormulas(DType dtype) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend);
        Workspace near = Workspace.on(new ReferenceBackend())) {
      KrylovUpdates subject = backend.require(KernelKey.of(KrylovUpdates.class, dtype));
      Recurrence found = new Recurrence(w);
      Recurrence expected = new Recurrence(near);
      for (double a : SPECIAL) {
        for (double b : SPECIAL) {
          for (int kind = 0; kind < 4; kind++) {
            for (Recurrence r : new Recurrence[] {found, expected}) {
              r.begin(1.5, 8, 1.25, 1e-9, kind == 3 ? 1e-3 : 0);
              r.set(Recurrence.RHO, b);
              r.set(Recurrence.RZ, a);
              r.set(Recurrence.RR, a);
              r.set(Recurrence.ZQ, -a);
              r.set(Recurrence.PQ, b);
              r.set(Recurrence.FRESH, kind == 0 ? 1 : 0);
              r.set(Recurrence.COUNT, 70);
            }
            int cell = kind < 2 ? Recurrence.RZ : Recurrence.RR;
            subject.turn(found, cell, kind == 1);
            expected.turn(cell, kind == 1);
            same(expected, found, "turn " + a + " " + b);
            subject.length(found);
            expected.length();
            same(expected, found, "length " + a + " " + b);
            subject.hear(found);
            expected.hear();
            same(expected, found, "hear " + a + " " + b);
          }
        }
      }
    }
  }

  private static void same(Recurrence expected, Recurrence found, String what) {
    for (int i = 0; i < Recurrence.NORMS + Recurrence.BATCH; i++) {
      assertEquals(expected.at(i), found.at(i), what + ", cell " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 3", "F32, 2"})
  void vectorsAgreeWithTheReferenceAndRestAfterTheEnd(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      var key = KernelKey.of(KrylovUpdates.class, dtype);
      KrylovUpdates subject = backend.require(key);
      Level1 level1 = backend.require(KernelKey.of(Level1.class, dtype));
      KrylovUpdates oracle = new ReferenceBackend().require(key);
      Recurrence numbers = new Recurrence(w);
      for (int n : Contract.SIZES) {
        HostTensor[] v = vectors(w, dtype, n, 3);
        HostTensor[] e = {copyOf(w, v[0]), copyOf(w, v[1]), copyOf(w, v[2])};
        String what = dtype + " n=" + n;
        double bound = 8 * Math.max(1, n) * dtype.epsilon();
        numbers.begin(1, 1, 1, 1e-9, 0);
        numbers.set(Recurrence.ALPHA, 0.3);
        numbers.set(Recurrence.PENDING, 0.2);
        numbers.set(Recurrence.BETA, 0.9);
        double sum = oracle.residual(0.3, e[0], e[1]);
        subject.residual(numbers, v[0], v[1]);
        assertScalar(sum, numbers.at(Recurrence.RR), bound, "residual " + what);
        oracle.direction(0.2, e[0], 0.9, e[1], e[2]);
        subject.direction(numbers, v[0], v[1], v[2]);
        numbers.set(Recurrence.STOPPED, 1);
        subject.residual(numbers, v[0], v[1]);
        subject.direction(numbers, v[0], v[1], v[2]);
        level1.dot(v[0], v[2], numbers, Recurrence.ZQ);
        double dot = level1.dot(v[0], v[2]);
        assertScalar(dot, numbers.at(Recurrence.ZQ), bound, "dot " + what);
        assertScalar(sum, numbers.at(Recurrence.RR), bound, "rests " + what);
        for (int i = 0; i < 3; i++) {
          assertClose(e[i], v[i], 16, what + " vector " + i);
        }
      }
    }
  }

  private static HostTensor[] vectors(Workspace w, DType dtype, int n, int count) {
    var random = new SplittableRandom(5);
    HostTensor[] v = new HostTensor[count];
    for (int i = 0; i < count; i++) {
      v[i] = random(w, dtype, n, 1, random);
    }
    return v;
  }

  @Test
  void theStencilSweepsWithTheNumbers() {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      MacStencil subject = backend.require(KernelKey.of(MacStencil.class, DType.F64));
      MacStencil oracle = new ReferenceBackend().require(KernelKey.of(MacStencil.class, DType.F64));
      Grid grid = new Grid(9, 5, 4);
      HostTensor cells = w.zeros(DType.I8, grid.cells());
      cells.segment().fill((byte) 6);
      HostTensor[] v = vectors(w, DType.F64, (int) grid.cells(), 4);
      HostTensor[] e = {copyOf(w, v[0]), copyOf(w, v[1]), copyOf(w, v[2]), copyOf(w, v[3])};
      Recurrence numbers = new Recurrence(w);
      numbers.begin(1, 1, 1, 1e-9, 0);
      numbers.set(Recurrence.PENDING, 0.2);
      numbers.set(Recurrence.BETA, 0.9);
      double expected = oracle.direction(grid, cells, 0.2, e[0], 0.9, e[1], e[2], e[3]);
      subject.direction(grid, cells, numbers, v[0], v[1], v[2], v[3]);
      assertScalar(expected, numbers.at(Recurrence.PQ), 1e-12, "p·q");
      for (int i = 0; i < 4; i++) {
        assertClose(e[i], v[i], 16, "sweep, vector " + i);
      }
    }
  }
}
