package gatun.engine.grad;

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
    return q.tape().apply(op(q.tape().history().seen(3), heads, causal), q, k, v);
  }

  /**
   * Returns the attention of a sequence to itself, from Q, K and V side by side.
   *
   * @param qkv [batch, t, 3 columns]: Q, then K, then V
   * @return [batch, t, columns]
   */
  public static Variable packed(Variable qkv, int heads, boolean causal) {
    return qkv.tape().apply(op(qkv.tape().history().seen(1), heads, causal), qkv);
  }

  private static Op op(
      @org.jspecify.annotations.Nullable Variable seen, int heads, boolean causal) {
    return seen != null
            && seen.op() instanceof Attention a
            && a.heads() == heads
            && a.causal() == causal
        ? a
        : new Attention(heads, causal);
  }
}
