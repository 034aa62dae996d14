package gatun.test.contract;

import static gatun.test.contract.Contract.assertClose;
import static gatun.test.contract.Contract.assertScalar;
import static gatun.test.contract.Contract.assertSurroundings;
import static gatun.test.contract.Contract.copyOf;
import static gatun.test.contract.Contract.random;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.KrylovUpdates;
import gatun.engine.spi.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fused updates against their formulas. */
final class KrylovContractTest {
  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 2", "F64, 3", "F32, 1", "F32, 2"})
  void agreesWithTheReference(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      var key = KernelKey.of(KrylovUpdates.class, dtype);
      KrylovUpdates subject = backend.require(key);
      KrylovUpdates oracle = new ReferenceBackend().require(key);
      var random = new SplittableRandom(5);
      for (int n : Contract.SIZES) {
        for (double special : new double[] {0.5, Double.NaN, Double.NEGATIVE_INFINITY}) {
          HostTensor[] v = new HostTensor[4];
          HostTensor[] e = new HostTensor[4];
          for (int i = 0; i < 4; i++) {
            v[i] = random(w, dtype, n, 1, random);
            if (n > 0) {
              v[i].set(special, (n / 3 + i) % n);
            }
            e[i] = copyOf(w, v[i]);
          }
          String what = dtype + " n=" + n + " with " + special;
          double bound = 8 * Math.max(1, n) * dtype.epsilon();
          double expected = oracle.residual(0.3, e[0], e[1]);
          assertScalar(expected, subject.residual(0.3, v[0], v[1]), bound, "residual " + what);
          expected = oracle.step(-0.7, e[0], e[1], e[2], e[3]);
          double found = subject.step(-0.7, v[0], v[1], v[2], v[3]);
          assertScalar(expected, found, bound, "step " + what);
          oracle.direction(0.2, e[0], 0.9, e[1], e[2]);
          subject.direction(0.2, v[0], 0.9, v[1], v[2]);
          for (int i = 0; i < 4; i++) {
            assertClose(e[i], v[i], 16, what + " vector " + i);
            assertSurroundings(v[i], 1, what + " vector " + i);
          }
        }
      }
    }
  }
}
