package gatun.nn;

import gatun.engine.Activation;
import gatun.engine.Binary;
import gatun.engine.Unary;
import gatun.engine.grad.Elementwise;
import gatun.engine.grad.Variable;

/**
 * y ← f(body(x) + shortcut(x)). The parts of the body keep their names; those of the shortcut stand
 * under {@code downsample}, as in PyTorch's residual networks.
 *
 * @param body what is learned beside the shortcut
 * @param shortcut {@link Identity}, or a map to the shape of the body's output
 * @param activation the function f
 */
public record Residual(Layer body, Layer shortcut, Activation activation) implements Layer {
  private static final Elementwise ADD_RELU =
      new Elementwise(x -> x[0].apply(Binary.ADD, x[1]).apply(Unary.RELU));

  /** Returns x + body(x). */
  public static Residual of(Layer body) {
    return new Residual(body, new Identity(), Activation.IDENTITY);
  }

  @Override
  public void declare(Declaration d) {
    body.declare(d);
    shortcut.declare(d.under("downsample"));
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Variable y = body.forward(scope, x);
    boolean plain = shortcut instanceof Identity;
    Variable z = plain ? x : scope.run("downsample", shortcut, x);
    Variable sum =
        activation == Activation.RELU
            ? scope.tape().apply(ADD_RELU, y, z)
            : Activate.of(activation, y.add(z));
    if (y != x) {
      scope.spent(y, sum);
    }
    if (z != x && z != y) {
      scope.spent(z, sum);
    }
    return sum;
  }
}
