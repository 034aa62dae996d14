package gatun.bench.device;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MatrixBlas;
import gatun.engine.Workspace;
import java.util.List;

/** Products of square matrices, C ← A B. */
final class GemmRuns {
  static final String GROUP = "gemm";

  private final Journal journal;
  private final double budget;

  GemmRuns(Journal journal, double budget) {
    this.journal = journal;
    this.budget = budget;
  }

  /** Measures one size on one backend, operands in its memory. */
  void run(Subject subject, DType dtype, long n) {
    try (Workspace w = Workspace.on(subject.backend())) {
      HostTensor a = Pattern.filled(w, dtype, n * n, 0).reshape(n, n);
      HostTensor b = Pattern.filled(w, dtype, n * n, 1).reshape(n, n);
      HostTensor c = w.zeros(dtype, n, n);
      MatrixBlas blas = MatrixBlas.of(subject.backend(), dtype);
      blas.gemm(a, b, c);
      String check = check(c, n);
      List<Double> seconds = subject.seconds(budget, () -> blas.gemm(a, b, c));
      journal.add(reading(subject, dtype, n, seconds, check));
    }
  }

  /** Measures a product of matrices that lie on the host and whose result is wanted there. */
  void transfer(Subject device, DType dtype, long n) {
    try (Workspace far = Workspace.on(device.backend());
        Subject host = Subject.simd(1);
        Workspace near = Workspace.on(host.backend())) {
      HostTensor a = Pattern.filled(near, dtype, n * n, 0);
      HostTensor b = Pattern.filled(near, dtype, n * n, 1);
      HostTensor c = near.zeros(dtype, n * n);
      HostTensor fa = far.zeros(dtype, n, n);
      HostTensor fb = far.zeros(dtype, n, n);
      HostTensor fc = far.zeros(dtype, n, n);
      MatrixBlas blas = MatrixBlas.of(device.backend(), dtype);
      Runnable work =
          () -> {
            fa.segment().copyFrom(a.segment());
            fb.segment().copyFrom(b.segment());
            blas.gemm(fa, fb, fc);
            c.segment().copyFrom(fc.segment());
          };
      List<Double> seconds = host.seconds(budget, work);
      journal.add(reading(device, dtype, n, seconds, "").withTransfer());
    }
  }

  /** Compares some elements with their sums of products. */
  private static String check(HostTensor c, long n) {
    double bound = 4 * Math.sqrt(n) * c.dtype().epsilon() * n;
    double worst = 0;
    for (int s = 0; s < 64; s++) {
      long i = s * (n - 1) / 63;
      long j = (n - 1) - s * 31 % n;
      double expected = 0;
      for (long k = 0; k < n; k++) {
        expected += Pattern.value(i * n + k, 0) * Pattern.value(k * n + j, 1);
      }
      double error = Math.abs(c.at(i, j) - expected);
      if (!(error <= bound)) {
        return "wrong: element " + i + ", " + j + " is " + c.at(i, j) + ", expected " + expected;
      }
      worst = Math.max(worst, error);
    }
    return "ok, error " + (float) worst;
  }

  private static Reading reading(
      Subject subject, DType dtype, long n, List<Double> seconds, String check) {
    String shape = n + "x" + n + "x" + n;
    double flops = 2.0 * n * n * n;
    return Reading.of(GROUP, "gemm", shape, dtype, subject, seconds, 0, flops, check, "");
  }
}
