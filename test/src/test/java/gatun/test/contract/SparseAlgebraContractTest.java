package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.RowBuilder;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.ReferenceBackend;
import gatun.engine.spi.SparseAlgebra;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products and transposes of sparse matrices against the scalar reference. */
class SparseAlgebraContractTest {
  private static SparseMatrix random(
      Workspace w, DType t, int rows, int columns, int most, double special) {
    SplittableRandom random = new SplittableRandom(31 * rows + columns);
    RowBuilder builder = new RowBuilder(w, t, rows, columns, (long) rows * most + columns);
    for (int i = 0; i < rows; i++) {
      TreeSet<Integer> places = new TreeSet<>();
      int count = i % 5 == 2 ? 0 : i == 7 ? columns : random.nextInt(most + 1); // row 7 is full
      for (int e = 0; e < count && columns > 0; e++) {
        places.add(i == 7 ? e : random.nextInt(columns));
      }
      for (int j : places) {
        builder.add(j, i == 11 ? special : (float) random.nextDouble(-1, 1));
      }
      builder.endRow();
    }
    return builder.build(false);
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void productsAgreeWithTheReference(DType t) {
    int[][] sizes = {
      {0, 3, 2}, {3, 0, 2}, {1, 1, 1}, {5, 9, 7}, {129, 64, 200}, {700, 500, 30}, {1000, 3000, 900}
    };
    for (double special : new double[] {0.25, Double.NaN, Double.POSITIVE_INFINITY}) {
      for (int[] size : sizes) {
        agree(t, size, special);
      }
    }
  }

  private static void agree(DType t, int[] size, double special) {
    Backend reference = new ReferenceBackend();
    try (Workspace w = Workspace.on(reference)) {
      SparseMatrix a = random(w, t, size[0], size[1], 9, special);
      SparseMatrix b = random(w, t, size[1], size[2], 7, 1);
      SparseMatrix expected = SparseMatrices.multiply(a, b, false, w);
      SparseMatrix first = null;
      for (int threads = 1; threads <= 3; threads++) {
        try (Backend subject = Contract.subject(threads)) {
          SparseAlgebra kernel = subject.require(KernelKey.of(SparseAlgebra.class, t));
          assertTrue(kernel.getClass().getName().contains(Contract.SUBJECT));
          Workspace own = Workspace.on(subject);
          SparseMatrix found = SparseMatrices.multiply(a, b, false, own);
          same(expected, found, 16);
          if (first != null) {
            same(first, found, 0);
          }
          first = SparseMatrices.convert(found, t, w);
          same(SparseMatrices.transpose(a, w), SparseMatrices.transpose(a, own), 0);
          rows(a, w, own);
          own.close();
        }
      }
    }
  }

  private static void rows(SparseMatrix a, Workspace w, Workspace own) {
    HostTensor[] v = new HostTensor[4];
    for (int k = 0; k < 4; k++) {
      v[k] = (k < 2 ? w : own).zeros(a.dtype(), a.rows());
    }
    SparseMatrices.rows(a, v[0], v[1]);
    SparseMatrices.rows(a, v[2], v[3]);
    Contract.assertClose(v[0], v[2], 0, "diagonal");
    Contract.assertClose(v[1], v[3], 64, "sums");
  }

  private static void same(SparseMatrix expected, SparseMatrix found, double ulps) {
    assertEquals(expected.rows(), found.rows());
    assertEquals(expected.nonzeros(), found.nonzeros());
    for (long i = 0; i <= expected.rows(); i++) {
      assertEquals(expected.rowPointer(i), found.rowPointer(i));
    }
    for (long e = 0; e < expected.nonzeros(); e++) {
      assertEquals(expected.column(e), found.column(e));
    }
    Contract.assertClose(expected.values(), found.values(), ulps, "values");
  }

  @Test
  void shapesAndTypesMustFit() {
    try (Backend subject = Contract.subject(1);
        Workspace w = Workspace.on(subject)) {
      SparseMatrix a = random(w, DType.F64, 3, 4, 2, 1);
      assertThrows(IllegalArgumentException.class, () -> SparseMatrices.multiply(a, a, false, w));
      SparseMatrix narrow = random(w, DType.F32, 4, 3, 2, 1);
      assertThrows(
          IllegalArgumentException.class, () -> SparseMatrices.multiply(a, narrow, false, w));
      SparseMatrix b = random(w, DType.F64, 4, 5, 2, 1);
      assertThrows(IllegalArgumentException.class, () -> SparseMatrices.multiply(a, b, true, w));
    }
  }
}
