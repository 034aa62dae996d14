package gatun.nn;

import gatun.engine.Check;
import gatun.engine.grad.Attend;
import gatun.engine.grad.Products;
import gatun.engine.grad.Variable;

/**
 * Attention of tokens (batch, tokens, width) to each other: for each head softmax(Q Kᵀ / √d) V, Q,
 * K and V linear maps of the tokens to d = width / heads features, and a linear map of all heads
 * together. Parameters, as in PyTorch: {@code in_proj_weight} (in files 3 width × width), {@code
 * in_proj_bias}, {@code out_proj.weight}, {@code out_proj.bias}.
 *
 * <p>Vaswani et al., NeurIPS 2017. 8 tokens width² + 4 tokens² width flops for a sample, twice as
 * many for the gradients.
 */
public final class MultiHeadAttention implements Layer {
  private final int width;
  private final int heads;
  private final boolean causal;
  private final double dropped;
  private final Linear outward;

  private MultiHeadAttention(int width, int heads, boolean causal, double dropped) {
    Check.that(
        dropped >= 0 && dropped < 1,
        () -> "MultiHeadAttention: expected a probability in [0, 1), found " + dropped);
    Check.that(
        heads >= 1 && width >= heads && width % heads == 0,
        () ->
            "MultiHeadAttention: expected a width divisible by the heads, found "
                + (width + " and " + heads));
    this.width = width;
    this.heads = heads;
    this.causal = causal;
    this.dropped = dropped;
    this.outward = Linear.of(width, width).biasedBy(Initializers.zeros());
  }

  /**
   * Returns attention of all tokens to all.
   *
   * @param width features of a token
   * @param heads divides the width
   */
  public static MultiHeadAttention of(int width, int heads) {
    return new MultiHeadAttention(width, heads, false, 0);
  }

  /** Returns attention of each token to itself and those before it. */
  public MultiHeadAttention causal() {
    return new MultiHeadAttention(width, heads, true, dropped);
  }

  /**
   * Returns this attention with dropout of the probabilities in training, as PyTorch's {@code
   * dropout}; it needs the generator of {@link Model#forward(gatun.engine.grad.Tape, Variable,
   * Mode, gatun.engine.Philox)} then.
   *
   * @param p at least 0, below 1
   */
  public MultiHeadAttention dropping(double p) {
    return new MultiHeadAttention(width, heads, causal, p);
  }

  @Override
  public void declare(Declaration d) {
    Fan fan = new Fan(width, 3L * width);
    d.parameter(
        "in_proj_weight",
        Initializers.xavierUniform(1),
        fan,
        Interchange.matrix(width, 3L * width));
    d.parameter("in_proj_bias", Initializers.zeros(), fan, 3L * width);
    outward.declare(d.under("out_proj"));
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Features.map("MultiHeadAttention", x, 1, width);
    Variable all =
        Products.linear(x, scope.parameter("in_proj_weight"), scope.parameter("in_proj_bias"));
    Variable attended =
        scope.training() && dropped > 0
            ? Attend.packed(all, heads, causal, dropped, scope.random())
            : Attend.packed(all, heads, causal);
    return scope.run("out_proj", outward, attended);
  }

  @Override
  public String toString() {
    return "MultiHeadAttention[width="
        + width
        + ", heads="
        + heads
        + ", causal="
        + causal
        + (dropped > 0 ? ", dropped=" + dropped : "")
        + "]";
  }
}
