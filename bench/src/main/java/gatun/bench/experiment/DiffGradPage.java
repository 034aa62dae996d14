package gatun.bench.experiment;

import gatun.bench.experiment.Training.Result;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the results on diffGrad as a page. */
final class DiffGradPage {
  private final StringBuilder text = new StringBuilder();

  private DiffGradPage() {}

  static String of(
      Map<String, Map<String, double[]>> analytic,
      Map<String, List<Runs>> networks,
      List<Runs> scaled) {
    DiffGradPage page = new DiffGradPage();
    page.line("# diffGrad: measured");
    page.line("");
    page.line(
        "Made by `gatun bench --experiment diffgrad --data DIR --out docs/results/diffgrad` (simd,"
            + " one thread, F32; functions in F64). Raw: `results.json`.");
    page.functions(analytic);
    networks.forEach(page::network);
    page.scaled(scaled);
    return page.text.toString();
  }

  private void line(String format, Object... arguments) {
    text.append(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
    text.append('\n');
  }

  private void functions(Map<String, Map<String, double[]>> analytic) {
    line("");
    line("## Functions of one variable");
    line("Rate 0.1, β = (0.95, 0.999), from −1; x at points 50, 100 and 300.");
    line("");
    line("| function | rule | 50 | 100 | 300 |");
    line("|---|---|---|---|---|");
    analytic.forEach((function, rules) ->
        rules.forEach((rule, x) ->
            line("| %s | %s | %.4f | %.4f | %.4f |", function, rule, x[49], x[99], x[299])));
  }

  private void network(String name, List<Runs> grid) {
    line("");
    line("## Network 64-64 on %s", name);
    line("Test accuracy in %, mean ± standard deviation of 3 seeds; rate chosen on validation.");
    line("");
    line("| rule | best rate | test | final training loss | at rate 1e-3 | mean ξ | ξ > 0.6 |");
    line("|---|---|---|---|---|---|---|");
    for (Runs best : DiffGradExperiment.best(grid)) {
      String usual =
          grid.stream()
              .filter(r -> r.rule().equals(best.rule()) && r.rate() == 1e-3)
              .map(Runs::accuracy)
              .findFirst()
              .orElse("–");
      line(
          "| %s | %.0e | %s | %.4f | %s | %s |",
          best.rule(),
          best.rate(),
          best.accuracy(),
          best.mean(Result::trainLoss),
          usual,
          friction(best));
    }
  }

  private void scaled(List<Runs> scaled) {
    line("");
    line("## Loss multiplied by a factor: digits, rate 1e-3, 20 epochs, 5 seeds");
    line("");
    line("| rule | factor | test | final training loss | mean ξ | ξ > 0.6 |");
    line("|---|---|---|---|---|---|");
    for (Runs runs : scaled) {
      line(
          "| %s | %.0f | %s | %.4f | %s |",
          runs.rule(),
          runs.factor(),
          runs.accuracy(),
          runs.mean(Result::trainLoss),
          friction(runs));
    }
    Runs small = scaled.getFirst();
    Runs large = scaled.get(4);
    double first = small.mean(Result::trainLoss);
    double half = of(scaled, "Adam at half the rate", 1);
    double adam = of(scaled, "Adam", 1);
    line("");
    line("What the page demands:");
    line("");
    demand(
        "at factor 1 the loss is that of Adam at half the rate within 3 %%: %+.1f %%",
        Math.abs(first / half - 1) <= 0.03, 100 * (first / half - 1));
    demand(
        "mean ξ above 0.85 at factor 1e4: %.3f",
        large.mean(Result::friction) > 0.85, large.mean(Result::friction));
    double fall = 1 - large.mean(Result::trainLoss) / first;
    demand(
        "the loss falls by more than 40 %% from factor 1 to 1e4: %.1f %%", fall > 0.4, 100 * fall);
    double moved = of(scaled, "Adam", 1e4) / adam - 1;
    demand("that of Adam moves by less than 2 %%: %+.1f %%", Math.abs(moved) < 0.02, 100 * moved);
  }

  private void demand(String format, boolean met, double value) {
    line("- %s (%s)", String.format(Locale.ROOT, format, value), met ? "met" : "not met");
  }

  private static double of(List<Runs> all, String rule, double factor) {
    return all.stream()
        .filter(r -> r.rule().equals(rule) && r.factor() == factor)
        .findFirst()
        .orElseThrow()
        .mean(Result::trainLoss);
  }

  private static String friction(Runs runs) {
    double mean = runs.mean(Result::friction);
    return Double.isNaN(mean)
        ? "– | –"
        : String.format(Locale.ROOT, "%.4f | %.5f", mean, runs.mean(Result::above));
  }
}
