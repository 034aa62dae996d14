package gatun.test.contract;

import static gatun.test.contract.Contract.assertClose;
import static gatun.test.contract.Contract.assertScalar;
import static gatun.test.contract.Contract.assertSurroundings;
import static gatun.test.contract.Contract.copyOf;
import static gatun.test.contract.Contract.random;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Level1;
import gatun.engine.spi.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Level 1 against the formula, for lengths around every vector width, strides and threads. */
final class Level1ContractTest {
  private interface Operation {
    double run(Level1 kernel, HostTensor x, HostTensor y, HostTensor z);
  }

  private record Named(String name, Operation operation) {}

  private static final Named[] OPERATIONS = {
    new Named("fill", (k, x, y, z) -> nothing(() -> k.fill(-2.5, y))),
    new Named("copy", (k, x, y, z) -> nothing(() -> k.copy(x, y))),
    new Named("scal", (k, x, y, z) -> nothing(() -> k.scal(1.75, y))),
    new Named("axpy", (k, x, y, z) -> nothing(() -> k.axpy(-0.3, x, y))),
    new Named("axpby", (k, x, y, z) -> nothing(() -> k.axpby(-0.3, x, 0.7, y))),
    new Named("axpby, beta 0", (k, x, y, z) -> nothing(() -> k.axpby(1.5, x, 0, y))),
    new Named("multiply", (k, x, y, z) -> nothing(() -> k.multiply(x, y, z))),
    new Named("dot", (k, x, y, z) -> k.dot(x, y)),
    new Named("nrm2", (k, x, y, z) -> k.nrm2(x)),
    new Named("asum", (k, x, y, z) -> k.asum(x)),
    new Named("amax", (k, x, y, z) -> k.amax(x)),
  };

  private static double nothing(Runnable action) {
    action.run();
    return 0;
  }

  @ParameterizedTest
  @CsvSource({
    "F64, 1, 1",
    "F64, 2, 1",
    "F64, 1, 3",
    "F64, 3, 2",
    "F32, 1, 1",
    "F32, 2, 1",
    "F32, 1, 3",
    "F32, 3, 2"
  })
  void agreesWithTheReference(DType dtype, int stride, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      Level1 subject = backend.require(KernelKey.of(Level1.class, dtype));
      Level1 oracle = new ReferenceBackend().require(KernelKey.of(Level1.class, dtype));
      var random = new SplittableRandom(1);
      for (int n : Contract.SIZES) {
        for (Named op : OPERATIONS) {
          HostTensor x = random(w, dtype, n, stride, random);
          HostTensor y = random(w, dtype, n, stride, random);
          HostTensor z = random(w, dtype, n, stride, random);
          HostTensor y2 = copyOf(w, y);
          HostTensor z2 = copyOf(w, z);
          String what = op.name + " " + dtype + " n=" + n + " stride " + stride;
          double expected = op.operation.run(oracle, x, y2, z2);
          double found = op.operation.run(subject, x, y, z);
          double terms = Math.max(1, n);
          assertScalar(expected, found, 4 * terms * dtype.epsilon(), what);
          assertClose(y2, y, 4, what);
          assertClose(z2, z, 4, what);
          assertSurroundings(y, stride, what);
          assertSurroundings(z, stride, what);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 2", "F32, 1", "F32, 2"})
  void notANumberAndInfinityPassThrough(DType dtype, int stride) {
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      Level1 subject = backend.require(KernelKey.of(Level1.class, dtype));
      Level1 oracle = new ReferenceBackend().require(KernelKey.of(Level1.class, dtype));
      var random = new SplittableRandom(2);
      for (double special : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
        for (int n : new int[] {1, 5, 16, 33, 8200}) {
          for (Named op : OPERATIONS) {
            HostTensor x = random(w, dtype, n, stride, random);
            HostTensor y = random(w, dtype, n, stride, random);
            HostTensor z = random(w, dtype, n, stride, random);
            x.set(special, n / 2);
            y.set(special, n - 1);
            HostTensor y2 = copyOf(w, y);
            HostTensor z2 = copyOf(w, z);
            String what = op.name + " " + dtype + " n=" + n + " with " + special;
            double expected = op.operation.run(oracle, x, y2, z2);
            double found = op.operation.run(subject, x, y, z);
            assertScalar(expected, found, 4.0 * n * dtype.epsilon(), what);
            assertClose(y2, y, 4, what);
            assertClose(z2, z, 4, what);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1e200", "F64, 1e-200", "F64, 1e-320", "F32, 1e30", "F32, 1e-30", "F32, 1e-44"})
  void normNeitherOverflowsNorUnderflows(DType dtype, double size) {
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      Level1 subject = backend.require(KernelKey.of(Level1.class, dtype));
      for (int n : new int[] {1, 4, 100, 40000}) {
        HostTensor x = w.zeros(dtype, n);
        subject.fill(size, x);
        double element = x.at(0);
        double expected = element * Math.sqrt(n);
        assertEquals(expected, subject.nrm2(x), 1e-5 * expected, "n=" + n);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, F32", "F32, F64", "F64, F64"})
  void copyConverts(DType from, DType to) {
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      Level1 subject = backend.require(KernelKey.of(Level1.class, from));
      var random = new SplittableRandom(3);
      for (int n : new int[] {0, 1, 17, 70001}) {
        HostTensor x = random(w, from, n, 2, random);
        HostTensor y = random(w, to, n, 1, random);
        subject.copy(x, y);
        for (int i = 0; i < n; i++) {
          double expected = to == DType.F32 ? (float) x.at(i) : x.at(i);
          assertEquals(expected, y.at(i));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64", "F32"})
  void reductionsHaveTheSameBitsForAnyNumberOfThreads(DType dtype) {
    double[] first = null;
    for (int threads = 1; threads <= 3; threads++) {
      try (Backend backend = Contract.subject(threads);
          Workspace w = Workspace.on(backend)) {
        Level1 subject = backend.require(KernelKey.of(Level1.class, dtype));
        var random = new SplittableRandom(4);
        HostTensor x = random(w, dtype, 300_001, 1, random);
        HostTensor y = random(w, dtype, 300_001, 1, random);
        double[] found = {subject.dot(x, y), subject.nrm2(x), subject.asum(x)};
        first = first == null ? found : first;
        for (int i = 0; i < found.length; i++) {
          assertEquals(first[i], found[i]);
        }
      }
    }
  }
}
