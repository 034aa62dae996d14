package gatun.linear.learned;

import gatun.engine.Binary;
import gatun.engine.Slice;
import gatun.engine.Window;
import gatun.engine.grad.Elementwise;
import gatun.engine.grad.Shaping;
import gatun.engine.grad.Variable;
import gatun.nn.Convolution;
import gatun.nn.Declaration;
import gatun.nn.Initializers;
import gatun.nn.Layer;
import gatun.nn.Pool;
import gatun.nn.Scope;
import gatun.nn.Upsample;

/**
 * A learned V-cycle for domains with walls and air. Channel 0 of its input is the residual, the
 * others say of each cell whether it is fluid, how many of its faces are walls and how many open to
 * air ({@link CellKinds}). What the cells are does not enter the sum but multiplies it, and there
 * is no other function: the output is linear in the residual.
 *
 * <pre>
 *   S(u) = (c u) ⊙ (φ + W g) + u ⊙ (φ + V g)         φ fluid, g walls and air, c of 3³ taps
 *   G(u) = S₂(v + twice(G(half(v)))),  v = S₁(S₀(u))   on each grid but the coarsest
 *   y = φ ⊙ wᵀ G(c₀ r)
 * </pre>
 *
 * <p>Grids are halved (averages) as often as their extents allow. The finest has weights of its
 * own, all others share theirs, so that a cycle learned on few grids goes on to more. Values
 * outside the fluid stay 0. An application costs about 3 · 2 · 27 C² · 8/7 flops a cell.
 *
 * @param channels C
 */
record CellNetwork(int channels) implements Layer {
  /** Channels that say what a cell is: fluid, walls, air. */
  static final int KINDS = 3;

  private static final int STEPS = 3; // on each grid: two on the way down, one on the way up
  private static final int COARSEST = 2; // cells along an axis
  private static final Pool HALF = Pool.average(Window.cube(2).stride(2));
  private static final Upsample TWICE = new Upsample(2, false);
  private static final Elementwise ADD = new Elementwise(x -> x[0].apply(Binary.ADD, x[1]));
  private static final Elementwise SCALED = new Elementwise(x -> x[0].apply(Binary.MULTIPLY, x[1]));
  private static final Elementwise STEP =
      new Elementwise(x ->
          x[0].apply(Binary.MULTIPLY, x[1]).apply(Binary.ADD, x[2].apply(Binary.MULTIPLY, x[3])));
  private static final Slice ALL = Slice.all();
  private static final Slice[] RESIDUAL = {ALL, ALL, ALL, ALL, Slice.range(0, 1)};
  private static final Slice[] FLUID = {ALL, ALL, ALL, ALL, Slice.range(1, 2)};
  private static final Slice[] FACES = {ALL, ALL, ALL, ALL, Slice.range(2, 1 + KINDS)};

  private Convolution first() {
    return convolution(3, 1, channels);
  }

  private Convolution step() {
    return convolution(3, channels, channels);
  }

  private Convolution factor() {
    return convolution(1, KINDS - 1, channels).initialized(Initializers.zeros());
  }

  private Convolution last() {
    return convolution(1, channels, 1);
  }

  private static Convolution convolution(int kernel, int inputs, int outputs) {
    return Convolution.of(Window.cube(kernel).padding(kernel / 2), inputs, outputs)
        .unbiased()
        .initialized(Initializers.xavierUniform(1));
  }

  @Override
  public void declare(Declaration d) {
    first().declare(d.under("first"));
    for (String grid : new String[] {"finest", "others"}) {
      for (int step = 0; step < STEPS; step++) {
        step().declare(d.under(grid).under("step" + step));
        factor().declare(d.under(grid).under("sum" + step));
        factor().declare(d.under(grid).under("kept" + step));
      }
    }
    last().declare(d.under("last"));
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Variable r = Shaping.slice(x, RESIDUAL);
    Variable fluid = Shaping.slice(x, FLUID);
    Variable faces = Shaping.slice(x, FACES);
    Variable y = grid(scope, "finest", scope.run("first", first(), r), fluid, faces);
    Variable sum = scope.run("last", last(), y);
    scope.spent(y, sum);
    return scope.tape().apply(SCALED, sum, fluid);
  }

  private Variable grid(Scope scope, String weights, Variable x, Variable fluid, Variable faces) {
    Scope own = scope.under(weights);
    Variable u = step(own, 0, x, fluid, faces);
    u = step(own, 1, u, fluid, faces);
    long least = Math.min(extent(u, 1), Math.min(extent(u, 2), extent(u, 3)));
    boolean halves = extent(u, 1) % 2 == 0 && extent(u, 2) % 2 == 0 && extent(u, 3) % 2 == 0;
    if (least > COARSEST && halves) {
      Variable coarse = HALF.forward(scope, faces).multiply(2); // faces to a cell of twice the size
      Variable half = HALF.forward(scope, u);
      Variable below = grid(scope, "others", half, HALF.forward(scope, fluid), coarse);
      Variable enlarged = TWICE.forward(scope, below);
      Variable corrected = scope.tape().apply(ADD, enlarged, u);
      scope.spent(enlarged, corrected);
      scope.spent(u, corrected);
      u = corrected;
    }
    return step(own, 2, u, fluid, faces);
  }

  private static long extent(Variable u, int axis) {
    return u.shape().extent(axis);
  }

  private Variable step(Scope scope, int step, Variable u, Variable fluid, Variable faces) {
    Variable sum = scope.run("step" + step, step(), u);
    Variable one = factor(scope, "sum" + step, fluid, faces);
    Variable two = factor(scope, "kept" + step, fluid, faces);
    Variable y = scope.tape().apply(STEP, sum, one, u, two);
    scope.spent(sum, y);
    scope.spent(one, y);
    scope.spent(two, y);
    return y;
  }

  private Variable factor(Scope scope, String name, Variable fluid, Variable faces) {
    Variable learned = scope.run(name, factor(), faces);
    Variable y = scope.tape().apply(ADD, learned, fluid);
    scope.spent(learned, y);
    return y;
  }
}
