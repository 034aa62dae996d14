package gatun.bench.device;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import gatun.bench.DeviceSection;
import gatun.engine.DType;
import java.util.List;
import java.util.Map;

/**
 * One line of {@code readings.jsonl}: what one subject took for one piece of work, or why it took
 * no part. Programs in other languages write the same lines.
 *
 * @param group the group of the run, such as {@code level1}
 * @param kernel what was done, such as {@code axpy}
 * @param shape what it was done to, such as {@code n=1024} or {@code mac:64}
 * @param dtype element type
 * @param subject who did it: {@code cuda}, {@code cuda+transfer}, {@code simd}, {@code torch}…
 * @param threads threads of the host that took part in the work
 * @param seconds the time of one call, one number a round
 * @param bytes what one call has to move, 0 if that is no measure
 * @param flops operations of one call, 0 if that is no measure
 * @param check {@code ok} and the error that was found, or {@code wrong} and what was found
 * @param note why there are no seconds, or what else has to be said
 * @param machine device, driver, processor
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
@JsonIgnoreProperties(ignoreUnknown = true)
record Reading(
    String group,
    String kernel,
    String shape,
    String dtype,
    String subject,
    int threads,
    List<Double> seconds,
    double bytes,
    double flops,
    String check,
    String note,
    Map<String, String> machine) {
  Reading {
    group = text(group);
    kernel = text(kernel);
    shape = text(shape);
    dtype = text(dtype);
    subject = text(subject);
    check = text(check);
    note = text(note);
    seconds = seconds == null ? List.of() : List.copyOf(seconds);
    machine = machine == null ? Map.of() : Map.copyOf(machine);
  }

  /** A reading of a backend; the journal adds the machine. */
  static Reading of(
      String group,
      String kernel,
      String shape,
      DType dtype,
      Subject subject,
      List<Double> seconds,
      double bytes,
      double flops,
      String check,
      String note) {
    return new Reading(
        group,
        kernel,
        shape,
        dtype.toString(),
        subject.name(),
        subject.threads(),
        seconds,
        bytes,
        flops,
        check,
        note,
        Map.of());
  }

  /** Returns this reading, taken with operands and results in the memory of the host. */
  Reading withTransfer() {
    return new Reading(
        group,
        kernel,
        shape,
        dtype,
        subject + DeviceSection.TRANSFER,
        threads,
        seconds,
        bytes,
        flops,
        check,
        note,
        machine);
  }

  private static String text(@org.jspecify.annotations.Nullable String value) {
    return value == null ? "" : value;
  }

  /** Returns whether there are times, and no check found them worthless. */
  boolean valid() {
    return !seconds.isEmpty() && !check.startsWith("wrong");
  }

  /** Returns the median of the times. */
  double median() {
    double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Returns what must be equal for two subjects to be comparable. */
  String work() {
    return kernel + " " + shape + " " + dtype;
  }

  /** Returns what must be equal for a later line to replace this one. */
  String key() {
    return work() + "|" + subject + "|" + threads;
  }
}
