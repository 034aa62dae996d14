package gatun.linear.learned;

import gatun.engine.Binary;
import gatun.engine.Slice;
import gatun.engine.Unary;
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
 * A network for domains with walls and air: channel 0 of its input is the residual, the others say
 * of each cell whether it is fluid, how many of its faces are walls and how many open to air
 * ({@link CellKinds}). What the cells are does not enter the sum but multiplies it, so that f(s r)
 * = s f(r) for s ≥ 0 holds without biases:
 *
 * <pre>
 *   u ← R(c u) ⊙ (φ + W g) + u       on each of 4 grids, φ fluid, g walls and air
 *   u ← c0 r;  go down, each grid half the last (averages), with two such steps on the way
 *   come up (each value repeated), added to what was there, with one such step;  y = φ ⊙ wᵀu
 * </pre>
 *
 * <p>Values outside the fluid stay 0. An application costs about 4 C² · 27 · 2 · 8/7 flops a cell.
 *
 * @param channels C
 */
record CellNetwork(int channels) implements Layer {
  /** Grids below the first. */
  static final int LEVELS = 3;

  /** Channels that say what a cell is: fluid, walls, air. */
  static final int KINDS = 3;

  private static final int STEPS = 3; // on each grid: two on the way down, one on the way up
  private static final Pool HALF = Pool.average(Window.cube(2).stride(2));
  private static final Upsample TWICE = new Upsample(2, false);
  private static final Elementwise SCALE = new Elementwise(x -> x[0].apply(Binary.ADD, x[1]));
  private static final Elementwise STEP =
      new Elementwise(
          x -> x[0].apply(Unary.RELU).apply(Binary.MULTIPLY, x[1]).apply(Binary.ADD, x[2]));
  private static final Elementwise MASK = new Elementwise(x -> x[0].apply(Binary.MULTIPLY, x[1]));
  private static final Elementwise ADD = new Elementwise(x -> x[0].apply(Binary.ADD, x[1]));
  private static final Slice ALL = Slice.all();
  private static final Slice[] RESIDUAL = {ALL, ALL, ALL, ALL, Slice.range(0, 1)};
  private static final Slice[] FLUID = {ALL, ALL, ALL, ALL, Slice.range(1, 2)};
  private static final Slice[] CELLS = {ALL, ALL, ALL, ALL, Slice.range(1, 1 + KINDS)};

  /** Returns the multiplications and additions of an application, for each cell of the grid. */
  static double flopsPerCell(int channels) {
    double grid = STEPS * 2.0 * (27.0 * channels * channels + KINDS * channels);
    double grids = 1 + 1 / 8.0 + 1 / 64.0 + 1 / 512.0;
    return grid * grids + 2 * 27.0 * channels + 2 * channels;
  }

  private Convolution first() {
    return convolution(3, 1, channels);
  }

  private Convolution step() {
    return convolution(3, channels, channels);
  }

  private Convolution scale() {
    return convolution(1, KINDS, channels).initialized(Initializers.zeros());
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
    for (int level = 0; level <= LEVELS; level++) {
      for (int step = 0; step < STEPS; step++) {
        step().declare(d.under("grid" + level).under("step" + step));
        scale().declare(d.under("grid" + level).under("scale" + step));
      }
    }
    last().declare(d.under("last"));
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Variable r = Shaping.slice(x, RESIDUAL);
    Variable cells = Shaping.slice(x, CELLS);
    Variable u = scope.run("first", first(), r);
    Variable y = grid(scope, 0, u, cells);
    return scope.tape().apply(MASK, scope.run("last", last(), y), Shaping.slice(x, FLUID));
  }

  private Variable grid(Scope scope, int level, Variable x, Variable cells) {
    Scope own = scope.under("grid" + level);
    Variable u = step(own, 0, x, cells);
    u = step(own, 1, u, cells);
    if (level < LEVELS) {
      Variable below = grid(scope, level + 1, HALF.forward(scope, u), HALF.forward(scope, cells));
      u = scope.tape().apply(ADD, TWICE.forward(scope, below), u);
    }
    return step(own, 2, u, cells);
  }

  private Variable step(Scope scope, int step, Variable u, Variable cells) {
    Variable fluid = Shaping.slice(cells, ALL, ALL, ALL, ALL, Slice.range(0, 1));
    Variable learned = scope.run("scale" + step, scale(), cells);
    Variable factor = scope.tape().apply(SCALE, learned, fluid);
    return scope.tape().apply(STEP, scope.run("step" + step, step(), u), factor, u);
  }
}
