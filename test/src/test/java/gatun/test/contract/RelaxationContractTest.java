package gatun.test.contract;

import static gatun.test.contract.Contract.assertClose;
import static gatun.test.contract.Contract.assertSurroundings;
import static gatun.test.contract.Contract.copyOf;
import static gatun.test.contract.Contract.random;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.ReferenceBackend;
import gatun.engine.spi.Relaxation;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fused relaxations against their formulas. */
final class RelaxationContractTest {
  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 2", "F64, 3", "F32, 1", "F32, 2"})
  void agreesWithTheReference(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      var key = KernelKey.of(Relaxation.class, dtype);
      Relaxation subject = backend.require(key);
      Relaxation oracle = new ReferenceBackend().require(key);
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
          oracle.relax(0.7, e[0], e[1], e[2], e[3]);
          subject.relax(0.7, v[0], v[1], v[2], v[3]);
          assertClose(e[3], v[3], 16, dtype + " relax n=" + n + " with " + special);
          oracle.begin(0.7, e[0], e[1], e[3]);
          subject.begin(0.7, v[0], v[1], v[3]);
          oracle.residual(e[1], e[2]);
          subject.residual(v[1], v[2]);
          for (int i = 0; i < 4; i++) {
            assertClose(e[i], v[i], 16, dtype + " n=" + n + " vector " + i + " with " + special);
            assertSurroundings(v[i], 1, dtype + " n=" + n + " vector " + i);
          }
        }
      }
    }
  }
}
