package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseBuilder;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.ReferenceBackend;
import gatun.engine.spi.Spmv;
import gatun.linear.Poisson;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products with the one format that every backend has, in workspaces of the backend itself. */
final class SpmvRowsContractTest {
  private static SparseMatrix random(Workspace w, DType t, int rows, int columns, int entries) {
    var random = new SplittableRandom(3);
    try (SparseBuilder builder = new SparseBuilder(w, t, rows, columns)) {
      for (int e = 0; e < entries; e++) {
        builder.add(
            random.nextInt(rows), random.nextInt(columns), (float) random.nextDouble(-1, 1));
      }
      return builder.build(false);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void agreesWithTheReferenceWithTheSameBitsEachTime(DType t) {
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      SparseMatrix[] matrices = {
        random(w, t, 1, 1, 1),
        random(w, t, 63, 70, 500),
        random(w, t, 777, 500, 9000),
        random(w, t, 3000, 3000, 2000), // most rows are empty
        random(w, t, 20, 5, 0),
        Poisson.mac(17, w).matrix(t, w)
      };
      for (SparseMatrix a : matrices) {
        agree(backend, w, a);
      }
    }
  }

  private static void agree(Backend backend, Workspace w, SparseMatrix a) {
    DType t = a.dtype();
    var key = KernelKey.of(Spmv.class, t);
    HostTensor x = Contract.random(w, t, a.columns(), 1, new SplittableRandom(8));
    HostTensor expected = w.zeros(t, a.rows());
    new ReferenceBackend().require(key).prepare(a, SparseFormat.CSR, w).apply(x, expected);
    Spmv.Product product = backend.require(key).prepare(a, SparseFormat.CSR, w);
    assertEquals(SparseFormat.CSR, product.format());
    HostTensor y = Contract.random(w, t, a.rows(), 1, new SplittableRandom(9));
    product.apply(x, y);
    Contract.assertClose(expected, y, 64, a.toString());
    Contract.assertSurroundings(y, 1, a.toString());
    HostTensor again = w.zeros(t, a.rows());
    product.apply(x, again);
    Contract.assertClose(y, again, 0, a + ", same bits");
    if (a.rows() == a.columns()) {
      double dot = product.applyDot(x, again);
      assertEquals(dot, product.applyDot(x, again), a + ", same bits of the dot product");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void matricesOfTheHostAreConvertedForIt(DType t) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend);
        Workspace host = Workspace.on(new ReferenceBackend())) {
      SparseMatrix a = random(host, DType.F64, 63, 70, 500);
      SparseMatrix converted = SparseMatrices.convert(a, t, w);
      for (long e = 0; e < a.nonzeros(); e++) {
        double expected = t == DType.F32 ? (float) a.value(e) : a.value(e);
        assertEquals(expected, converted.value(e));
      }
      agree(backend, w, converted);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void theValuesMayChangeAndNotANumberGoesWhereItBelongs(DType t) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      SparseMatrix a = Poisson.box(9, w).matrix(t, w);
      Spmv.Product product =
          backend.require(KernelKey.of(Spmv.class, t)).prepare(a, SparseFormat.CSR, w);
      HostTensor x = Contract.random(w, t, a.columns(), 1, new SplittableRandom(8));
      HostTensor once = w.zeros(t, a.rows());
      HostTensor twice = w.zeros(t, a.rows());
      product.apply(x, once);
      for (long e = 0; e < a.nonzeros(); e++) {
        a.values().set(2 * a.value(e), e);
      }
      product.apply(x, twice);
      for (long i = 0; i < a.rows(); i++) {
        assertEquals(2 * once.at(i), twice.at(i), "row " + i);
      }
      x.set(Double.NaN, 300);
      product.apply(x, once);
      for (long i = 0; i < a.rows(); i++) {
        assertEquals(a.at(i, 300) != 0, Double.isNaN(once.at(i)), "row " + i);
      }
    }
  }
}
