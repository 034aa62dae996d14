package gatun.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.nn.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every rule against its definition, written once more for a single number. */
class RulesTest extends OptimFixture {
  private static final int STEPS = 12;

  /** A rule for one number: returns the new x; keeps what it needs in fields. */
  private abstract static class Single {
    double a;
    double b;
    double c;

    abstract double step(int t, double x, double g);
  }

  private interface Make {
    Single one();
  }

  /** Runs the rule on a network and each number by itself. */
  private void compare(Transform rule, Make make) {
    Parameters x = network(DType.F64);
    Parameters g = x.like(workspace);
    Optimizer optimizer = rule.prepare(x, workspace);
    int n = (int) x.flat().size();
    double[] single = x.flat().toArray();
    Single[] rules = new Single[n];
    for (int t = 1; t <= STEPS; t++) {
      fill(g, 100 + t);
      double[] gradient = g.flat().toArray();
      for (int i = 0; i < n; i++) {
        rules[i] = t == 1 ? make.one() : rules[i];
        single[i] = rules[i].step(t, single[i], gradient[i]);
      }
      optimizer.step(g);
      assertArrayEquals(gradient, g.flat().toArray(), 0, "the gradient is the caller's");
    }
    assertArrayEquals(single, x.flat().toArray(), 1e-13, rule.name());
    assertEquals(STEPS, optimizer.state().step());
  }

  @Test
  void sgd() {
    compare(
        Sgd.of(0.1).penalty(0.01),
        () ->
            new Single() {
              @Override
              double step(int t, double x, double g) {
                return x - 0.1 * (g + 0.01 * x);
              }
            });
    compare(
        Sgd.of(0.1).momentum(0.9).dampening(0.25),
        () ->
            new Single() {
              @Override
              double step(int t, double x, double g) {
                a = t == 1 ? g : 0.9 * a + 0.75 * g;
                return x - 0.1 * a;
              }
            });
    compare(
        Sgd.of(0.1).nesterov(0.9).weightDecay(0.5),
        () ->
            new Single() {
              @Override
              double step(int t, double x, double g) {
                a = 0.9 * a + g;
                return x * (1 - 0.1 * 0.5) - 0.1 * (g + 0.9 * a);
              }
            });
  }

  @Test
  void adam() {
    compare(
        Adam.of(0.01).weightDecay(0.1),
        () ->
            new Single() {
              @Override
              double step(int t, double x, double g) {
                a = 0.9 * a + 0.1 * g;
                b = 0.999 * b + 0.001 * g * g;
                double m = a / (1 - Math.pow(0.9, t));
                double v = b / (1 - Math.pow(0.999, t));
                return x - 0.01 * 0.1 * x - 0.01 * m / (Math.sqrt(v) + 1e-8);
              }
            });
    compare(
        Adam.amsGrad(0.01).betas(0.8, 0.9).epsilon(1e-3),
        () ->
            new Single() {
              @Override
              double step(int t, double x, double g) {
                a = 0.8 * a + 0.2 * g;
                b = 0.9 * b + 0.1 * g * g;
                c = Math.max(b, c);
                double m = a / (1 - Math.pow(0.8, t));
                return x - 0.01 * m / (Math.sqrt(c / (1 - Math.pow(0.9, t))) + 1e-3);
              }
            });
  }

  @Test
  void rulesOfSquaresAlone() {
    compare(
        RmsProp.of(0.01),
        () ->
            new Single() {
              @Override
              double step(int t, double x, double g) {
                a = 0.99 * a + 0.01 * g * g;
                return x - 0.01 * g / (Math.sqrt(a) + 1e-8);
              }
            });
    compare(
        Adagrad.of(Schedule.stairs(0.1, 0.5, 5)),
        () ->
            new Single() {
              @Override
              double step(int t, double x, double g) {
                a += g * g;
                double rate = t <= 5 ? 0.1 : t <= 10 ? 0.05 : 0.025;
                return x - rate * g / (Math.sqrt(a) + 1e-10);
              }
            });
    compare(
        AdaDelta.standard(),
        () ->
            new Single() {
              @Override
              double step(int t, double x, double g) {
                a = 0.9 * a + 0.1 * g * g;
                double d = Math.sqrt(b + 1e-6) / Math.sqrt(a + 1e-6) * g;
                b = 0.9 * b + 0.1 * d * d;
                return x - d;
              }
            });
  }

