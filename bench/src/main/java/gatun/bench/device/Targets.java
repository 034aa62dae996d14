package gatun.bench.device;

import gatun.bench.DeviceSection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;

/** What was wished of the device, judged by the readings of one run. */
final class Targets {
  private final List<Reading> readings;
  private final List<Verdict> verdicts = new ArrayList<>();

  /**
   * One wish.
   *
   * @param what what was compared
   * @param value what was found, NaN if a reading is missing
   * @param target the wish
   * @param met whether it was met
   * @param detail with whom it was compared, or what is missing
   */
  record Verdict(String what, double value, String target, boolean met, String detail) {
    String verdict() {
      return Double.isNaN(value) ? "not measured" : met ? "met" : "missed";
    }
  }

  private Targets(List<Reading> readings) {
    this.readings = readings;
  }

  /** Judges all wishes, in the order of the list of targets. */
  static List<Verdict> judge(List<Reading> readings) {
    Targets t = new Targets(readings);
    for (String call : List.of("cuLaunchKernel", "cuStreamQuery", "nvrtcVersion")) {
      t.atMost(
          call + ", Java over C, ns",
          100,
          t.of(call, "-", "-", "java"),
          t.of(call, "-", "-", "c"),
          (java, c) -> (java - c) * 1e9);
    }
    for (String dtype : List.of("F32", "F64")) {
      t.faster("gemm 4096 " + dtype, 0.98, "gemm", "4096x4096x4096", dtype, "gemm");
    }
    for (String kernel : VectorRuns.KERNELS) {
      for (String dtype : List.of("F64", "F32")) {
        t.bandwidth(kernel, dtype);
      }
    }
    t.faster("spmv box:256 F64", 1.0, "spmv", "box:256", "F64", "spmv");
    t.faster("stencil box:256 F64 by the best spmv", 2.0, "stencil", "box:256", "F64", "spmv");
    t.faster("cg stencil mac:256", 1.3, "cg stencil", "mac:256", "F64", "cg matrix");
    t.faster("cg matrix mac:256", 1.3, "cg matrix", "mac:256", "F64", "cg matrix");
    Optional<Reading> first = t.of("first use, from Java's call", "warm", "-", "cuda");
    t.atMost("first use with a warm cache, s", 1.5, first, first, (seconds, same) -> seconds);
    return t.verdicts;
  }

  /** The fastest peer's time by the device's. */
  private void faster(
      String what, double least, String kernel, String shape, String dtype, String peerKernel) {
    Optional<Reading> own = of(kernel, shape, dtype, "cuda");
    Optional<Reading> peer =
        readings.stream()
            .filter(named(peerKernel, shape, dtype))
            .filter(r -> r.valid() && DeviceSection.peer(r.subject()))
            .min(Comparator.comparingDouble(Reading::median));
    judge(what + ", peer by Gatun", own, peer, (o, p) -> p / o, v -> v >= least, "≥ " + least);
  }

  /** The bandwidth of a kernel by that of a copy. */
  private void bandwidth(String kernel, String dtype) {
    Optional<Reading> own = of(kernel, VectorRuns.shape(VectorRuns.LARGE), dtype, "cuda");
    Optional<Reading> copy = of(VectorRuns.COPY, VectorRuns.COPIED, "-", "cuda");
    double bytes = own.map(Reading::bytes).orElse(0.0);
    double limit = copy.map(Reading::bytes).orElse(1.0);
    judge(
        kernel + " " + dtype + " 2^27, share of copy",
        own,
        copy,
        (seconds, copied) -> bytes / seconds / (limit / copied),
        v -> v >= 0.92,
        "≥ 0.92");
  }

  private void atMost(
      String what,
      double most,
      Optional<Reading> own,
      Optional<Reading> other,
      DoubleBinaryOperator compare) {
    judge(what, own, other, compare, v -> v <= most, "≤ " + most);
  }

  private void judge(
      String what,
      Optional<Reading> own,
      Optional<Reading> other,
      DoubleBinaryOperator compare,
      Predicate<Double> wish,
      String target) {
    if (own.isPresent() && other.isPresent()) {
      double value = compare.applyAsDouble(own.get().median(), other.get().median());
      String beside = other.get().subject();
      verdicts.add(new Verdict(what, value, target, wish.test(value), beside));
    } else {
      String missing = own.isEmpty() ? "no valid reading of Gatun" : "no valid reading of a peer";
      verdicts.add(new Verdict(what, Double.NaN, target, false, missing));
    }
  }

  private static Predicate<Reading> named(String kernel, String shape, String dtype) {
    return r -> r.kernel().equals(kernel) && r.shape().equals(shape) && r.dtype().equals(dtype);
  }

  private Optional<Reading> of(String kernel, String shape, String dtype, String subject) {
    return readings.stream()
        .filter(named(kernel, shape, dtype))
        .filter(r -> r.subject().equals(subject) && r.valid())
        .findFirst();
  }
}
