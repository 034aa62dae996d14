package gatun.bench.experiment;

import gatun.bench.experiment.Training.Result;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Trainings that differ in the seed alone.
 *
 * @param rule the optimizer's name
 * @param rate the learning rate
 * @param factor of the loss
 * @param results one for each seed
 */
record Runs(String rule, double rate, double factor, List<Result> results) {
  double mean(ToDoubleFunction<Result> value) {
    return results.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  /** Returns the standard deviation of the sample. */
  double deviation(ToDoubleFunction<Result> value) {
    double mean = mean(value);
    double squares =
        results.stream().mapToDouble(r -> Math.pow(value.applyAsDouble(r) - mean, 2)).sum();
    return Math.sqrt(squares / Math.max(1, results.size() - 1));
  }

  /** Returns the test accuracy in percent, as text. */
  String accuracy() {
    double mean = 100 * mean(Result::test);
    return String.format(Locale.ROOT, "%.2f ± %.2f", mean, 100 * deviation(Result::test));
  }
}
