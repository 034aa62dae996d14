package gatun.test.kernels;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.SparseAlgebra;
import gatun.linear.Poisson;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products and transposes of sparse matrices keep their speed; they may allocate. */
final class SparseAlgebraBudgetTest {
  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void kernelsKeepTheirBudget(DType dtype) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      SparseMatrix a = Poisson.box(16, w).matrix(dtype, w);
      SparseMatrix product = SparseMatrices.multiply(a, a, false, w);
      HostTensor pointers = w.zeros(DType.I64, a.rows() + 1);
      HostTensor columns = w.zeros(DType.I32, product.nonzeros());
      HostTensor values = w.zeros(dtype, product.nonzeros());
      HostTensor others = w.zeros(DType.I64, a.rows() + 1);
      HostTensor diagonal = w.zeros(dtype, a.rows());
      HostTensor sums = w.zeros(dtype, a.rows());
      SparseAlgebra algebra = backend.require(KernelKey.of(SparseAlgebra.class, dtype));
      algebra.count(a, a, pointers);
      double bytes = a.nonzeros() * (4.0 + dtype.bytes());
      double pairs = 7 * bytes;
      for (Budget budget :
          List.of(
              new Budget("count", pairs, 0.02, () -> algebra.count(a, a, pointers)),
              new Budget(
                  "product", pairs, 0.02, () -> algebra.multiply(a, a, pointers, columns, values)),
              new Budget(
                  "transpose", bytes, 0.02, () -> algebra.transpose(a, others, columns, values)),
              new Budget("rows", bytes, 0.05, () -> algebra.rows(a, diagonal, sums)))) {
        budget.repeat(100);
        budget.assertFast();
      }
    }
  }
}
