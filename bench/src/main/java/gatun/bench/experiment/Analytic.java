package gatun.bench.experiment;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import gatun.optim.Optimizer;
import gatun.optim.Transform;
import java.util.function.DoubleUnaryOperator;

/** The three functions of one variable of the paper, by their gradients; descents begin at −1. */
enum Analytic {
  /** (x + 0.3)² up to 0, (x − 0.2)² + 0.05 above. */
  F1(x -> x <= 0 ? 2 * x + 0.6 : 2 * x - 0.4),
  /** A slope of −40 up to −0.9, then x³ + x sin 8x. */
  F2_EXACT(x -> x <= -0.9 ? -40 : 3 * x * x + Math.sin(8 * x) + 8 * x * Math.cos(8 * x)),
  /** The same with the notebook's gradient, where a factor 8 is missing. */
  F2_NOTEBOOK(x -> x <= -0.9 ? -40 : 3 * x * x + Math.sin(8 * x) + x * Math.cos(8 * x)),
  /** x² outside (−½, ½], a roof with two slopes and a notch inside. */
  F3(Analytic::roof);

  private static final int POINTS = 300;

  private final DoubleUnaryOperator gradient;

  Analytic(DoubleUnaryOperator gradient) {
    this.gradient = gradient;
  }

  private static double roof(double x) {
    if (x <= -0.5 || x > 0.5) {
      return 2 * x;
    }
    return x <= -0.4 ? 1 : x <= 0 ? -0.875 : x <= 0.4 ? 0.875 : -1;
  }

  /** Returns 300 points, the start among them. */
  double[] descent(Backend backend, Transform rule) {
    try (Workspace w = Workspace.on(backend)) {
      Parameters x = Parameters.builder(DType.F64).add("x").build(w);
      Parameters g = x.like(w);
      x.parameter("x").set(-1);
      Optimizer optimizer = rule.prepare(x, w);
      double[] points = new double[POINTS];
      points[0] = -1;
      for (int i = 1; i < POINTS; i++) {
        g.parameter("x").set(gradient.applyAsDouble(points[i - 1]));
        optimizer.step(g);
        points[i] = x.parameter("x").at();
      }
      return points;
    }
  }
}
