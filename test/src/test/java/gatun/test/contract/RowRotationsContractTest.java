package gatun.test.contract;

import static gatun.test.contract.Contract.assertScalar;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.ReferenceBackend;
import gatun.engine.spi.RowRotations;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plane rotations of rows against their formulas, on views of larger matrices. */
final class RowRotationsContractTest {
  private final Matrices matrices = new Matrices(12);
  private final SplittableRandom random = new SplittableRandom(13);

  private static RowRotations oracle(DType dtype) {
    return new ReferenceBackend().require(KernelKey.of(RowRotations.class, dtype));
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 2", "F64, 3", "F32, 1", "F32, 2"})
  void rotationsAgree(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      RowRotations subject = backend.require(KernelKey.of(RowRotations.class, dtype));
      for (int rows : new int[] {0, 1, 2, 3, 17}) {
        for (int columns : new int[] {0, 1, 5, 8, 31, 64, 65, 130}) {
          HostTensor z = matrices.matrix(w, dtype, rows, columns);
          HostTensor e = Matrices.copy(w, z);
          HostTensor c = w.zeros(dtype, 3, Math.max(0, rows - 1));
          HostTensor s = w.zeros(dtype, 3, Math.max(0, rows - 1));
          for (int t = 0; t < 3; t++) {
            for (int k = 0; k + 1 < rows; k++) {
              double angle = 6 * random.nextDouble();
              c.set(Math.cos(angle), t, k);
              s.set(Math.sin(angle), t, k);
            }
          }
          oracle(dtype).rotate(c, s, 2, e);
          subject.rotate(c, s, 2, z);
          Matrices.assertClose(e, z, false, 16, "rotations of " + rows + "x" + columns);
          Matrices.assertMargin(z, "rotations");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 2", "F64, 3", "F32, 1", "F32, 2"})
  void sweepsOfJacobiAgree(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      RowRotations subject = backend.require(KernelKey.of(RowRotations.class, dtype));
      for (int rows : new int[] {0, 1, 2, 3, 8, 33}) {
        for (int length : new int[] {1, 7, 16, 65, 3000}) {
          HostTensor a = matrices.matrix(w, dtype, rows, length + 9);
          HostTensor e = Matrices.copy(w, a);
          HostTensor p = w.zeros(DType.F64, rows);
          HostTensor q = w.zeros(DType.F64, rows);
          String what = dtype + " jacobi of " + rows + " rows of " + length;
          double ulps = 1e5 * rows; // angles of nearly parallel rows amplify rounding
          if (rows > length) {
            continue; // more rows than dimensions: the angles are of nothing but rounding
          }
          double expected = oracle(dtype).orthogonalise(e, length, p);
          double found = subject.orthogonalise(a, length, q);
          assertScalar(expected, found, ulps * dtype.epsilon(), what);
          Matrices.assertClose(e, a, false, ulps, what);
          Matrices.assertMargin(a, what);
          if (rows > 1) {
            a.set(Double.NaN, rows / 2, length - 1);
            assertEquals(Double.NaN, subject.orthogonalise(a, length, q), what + " with NaN");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64", "F32"})
  void jacobiHasTheSameBitsForAnyNumberOfThreads(DType dtype) {
    HostTensor first = null;
    try (Workspace w = Workspace.on(new ReferenceBackend())) {
      for (int threads : new int[] {1, 2, 3}) {
        try (Backend backend = Contract.subject(threads)) {
          HostTensor a = new Matrices(14).matrix(w, dtype, 40, 500);
          backend
              .require(KernelKey.of(RowRotations.class, dtype))
              .orthogonalise(a, 450, w.zeros(DType.F64, 40));
          if (first != null) {
            Matrices.assertClose(first, a, false, 0, threads + " threads");
          }
          first = a;
        }
      }
    }
  }
}
