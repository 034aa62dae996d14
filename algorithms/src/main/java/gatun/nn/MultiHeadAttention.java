package gatun.nn;

import gatun.engine.Check;
import gatun.engine.Slice;
import gatun.engine.grad.Normalize;
import gatun.engine.grad.Products;
import gatun.engine.grad.Shaping;
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
  private static final Slice ALL = Slice.all();
  private static final Slice[] PARTS = {Slice.at(0), Slice.at(1), Slice.at(2)};

  private final int width;
  private final int heads;
  private final boolean causal;
  private final Linear outward;

  private MultiHeadAttention(int width, int heads, boolean causal) {
    Check.that(
        heads >= 1 && width >= heads && width % heads == 0,
        () ->
            "MultiHeadAttention: expected a width divisible by the heads, found "
                + (width + " and " + heads));
    this.width = width;
    this.heads = heads;
    this.causal = causal;
    this.outward = Linear.of(width, width).biasedBy(Initializers.zeros());
  }

  /**
   * Returns attention of all tokens to all.
   *
   * @param width features of a token
   * @param heads divides the width
   */
  public static MultiHeadAttention of(int width, int heads) {
    return new MultiHeadAttention(width, heads, false);
  }

  /** Returns attention of each token to itself and those before it. */
  public MultiHeadAttention causal() {
    return new MultiHeadAttention(width, heads, true);
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
    long batch = x.shape().extent(0);
    long tokens = x.shape().extent(1);
    long d = width / heads;
    Variable all =
        Products.linear(x, scope.parameter("in_proj_weight"), scope.parameter("in_proj_bias"));
    Variable parted = Shaping.reshape(all, batch, tokens, 3, heads, d);
    Variable ordered = Shaping.permute(parted, 2, 0, 3, 1, 4);
    Variable q = part(ordered, 0, batch * heads, tokens, d);
    Variable k = part(ordered, 1, batch * heads, tokens, d);
    Variable v = part(ordered, 2, batch * heads, tokens, d);
    Variable scores = Products.matmul(q, false, k, true).multiply(1 / Math.sqrt(d));
    Variable seen = causal ? scope.tape().apply(MaskFuture.OP, scores) : scores;
    Variable y = Products.matmul(Normalize.softmax(seen, 2), v);
    Variable back = Shaping.permute(Shaping.reshape(y, batch, heads, tokens, d), 0, 2, 1, 3);
    return scope.run("out_proj", outward, Shaping.reshape(back, batch, tokens, width));
  }

  private static Variable part(Variable x, int which, long rows, long tokens, long d) {
    Variable one = Shaping.slice(x, PARTS[which], ALL, ALL, ALL, ALL);
    return Shaping.reshape(one, rows, tokens, d);
  }

  @Override
  public String toString() {
    return "MultiHeadAttention[width=" + width + ", heads=" + heads + ", causal=" + causal + "]";
  }
}
