package gatun.bench.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import gatun.bench.experiment.Training.Result;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Workspace;
import gatun.optim.AdaDelta;
import gatun.optim.Adagrad;
import gatun.optim.Adam;
import gatun.optim.DiffGrad;
import gatun.optim.RmsProp;
import gatun.optim.Sgd;
import gatun.optim.Transform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.LongStream;

/** The experiments of section 6 of the page on diffGrad: functions, networks, scaled losses. */
final class DiffGradExperiment {
  private static final double[] LOW = {3e-4, 1e-3, 3e-3, 1e-2, 3e-2};
  private static final double[] HIGH = {1e-3, 3e-3, 1e-2, 3e-2, 1e-1};
  private static final double[] FACTORS = {1, 10, 100, 1e3, 1e4};

  private record Rule(String name, double[] rates, DoubleFunction<Transform> at) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule("SGDM 0.9", HIGH, rate -> Sgd.of(rate).momentum(0.9)),
          new Rule("AdaGrad", HIGH, Adagrad::of),
          new Rule("AdaDelta", new double[] {1}, AdaDelta::of),
          new Rule("RMSProp", LOW, RmsProp::of),
          new Rule("AMSGrad", LOW, Adam::amsGrad),
          new Rule("Adam", LOW, Adam::of),
          new Rule("diffGrad", LOW, DiffGrad::of),
          new Rule(
              "diffGrad v2, signed",
              LOW,
              rate -> DiffGrad.of(rate).friction(DiffGrad.Friction.SIGNED)),
          new Rule(
              "diffGrad, ξ = ½", LOW, rate -> DiffGrad.of(rate).friction(DiffGrad.Friction.HALF)));

  private final Path data;
  private final Path out;

  DiffGradExperiment(Path data, Path out) {
    this.data = data;
    this.out = out;
  }

  void run() throws IOException {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      long begin = System.nanoTime();
      Training digits = new Training(ImageData.digits(data, w), 20, 32);
      Training mnist = new Training(ImageData.mnist(data, w), 6, 64);
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("analytic", analytic(backend));
      Map<String, List<Runs>> networks = new LinkedHashMap<>();
      networks.put("digits, 20 epochs, batch 32", grid(backend, digits));
      networks.put("MNIST-10k, 6 epochs, batch 64", grid(backend, mnist));
      all.put("networks", networks);
      List<Runs> scaled = scaled(backend, digits);
      all.put("scaled", scaled);
      all.put("seconds", (System.nanoTime() - begin) / 1e9);
      Files.createDirectories(out);
      ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      Files.writeString(out.resolve("results.json"), json.writeValueAsString(all) + "\n");
      Files.writeString(
          out.resolve("index.md"), DiffGradPage.of(analytic(backend), networks, scaled));
      System.out.println("results: " + out.resolve("index.md").toAbsolutePath());
    }
  }

  /** Returns the points of each function and rule. */
  private static Map<String, Map<String, double[]>> analytic(Backend backend) {
    Map<String, Transform> rules = new LinkedHashMap<>();
    rules.put("diffGrad", DiffGrad.of(0.1).betas(0.95, 0.999));
    rules.put("Adam", Adam.of(0.1).betas(0.95, 0.999));
    rules.put("Adam at half the rate", Adam.of(0.05).betas(0.95, 0.999));
    Map<String, Map<String, double[]>> functions = new LinkedHashMap<>();
    for (Analytic function : Analytic.values()) {
      Map<String, double[]> points = new LinkedHashMap<>();
      rules.forEach((name, rule) -> points.put(name, function.descent(backend, rule)));
      functions.put(function.name(), points);
    }
    return functions;
  }

  private static List<Runs> grid(Backend backend, Training training) {
    List<Runs> all = new ArrayList<>();
    for (Rule rule : RULES) {
      for (double rate : rule.rates()) {
        all.add(runs(backend, training, rule.name(), rate, 1, rule.at().apply(rate), 3));
      }
    }
    return all;
  }

  private static List<Runs> scaled(Backend backend, Training training) {
    List<Runs> all = new ArrayList<>();
    for (double factor : FACTORS) {
      all.add(runs(backend, training, "diffGrad", 1e-3, factor, DiffGrad.of(1e-3), 5));
    }
    for (double factor : new double[] {1, 1e4}) {
      all.add(runs(backend, training, "Adam", 1e-3, factor, Adam.of(1e-3), 5));
    }
    all.add(runs(backend, training, "Adam at half the rate", 5e-4, 1, Adam.of(5e-4), 5));
    DiffGrad half = DiffGrad.of(1e-3).friction(DiffGrad.Friction.HALF);
    all.add(runs(backend, training, "diffGrad, ξ = ½", 1e-3, 1e4, half, 5));
    return all;
  }

  private static Runs runs(
      Backend backend,
      Training training,
      String name,
      double rate,
      double factor,
      Transform rule,
      int seeds) {
    List<Result> results =
        LongStream.rangeClosed(1, seeds)
            .mapToObj(seed -> training.run(backend, rule, factor, seed))
            .toList();
    Runs runs = new Runs(name, rate, factor, results);
    System.out.println(name + " rate " + rate + " loss × " + factor + ": " + runs.accuracy());
    return runs;
  }

  /** Returns, for each rule, the runs at the rate that is best on the validation parts. */
  static List<Runs> best(List<Runs> grid) {
    Map<String, Runs> best = new LinkedHashMap<>();
    Comparator<Runs> order = Comparator.comparingDouble(r -> r.mean(Result::validation));
    for (Runs runs : grid) {
      best.merge(runs.rule(), runs, (a, b) -> order.compare(a, b) >= 0 ? a : b);
    }
    return List.copyOf(best.values());
  }
}
