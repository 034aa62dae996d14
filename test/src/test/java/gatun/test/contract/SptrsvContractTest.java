package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.RowBuilder;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Sptrsv;
import gatun.linear.Poisson;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Triangular solves of the SIMD backend, row by row and by levels of chains, against substitution.
 */
class SptrsvContractTest {
  /** A random lower triangle with a dominant diagonal and many rows that depend on nothing. */
  private static SparseMatrix random(Workspace w, DType t, int n) {
    SplittableRandom random = new SplittableRandom(n);
    RowBuilder builder = new RowBuilder(w, t, n, n, 3L * n);
    for (int i = 0; i < n; i++) {
      int j = i > 0 && i % 3 != 0 ? random.nextInt(i) : -1;
      if (j >= 0) {
        builder.add(j, (float) random.nextDouble(-0.5, 0.5));
      }
      builder.add(i, 2 + (float) random.nextDouble()).endRow();
    }
    return builder.build(false);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void solvesAgreeWithTheReferenceAndDoNotDependOnThreads(DType t) {
    try (Backend ref = Backends.named("reference", new BackendOptions(1));
        Backend owner = Contract.subject(1);
        Workspace w = Workspace.on(owner)) {
      SparseMatrix[] triangles = {
        random(w, t, 0),
        random(w, t, 1),
        random(w, t, 7),
        random(w, t, 1000),
        random(w, t, 20_001),
        random(w, t, 200_001),
        SparseMatrices.lower(Poisson.mac(12, w).matrix(t, w), w),
        SparseMatrices.lower(Poisson.box(96, w).matrix(t, w), w),
      };
      int parallel = 0;
      for (SparseMatrix lower : triangles) {
        parallel += agree(ref, w, lower) ? 1 : 0;
      }
      assertTrue(parallel >= 2, "only " + parallel + " triangles were solved by levels");
    }
  }

  /** Returns whether more than one thread took part. */
  private static boolean agree(Backend ref, Workspace w, SparseMatrix lower) {
    DType t = lower.dtype();
    HostTensor b = Contract.random(w, t, lower.rows(), 1, new SplittableRandom(3));
    HostTensor down = w.zeros(t, lower.rows());
    HostTensor up = w.zeros(t, lower.rows());
    Sptrsv.Triangle oracle = ref.require(KernelKey.of(Sptrsv.class, t)).prepare(lower, w);
    oracle.solveLower(b, down);
    oracle.solveTransposed(b, up);
    HostTensor firstDown = down;
    HostTensor firstUp = up;
    boolean parallel = false;
    for (int threads = 1; threads <= 5; threads++) { // by levels from 4 threads on
      try (Backend simd = Contract.subject(threads)) {
        Sptrsv.Triangle triangle = simd.require(KernelKey.of(Sptrsv.class, t)).prepare(lower, w);
        HostTensor x = w.zeros(t, lower.rows());
        HostTensor inPlace = Contract.copyOf(w, b);
        triangle.solveLower(b, x);
        triangle.solveTransposed(inPlace, inPlace);
        String what = lower + ", " + triangle.description() + ", threads " + threads;
        Contract.assertClose(firstDown, x, threads == 1 ? 256 : 0, what);
        Contract.assertClose(firstUp, inPlace, threads == 1 ? 256 : 0, what);
        firstDown = x;
        firstUp = inPlace;
        parallel |= triangle.description().contains("levels");
      }
    }
    return parallel;
  }
}
