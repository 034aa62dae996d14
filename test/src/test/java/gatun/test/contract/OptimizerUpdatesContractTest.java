package gatun.test.contract;

import static gatun.test.contract.Contract.assertClose;
import static gatun.test.contract.Contract.assertSurroundings;
import static gatun.test.contract.Contract.copyOf;
import static gatun.test.contract.Contract.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.OptimizerUpdates;
import gatun.engine.spi.ReferenceBackend;
import gatun.engine.spi.UpdateTerms;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The steps of optimizers against their formulas, on parts of vectors. */
final class OptimizerUpdatesContractTest {
  /** Multiples of 16 around every vector width and a chunk. */
  private static final int[] SIZES = {0, 16, 48, 112, 8208};

  private static final int BEFORE = 16;
  private static final int AFTER = 32;

  private record Update(String name, int operands, Call call) {}

  private interface Call {
    void run(OptimizerUpdates k, UpdateTerms t, HostTensor[] v);
  }

  private static List<Update> updates() {
    return List.of(
        new Update("descent", 2, (k, t, v) -> k.descent(t, v[0], v[1])),
        new Update("momentum", 3, (k, t, v) -> k.momentum(t, v[0], v[1], v[2])),
        new Update("nesterov", 3, (k, t, v) -> k.nesterov(t, v[0], v[1], v[2])),
        new Update("adam", 4, (k, t, v) -> k.adam(t, v[0], v[1], v[2], v[3])),
        new Update("amsGrad", 5, (k, t, v) -> k.amsGrad(t, v[0], v[1], v[2], v[3], v[4])),
        new Update("rmsProp", 4, (k, t, v) -> k.rmsProp(t, v[0], v[1], v[3])),
        new Update("adaDelta", 5, (k, t, v) -> k.adaDelta(t, v[0], v[1], v[3], v[4])),
        new Update("diffGrad", 4, (k, t, v) -> k.diffGrad(t, v[0], v[1], v[2], v[3], v[4])),
        new Update("signed", 4, (k, t, v) -> k.signedDiffGrad(t, v[0], v[1], v[2], v[3], v[4])));
  }

  private static UpdateTerms terms(long n) {
    UpdateTerms t = new UpdateTerms();
    t.from = BEFORE;
    t.to = BEFORE + n;
    t.scale = 0.75;
    t.penalty = 0.125;
    t.decay = 0.01;
    t.rate = 0.1;
    t.first = 0.9;
    t.firstFresh = 0.1;
    t.second = 0.99;
    t.secondFresh = 0.01;
    t.root = 1.5;
    t.epsilon = 1e-3;
    return t;
  }

  /** Five vectors; those that hold squares are positive, as they are in an optimizer. */
  private static HostTensor[] vectors(Workspace w, DType dtype, int n, double special) {
    SplittableRandom random = new SplittableRandom(n + 1);
    HostTensor[] v = new HostTensor[5];
    for (int i = 0; i < v.length; i++) {
      v[i] = random(w, dtype, BEFORE + n + AFTER, 1, random);
      for (long j = 0; i >= 3 && j < v[i].size(); j++) {
        v[i].set(Math.abs(v[i].at(j)), j);
      }
    }
    for (int i = 0; n > 0 && i < v.length; i++) {
      v[i].set(special, BEFORE + (n / 3 + 3 * i) % n);
    }
    return v;
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 2", "F64, 3", "F32, 1", "F32, 2"})
  void agreesWithTheReference(DType dtype, int threads) {
    double[] specials = {0.5, 0, 1e3, 1e-30, Double.NaN, Double.POSITIVE_INFINITY};
    try (Backend backend = Contract.subject(threads)) {
      var key = KernelKey.of(OptimizerUpdates.class, dtype);
      OptimizerUpdates subject = backend.require(key);
      OptimizerUpdates oracle = new ReferenceBackend().require(key);
      for (int n : SIZES) {
        for (double special : n == 48 ? specials : new double[] {0.5}) {
          try (Workspace w = Workspace.on(backend)) {
            for (Update update : updates()) {
              HostTensor[] found = vectors(w, dtype, n, special);
              HostTensor[] expected = new HostTensor[found.length];
              for (int i = 0; i < found.length; i++) {
                expected[i] = copyOf(w, found[i]);
              }
              update.call.run(oracle, terms(n), expected);
              update.call.run(subject, terms(n), found);
              String what = update.name + " " + dtype + " n=" + n + " with " + special;
              for (int i = 0; i < found.length; i++) {
                assertClose(expected[i], found[i], 32, what + " vector " + i);
                assertSurroundings(found[i], 1, what + " vector " + i);
              }
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void threadsChangeNoBit(DType dtype) {
    int n = 24_592;
    double[][] first = new double[updates().size()][];
    for (int threads = 1; threads <= 3; threads++) {
      try (Backend backend = Contract.subject(threads);
          Workspace w = Workspace.on(backend)) {
        OptimizerUpdates subject = backend.require(KernelKey.of(OptimizerUpdates.class, dtype));
        for (int u = 0; u < first.length; u++) {
          HostTensor[] v = vectors(w, dtype, n, 0.5);
          updates().get(u).call.run(subject, terms(n), v);
          double[] x = v[1].toArray();
          first[u] = threads == 1 ? x : first[u];
          assertArrayEquals(first[u], x, 0, updates().get(u).name + " on " + threads);
        }
      }
    }
  }

  /** What the padding between parameters relies on. */
  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void zerosStayZero(DType dtype) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      OptimizerUpdates subject = backend.require(KernelKey.of(OptimizerUpdates.class, dtype));
      for (Update update : updates()) {
        HostTensor[] v = new HostTensor[5];
        for (int i = 0; i < v.length; i++) {
          v[i] = w.zeros(dtype, BEFORE + 48);
        }
        update.call.run(subject, terms(48), v);
        for (HostTensor tensor : v) {
          for (double value : tensor.toArray()) {
            assertEquals(0.0, Math.abs(value), update.name);
          }
        }
      }
    }
  }
}