  @Test
  void diffGrad() {
    compare(
        DiffGrad.of(0.01).friction(DiffGrad.Friction.SIGNED).penalty(0.1),
        () ->
            new Single() {
              @Override
              double step(int t, double x, double gradient) {
                double g = gradient + 0.1 * x;
                a = 0.9 * a + 0.1 * g;
                b = 0.999 * b + 0.001 * g * g;
                double xi = 1 / (1 + Math.exp(-(c - g)));
                c = g;
                double rate = 0.01 * Math.sqrt(1 - Math.pow(0.999, t)) / (1 - Math.pow(0.9, t));
                return x - rate * a * xi / (Math.sqrt(b) + 1e-8);
              }
            });
  }

  /** The pitfall of the paper's first code: the previous gradient kept by reference. */
  @Test
  void thePreviousGradientIsNotTheCallersMemory() {
    Parameters x = network(DType.F64);
    Parameters g = x.like(workspace);
    Optimizer optimizer = DiffGrad.of(0.01).prepare(x, workspace);
    fill(g, 1);
    optimizer.step(g);
    double[] first = numbers(g, "fc1.weight");
    fill(g, 2); // the next backward pass writes into the same memory
    assertArrayEquals(first, numbers(optimizer.state().tensors().get("previous"), "fc1.weight"), 0);
    DiffGrad.Statistics xi = DiffGrad.of(0.01).statistics(optimizer, x, g);
    assertTrue(xi.mean() > 0.52 && xi.mean() < 1, xi.toString());
    assertTrue(xi.above() > 0.2, xi.toString());
    for (Parameters tree : optimizer.state().tensors().values()) {
      assertTrue(tree.flat().address() != g.flat().address());
    }
    optimizer.step(g);
    assertEquals(0.5, DiffGrad.of(0.01).statistics(optimizer, x, g).mean(), 0);
  }

  @Test
  void groupsHaveDecayOrRulesOfTheirOwn() {
    Parameters x = network(DType.F64);
    double[] weights = numbers(x, "fc1.weight");
    double[] bias = numbers(x, "fc1.bias");
    double[] others = numbers(x, "fc2.weight");
    Parameters g = x.like(workspace); // zero: only decay moves
    Chain.of(
            Adam.of(0.1)
                .weightDecay(0.5)
                .decaying(name -> !name.endsWith("bias"))
                .only(name -> name.startsWith("fc1")),
            Sgd.of(1).weightDecay(1).only(name -> name.startsWith("fc2")))
        .prepare(x, workspace)
        .step(g);
    for (int i = 0; i < weights.length; i++) {
      weights[i] -= 0.05 * weights[i];
    }
    assertArrayEquals(weights, numbers(x, "fc1.weight"), 1e-15);
    assertArrayEquals(bias, numbers(x, "fc1.bias"), 0);
    assertArrayEquals(new double[others.length], numbers(x, "fc2.weight"), 0);
  }

  private static String refusal(Executable action) {
    return assertThrows(IllegalArgumentException.class, action).getMessage();
  }

  @Test
  void mistakesAreNamed() {
    Parameters x = network(DType.F64);
    Optimizer optimizer = Adam.of(0.1).prepare(x, workspace);
    assertTrue(refusal(() -> optimizer.step(x)).contains("overlap"));
    Parameters single = x.like(workspace, DType.F32);
    assertTrue(refusal(() -> optimizer.step(single)).contains("expected F64, found F32"));
    Parameters other = Parameters.builder(DType.F64).add("fc1.weight", 5, 7).build(workspace);
    assertTrue(refusal(() -> optimizer.step(other)).contains("'fc1.bias'"));
    Parameters kept = optimizer.state().tensors().get("first");
    assertTrue(refusal(() -> optimizer.step(kept)).contains("overlap"));
    assertEquals(0, optimizer.state().step());
    assertTrue(refusal(() -> Adam.of(0.1).betas(1, 0.9)).contains("beta1"));
    assertTrue(refusal(() -> Adam.of(0.1).epsilon(0)).contains("epsilon"));
    assertTrue(refusal(() -> RmsProp.of(-1)).contains("rate"));
    assertTrue(refusal(() -> Sgd.of(1).penalty(-1)).contains("penalty"));
    assertTrue(refusal(() -> Sgd.of(1).nesterov(0)).contains("nesterov"));
  }
}
