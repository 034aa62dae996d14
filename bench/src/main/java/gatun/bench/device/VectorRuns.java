package gatun.bench.device;

import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.KrylovUpdates;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Level 1 and the fused updates of conjugate gradients, over sizes from cache to memory. */
final class VectorRuns {
  static final String GROUP = "level1";
  static final List<String> KERNELS = List.of("axpy", "dot", "residual", "step", "direction");
  static final long LARGE = 1L << 27; // elements that no cache holds
  static final String COPY = "copy";
  static final String COPIED = "1 GiB";

  private final Journal journal;
  private final double budget;

  VectorRuns(Journal journal, double budget) {
    this.journal = journal;
    this.budget = budget;
  }

  /** Measures all kernels at one size on one backend. */
  void run(Subject subject, DType dtype, long n) {
    try (Workspace w = Workspace.on(subject.backend())) {
      HostTensor[] v = new HostTensor[4];
      for (int i = 0; i < v.length; i++) {
        v[i] = w.zeros(dtype, n);
      }
      for (String kernel : KERNELS) {
        for (int i = 0; i < v.length; i++) {
          Pattern.fill(v[i], i);
        }
        Supplier<String> checked = check(kernel, v, n, dtype);
        Runnable work = work(kernel, v, 1e-9);
        String check = checked.get();
        List<Double> seconds = subject.seconds(budget, work);
        journal.add(reading(subject, kernel, dtype, n, seconds, check));
      }
    }
  }

  /** Measures axpy and dot of vectors that lie on the host and whose result is wanted there. */
  void transfers(Subject device, DType dtype, long n) {
    try (Workspace far = Workspace.on(device.backend());
        Subject host = Subject.simd(1);
        Workspace near = Workspace.on(host.backend())) {
      HostTensor x = Pattern.filled(near, dtype, n, 0);
      HostTensor y = Pattern.filled(near, dtype, n, 1);
      HostTensor fx = far.zeros(dtype, n);
      HostTensor fy = far.zeros(dtype, n);
      Blas blas = Blas.of(device.backend(), dtype);
      Runnable axpy =
          () -> {
            fx.segment().copyFrom(x.segment());
            fy.segment().copyFrom(y.segment());
            blas.axpy(1e-9, fx, fy);
            y.segment().copyFrom(fy.segment());
          };
      Runnable dot =
          () -> {
            fx.segment().copyFrom(x.segment());
            fy.segment().copyFrom(y.segment());
            blas.dot(fx, fy);
          };
      List<Double> axpys = host.seconds(budget, axpy);
      journal.add(reading(device, "axpy", dtype, n, axpys, "").withTransfer());
      List<Double> dots = host.seconds(budget, dot);
      journal.add(reading(device, "dot", dtype, n, dots, "").withTransfer());
    }
  }

  /** Measures the copy of 1 GiB, the limit of everything that memory bounds. */
  void copies(Subject device) {
    long bytes = 1L << 30;
    List<Double> seconds =
        Stream.generate(() -> device.watch().copySeconds(bytes, 10)).limit(5).toList();
    String by = "cuMemcpyDtoDAsync";
    journal.add(
        new Reading(
            GROUP, COPY, COPIED, "-", "cuda", 1, seconds, 2.0 * bytes, 0, "", by, Map.of()));
  }

  static String shape(long n) {
    return "n=" + n;
  }

  /** Runs a kernel once and returns the comparison with its formula. */
  private static Supplier<String> check(String kernel, HostTensor[] v, long n, DType dtype) {
    double result = result(kernel, v, 0.5).get();
    return switch (kernel) {
      case "axpy" -> () -> Pattern.check(v[1], i -> 0.5 * at(i, 0) + at(i, 1));
      case "dot" -> () -> Pattern.sum(result, n, dtype, i -> at(i, 0) * at(i, 1));
      case "residual" ->
          () ->
              both(
                  Pattern.check(v[1], i -> at(i, 1) - 0.5 * at(i, 0)),
                  Pattern.sum(result, n, dtype, i -> square(at(i, 1) - 0.5 * at(i, 0))));
      case "step" ->
          () ->
              both(
                  Pattern.check(v[2], i -> at(i, 2) + 0.5 * at(i, 0)),
                  Pattern.sum(result, n, dtype, i -> square(at(i, 3) - 0.5 * at(i, 1))));
      default ->
          () ->
              both(
                  Pattern.check(v[0], i -> at(i, 0) + 0.5 * at(i, 2)),
                  Pattern.check(v[2], i -> at(i, 1) + 0.5 * at(i, 2)));
    };
  }

  private static double at(long i, int which) {
    return Pattern.value(i, which);
  }

  private static double square(double x) {
    return x * x;
  }

  private static String both(String first, String second) {
    return first.startsWith("wrong") ? first : second;
  }

  private static Runnable work(String kernel, HostTensor[] v, double alpha) {
    Supplier<Double> all = result(kernel, v, alpha);
    return () -> {
      var _ = all.get();
    };
  }

  private static Supplier<Double> result(String kernel, HostTensor[] v, double alpha) {
    var backend = v[0].owner().backend();
    DType dtype = v[0].dtype();
    Blas blas = Blas.of(backend, dtype);
    KrylovUpdates updates = backend.require(KernelKey.of(KrylovUpdates.class, dtype));
    return switch (kernel) {
      case "axpy" ->
          () -> {
            blas.axpy(alpha, v[0], v[1]);
            return 0.0;
          };
      case "dot" -> () -> blas.dot(v[0], v[1]);
      case "residual" -> () -> updates.residual(alpha, v[0], v[1]);
      case "step" -> () -> updates.step(alpha, v[0], v[1], v[2], v[3]);
      default ->
          () -> {
            updates.direction(alpha, v[0], alpha, v[1], v[2]);
            return 0.0;
          };
    };
  }

  private static Reading reading(
      Subject subject, String kernel, DType dtype, long n, List<Double> seconds, String check) {
    int values =
        switch (kernel) {
          case "axpy", "residual" -> 3;
          case "dot" -> 2;
          case "step" -> 6;
          default -> 5;
        };
    double bytes = (double) values * n * dtype.bytes();
    return Reading.of(GROUP, kernel, shape(n), dtype, subject, seconds, bytes, 0, check, "");
  }
}
