package gatun.linear.learned;

import gatun.engine.Activation;
import gatun.engine.Check;
import gatun.engine.Window;
import gatun.nn.Convolution;
import gatun.nn.Initializers;
import gatun.nn.Layer;
import gatun.nn.Pool;
import gatun.nn.Residual;
import gatun.nn.Sequential;
import gatun.nn.Upsample;
import java.util.List;

/**
 * How a network that proposes search directions is built: from a residual on a grid, (batch, z, y,
 * x, 1), to a direction of the same shape. All convolutions have 3³ taps and keep the extents, with
 * zeros around the grid; all functions are max(·, 0).
 *
 * <p>{@code n64} and {@code n128} are the networks of the deep conjugate direction method (A.
 * Kaneda et al., ICML 2023): a few convolutions, some pairs of them on the grid of half the
 * extents, added back, and a few more pairs. With C channels and m convolutions after the first
 * they have (27 + 1) C + m (27 C² + C) + C + 1 parameters with biases.
 *
 * <pre>
 *   a = c0(x);  a = R(c1 a);  [a = R(c3 R(c2 a)) + a] once or twice;  b = R(c a)
 *   p = half(b);  [p = R(c R(c p)) + p] 3 or 5 times;  u = twice(p) + b
 *   [u = R(c R(c u)) + u] 2 or 3 times;  y = wᵀu
 * </pre>
 *
 * <p>{@code cells} is a network that sees what the cells are, see {@link CellNetwork}.
 *
 * <p>Without biases f(s x) = s f(x) for s ≥ 0, and f(0) = 0: a direction cannot be dominated by
 * what does not depend on the residual, which is how the published network stalls.
 *
 * @param name {@code n64}, {@code n128} or {@code cells}
 * @param channels C
 * @param biased whether convolutions have biases, as the published network does
 */
public record DirectionPlan(String name, int channels, boolean biased) {
  /** The names of plans. */
  public static final List<String> NAMES = List.of("n64", "n128", "cells");

  private static final Window SAME = Window.cube(3).padding(1);

  /** Checks the values. */
  public DirectionPlan {
    Check.that(
        NAMES.contains(name),
        () -> "direction network: expected one of " + NAMES + ", found " + name);
    Check.that(channels >= 1, () -> "direction network: expected channels >= 1, found " + channels);
    Check.that(
        !(biased && name.equals("cells")), () -> "direction network cells: it has no biases");
  }

  /** Returns a plan with 16 channels and without biases. */
  public static DirectionPlan of(String name) {
    return new DirectionPlan(name, 16, false);
  }

  /** Returns whether the network sees what the cells are. */
  public boolean seesCells() {
    return name.equals("cells");
  }

  /** Returns by what the extents of the grid must be divisible; others are filled up with zeros. */
  public int multiple() {
    return seesCells() ? 8 : 2;
  }

  /** Returns the channels of an input. */
  public int inputs() {
    return seesCells() ? 1 + CellNetwork.KINDS : 1;
  }

  /** Returns the network. */
  public Layer network() {
    return switch (name) {
      case "n64" -> halved(1, 3, 2);
      case "n128" -> halved(2, 5, 3);
      default -> new CellNetwork(channels);
    };
  }

  private Layer halved(int before, int below, int behind) {
    int[] number = {0};
    Sequential net = Sequential.empty().with("c0", convolution(1, channels, false));
    net = net.with("c1", convolution(channels, channels, true));
    number[0] = 2;
    for (int i = 0; i < before; i++) {
      net = net.with("before" + i, pair(number));
    }
    net = net.with("c" + number[0]++, convolution(channels, channels, true));
    Sequential inner = Sequential.empty().with("half", Pool.average(Window.cube(2).stride(2)));
    for (int i = 0; i < below; i++) {
      inner = inner.with("below" + i, pair(number));
    }
    net = net.with("inner", Residual.of(inner.with("twice", new Upsample(2, false))));
    for (int i = 0; i < behind; i++) {
      net = net.with("behind" + i, pair(number));
    }
    Convolution last = Convolution.of(Window.cube(1), channels, 1);
    return net.with("last", initialized(last));
  }

  private Layer pair(int[] number) {
    return Residual.of(
        Sequential.empty()
            .with("c" + number[0]++, convolution(channels, channels, true))
            .with("c" + number[0]++, convolution(channels, channels, true)));
  }

  private Convolution convolution(int inputs, int outputs, boolean function) {
    Convolution plain = initialized(Convolution.of(SAME, inputs, outputs));
    return function ? plain.activated(Activation.RELU) : plain;
  }

  private Convolution initialized(Convolution convolution) {
    Convolution spread = convolution.initialized(Initializers.xavierUniform(1));
    return biased ? spread : spread.unbiased();
  }
}
