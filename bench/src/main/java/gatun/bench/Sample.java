package gatun.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What JMH recorded of one subject at one piece of work.
 *
 * @param work kernel, shape, type and threads, as a row without results
 * @param times microseconds an operation, by fork and iteration
 * @param limits the limits measured before the iterations, likewise; 0 for none
 * @param amount bytes, flops or microseconds of one operation, by {@code unit}
 */
record Sample(Row work, double[][] times, double[][] limits, double amount) {

  static Sample of(JsonNode run, String machine) {
    String[] name = run.path("benchmark").asText().split("\\.");
    String family = name[name.length - 2].replaceFirst("Benchmark$", "");
    JsonNode parameters = run.path("params");
    double[][] times = data(run.path("primaryMetric"));
    double[][] units = data(run.path("secondaryMetrics").path("unit"));
    int kind = units.length == 0 ? 2 : (int) units[0][0];
    double bytes = first(run, "bytes");
    Row work =
        new Row(
            machine,
            family + "." + name[name.length - 1],
            parameters.path("shape").asText("-"),
            parameters.path("dtype").asText("-"),
            parameters.path("threads").asInt(1),
            parameters.path("subject").asText("simd"),
            0,
            kind == 0 ? "GB/s" : kind == 1 ? "GFLOP/s" : "us",
            null,
            null,
            null,
            null,
            0);
    double amount = kind == 1 ? first(run, "flops") : bytes;
    return new Sample(work, times, data(run.path("secondaryMetrics").path("limit")), amount);
  }

  private static double first(JsonNode run, String metric) {
    double[][] values = data(run.path("secondaryMetrics").path(metric));
    return values.length == 0 ? 0 : values[0][0];
  }

  private static double[][] data(JsonNode metric) {
    List<double[]> forks = new ArrayList<>();
    for (JsonNode fork : metric.path("rawData")) {
      double[] values = new double[fork.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = fork.get(i).asDouble();
      }
      forks.add(values);
    }
    return forks.toArray(double[][]::new);
  }

  /** Returns the row of this sample without a peer. */
  Row row() {
    double[] time = Arrays.stream(times).flatMapToDouble(Arrays::stream).toArray();
    double[] limit = Arrays.stream(limits).flatMapToDouble(Arrays::stream).toArray();
    double[] score = new double[time.length];
    double[] share = new double[time.length];
    boolean limited = limit.length == time.length && quantile(limit, 0.5) > 0 && amount > 0;
    for (int i = 0; i < time.length; i++) {
      score[i] = work.unit().equals("us") ? time[i] : amount / time[i] * 1e-3;
      share[i] = limited ? amount / (time[i] * 1e-6) / limit[i] : 0;
    }
    return new Row(
        work.machine(),
        work.kernel(),
        work.shape(),
        work.dtype(),
        work.threads(),
        work.subject(),
        quantile(score, 0.5),
        work.unit(),
        null,
        null,
        limited ? Double.valueOf(quantile(limit, 0.5) * 1e-9) : null,
        limited ? Double.valueOf(quantile(share, 0.5)) : null,
        (quantile(score, 0.75) - quantile(score, 0.25)) / 2);
  }

  /** Returns the median over the rounds of the peer's time by this subject's time. */
  double ratio(Sample peer) {
    int rounds = Math.min(times.length, peer.times.length);
    double[] ratios = new double[rounds];
    for (int r = 0; r < rounds; r++) {
      ratios[r] = quantile(peer.times[r], 0.5) / quantile(times[r], 0.5);
    }
    return quantile(ratios, 0.5);
  }

  /** Returns a quantile by linear interpolation; 0 of nothing. */
  static double quantile(double[] values, double q) {
    if (values.length == 0) {
      return 0;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double at = q * (sorted.length - 1);
    int low = (int) at;
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }
}
