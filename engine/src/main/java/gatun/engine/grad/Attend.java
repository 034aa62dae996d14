package gatun.engine.grad;

import gatun.engine.Check;
import gatun.engine.Philox;
import org.jspecify.annotations.Nullable;

/** Attention of several heads. */
public final class Attend {
  private Attend() {}

  /**
   * Returns softmax(Q Kᵀ / √d) V for each head, d = columns / heads; head h has the columns from h
   * d on. 4 b t s e flops forward, 10 backward for b samples, t and s positions, e columns; keeps
   * the b h t s probabilities for the gradient.
   *
   * @param q [batch, t, columns]
   * @param k [batch, s, columns]
   * @param v likewise
   * @param causal whether position i sees the positions up to i alone
   */
  public static Variable attention(Variable q, Variable k, Variable v, int heads, boolean causal) {
    return q.tape().apply(op(q.tape().history().seen(3), heads, causal, 0, null), q, k, v);
  }

  /**
   * Returns the attention of a sequence to itself, from Q, K and V side by side.
   *
   * @param qkv [batch, t, 3 columns]: Q, then K, then V
   * @return [batch, t, columns]
   */
  public static Variable packed(Variable qkv, int heads, boolean causal) {
    return qkv.tape().apply(op(qkv.tape().history().seen(1), heads, causal, 0, null), qkv);
  }

  /**
   * Returns {@link #packed(Variable, int, boolean)} with dropout of the probabilities: each is kept
   * with the probability 1 − p, divided by it, else 0. Gradients, but no forward mode.
   *
   * @param p at least 0, below 1
   * @param random the same object in every step
   */
  public static Variable packed(Variable qkv, int heads, boolean causal, double p, Philox random) {
    Check.that(p >= 0 && p < 1, () -> "attention: expected a probability in [0, 1), found " + p);
    Philox source = p > 0 ? random : null;
    return qkv.tape().apply(op(qkv.tape().history().seen(1), heads, causal, p, source), qkv);
  }

  private static Op op(
      @Nullable Variable seen, int heads, boolean causal, double p, @Nullable Philox random) {
    return seen != null
            && seen.op() instanceof Attention a
            && a.heads() == heads
            && a.causal() == causal
            && a.dropped() == p
            && a.random() == random
        ? a
        : new Attention(heads, causal, p, random);
  }
}
