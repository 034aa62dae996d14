package gatun.linear.learned;

import gatun.engine.*;
import gatun.linear.MacOperator;
import java.util.*;

/** Right-hand sides to learn from: random combinations of Ritz vectors, the lower 55 % with a weight of 9, length 1. */
public class RitzSides {
  public static HostTensor[] of(MacOperator a, HostTensor start, int vectors, int count, Workspace w) throws java.io.IOException {
    RitzBasis basis = RitzBasis.lanczos(a, start, vectors, null, "ritz", Progress.SILENT, w);
    SplittableRandom random = new SplittableRandom(3);
    int m = basis.size();
    long n = a.grid().cells();
    HostTensor c = w.zeros(DType.F64, count, m), b = w.zeros(DType.F64, count, n);
    for (int i = 0; i < count; i++) for (int k = 0; k < m; k++) c.set(random.nextGaussian() * (k < 0.55 * m ? 9 : 1), i, k);
    basis.combination(c, b).run();
    HostTensor[] rows = new HostTensor[count];
    Blas blas = Blas.of(w.backend(), DType.F64);
    for (int i = 0; i < count; i++) {
      rows[i] = b.view(Slice.at(i), Slice.all()).reshape(n);
      blas.scal(1 / blas.nrm2(rows[i]), rows[i]);
    }
    return rows;
  }
}
