package gatun.engine.grad;

import gatun.engine.Check;
import gatun.engine.Expression;
import gatun.engine.Philox;
import gatun.engine.Sampling;
import gatun.engine.Shape;
import gatun.engine.Slice;
import gatun.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * softmax(Q Kᵀ / √d + mask) V for each head. Inputs are Q, K and V, or all of them side by side in
 * one. Heads are columns of the inputs, read and written where they are; for one head after the
 * other the products run over the batch.
 *
 * @param heads divides the columns
 * @param causal whether position t sees the positions up to t alone
 * @param dropped the share of the probabilities that are 0 instead, the others divided by what is
 *     left
 * @param random draws which; null if none is dropped
 */
record Attention(int heads, boolean causal, double dropped, @Nullable Philox random) implements Op {
  private static final int PROBABILITIES = 0;
  private static final int MASKS = 1;

  @Override
  public String name() {
    return "attention";
  }

  /** Where Q, K and V stand in the inputs, and how long they are. */
  private record Layout(boolean packed, long batch, long rows, long keys, long width, int heads) {
    static Layout of(Site s, int heads) {
      boolean packed = s.inputs() == 1;
      Shape q = s.input(0).shape();
      Shape k = s.input(packed ? 0 : 1).shape();
      Shape v = s.input(packed ? 0 : 2).shape();
      boolean fits = q.rank() == 3 && k.rank() == 3 && k.equals(v) && q.extent(0) == k.extent(0);
      fits = fits && q.extent(2) == k.extent(2) && q.extent(2) % (packed ? 3L * heads : heads) == 0;
      Check.that(
          fits,
          () ->
              "attention: expected [batch, positions, columns], the columns a multiple of "
                  + (packed ? "three times " : "")
                  + (heads + " heads, found " + q + ", " + k + ", " + v));
      long width = q.extent(2) / (packed ? 3 : 1);
      return new Layout(packed, q.extent(0), q.extent(1), k.extent(1), width, heads);
    }

    /** Returns the columns of one head in what is shaped like Q (0), K (1) or V (2). */
    Tensor head(Tensor x, int part, int head) {
      long d = width / heads;
      long first = head * d + (packed ? part * width : 0);
      return x.view(Slice.all(), Slice.all(), Slice.range(first, first + d));
    }

    /** Returns the columns of one head of the output. */
    Tensor output(Tensor y, int head) {
      long d = width / heads;
      return y.view(Slice.all(), Slice.all(), Slice.range(head * d, (head + 1) * d));
    }

    /** Returns the input in which Q, K or V stands. */
    int input(int part) {
      return packed ? 0 : part;
    }

    double scale() {
      return 1 / Math.sqrt((double) width / heads);
    }

    Tensor probabilities(Site s, int head) {
      return saved(s, PROBABILITIES, head);
    }

    Tensor saved(Site s, int key, int head) {
      return s.saved(key)
          .view(Slice.at(head), Slice.all(), Slice.all(), Slice.all())
          .reshape(batch, rows, keys);
    }
  }

  /** Returns what multiplies V: the probabilities, or those that are not dropped, in a tensor. */
  private Tensor weights(Site s, Layout at, int h, @Nullable Tensor into) {
    Tensor p = at.probabilities(s, h);
    if (into == null) {
      return p;
    }
    keep(s, at, h, p, into);
    return into;
  }

  /** Registers y ← x without what is dropped, divided by the share that stays; y may be x. */
  private void keep(Site s, Layout at, int h, Tensor x, Tensor y) {
    s.then(Expression.of(x).multiply(at.saved(s, MASKS, h)).multiply(1 / (1 - dropped)), y);
  }

  private @Nullable Tensor room(Site s, Layout at) {
    return random == null ? null : s.scratch(at.batch, at.rows, at.keys);
  }

  private void refuseDropout(String derivative) {
    if (random != null) {
      throw new UnsupportedOperationException(
          "attention has no " + derivative + " with dropout; evaluate without it");
    }
  }

  /** Draws which probabilities stay. */
  private void draw(Site s, Layout at) {
    Philox source = random;
    if (source != null) {
      Tensor masks = s.save(MASKS, s.dtype(), heads, at.batch, at.rows, at.keys);
      Sampling sampling = s.kernels().sampling();
      s.draws(source, () -> sampling.bernoulli(source, 1 - dropped, masks));
    }
  }

  @Override
  public void forward(Site s) {
    Layout at = Layout.of(s, heads);
    Tensor y = s.makes(at.batch, at.rows, at.width);
    s.save(PROBABILITIES, s.dtype(), heads, at.batch, at.rows, at.keys);
    draw(s, at);
    Tensor room = room(s, at);
    Tensor mask = causal ? s.kernels().causal(at.rows, at.keys) : null;
    for (int h = 0; h < heads; h++) {
      Tensor q = at.head(s.input(at.input(0)), 0, h);
      Tensor k = at.head(s.input(at.input(1)), 1, h);
      Tensor v = at.head(s.input(at.input(2)), 2, h);
      Tensor p = at.probabilities(s, h);
      multiply(s, at.scale(), q, false, k, true, 0, p);
      if (mask != null) {
        s.then(Expression.of(p).add(mask), p);
      }
      s.then(() -> s.kernels().normalizations().softmax(2, p, p));
      multiply(s, 1, weights(s, at, h, room), false, v, false, 0, at.output(y, h));
    }
  }

  private static void multiply(
      Site s, double alpha, Tensor a, boolean ta, Tensor b, boolean tb, double beta, Tensor c) {
    s.then(() -> s.kernels().blas().batched(alpha, a, ta, b, tb, beta, c));
  }

  /** The gradients of Q, K and V while they come together. */
  private static final class Gradients {
    private final Site s;
    private final Layout at;
    private final Tensor[] inputs;
    private final boolean[][] written;

    Gradients(Site s, Layout at) {
      this.s = s;
      this.at = at;
      this.inputs = new Tensor[s.inputs()];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = s.begin(i);
      }
      this.written = new boolean[3][at.heads];
    }

    /** Adds alpha op(a) b to the gradient of a part of one head. */
    void add(int part, int head, double alpha, Tensor a, boolean ta, Tensor b) {
      Tensor target = at.head(inputs[at.input(part)], part, head);
      multiply(s, alpha, a, ta, b, false, written[part][head] ? 1 : 0, target);
      written[part][head] = true;
    }

    /** Clears what nobody has written, and ends. */
    void end() {
      for (int part = 0; part < 3; part++) {
        for (int head = 0; head < at.heads; head++) {
          if (!written[part][head]) {
            Tensor target = at.head(inputs[at.input(part)], part, head);
            s.then(Expression.constant(0), target);
          }
        }
      }
      for (int i = 0; i < inputs.length; i++) {
        s.end(i, inputs[i]);
      }
    }
  }

  @Override
  public void vjp(Site s) {
    Layout at = Layout.of(s, heads);
    Gradients gradients = new Gradients(s, at);
    Tensor ds = s.scratch(at.batch, at.rows, at.keys);
    Tensor room = room(s, at);
    for (int h = 0; h < heads; h++) {
      Tensor c = at.output(s.cotangent(), h);
      Tensor p = at.probabilities(s, h);
      gradients.add(2, h, 1, weights(s, at, h, room), true, c);
      multiply(s, 1, c, false, at.head(s.input(at.input(2)), 2, h), true, 0, ds);
      if (room != null) {
        keep(s, at, h, ds, ds);
      }
      s.then(() -> s.kernels().normalizations().softmaxGradient(2, p, ds, ds));
      gradients.add(0, h, at.scale(), ds, false, at.head(s.input(at.input(1)), 1, h));
      gradients.add(1, h, at.scale(), ds, true, at.head(s.input(at.input(0)), 0, h));
    }
    gradients.end();
  }

  /** Computes the tangent of the probabilities; returns whether there is one. */
  private static boolean moves(Site s, Layout at, int h, Tensor into) {
    Tensor dq = s.tangent(at.input(0));
    Tensor dk = s.tangent(at.input(1));
    if (dq != null) {
      Tensor k = at.head(s.input(at.input(1)), 1, h);
      multiply(s, at.scale(), at.head(dq, 0, h), false, k, true, 0, into);
    }
    if (dk != null) {
      Tensor q = at.head(s.input(at.input(0)), 0, h);
      multiply(s, at.scale(), q, false, at.head(dk, 1, h), true, dq == null ? 0 : 1, into);
    }
    if (dq == null && dk == null) {
      return false;
    }
    Tensor p = at.probabilities(s, h);
    s.then(() -> s.kernels().normalizations().softmaxGradient(2, p, into, into));
    return true;
  }

  @Override
  public void jvp(Site s) {
    refuseDropout("Jacobian-vector product");
    Layout at = Layout.of(s, heads);
    Tensor dv = s.tangent(at.input(2));
    Tensor dp = s.scratch(at.batch, at.rows, at.keys);
    Tensor dy = s.beginTangent();
    for (int h = 0; h < heads; h++) {
      Tensor target = at.output(dy, h);
      boolean moved = moves(s, at, h, dp);
      if (moved) {
        multiply(s, 1, dp, false, at.head(s.input(at.input(2)), 2, h), false, 0, target);
      }
      if (dv != null) {
        Tensor p = at.probabilities(s, h);
        multiply(s, 1, p, false, at.head(dv, 2, h), false, moved ? 1 : 0, target);
      }
    }
  }

  @Override
  public void tangentOfVjp(Site s) {
    refuseDropout("derivative of its gradient");
    Layout at = Layout.of(s, heads);
    Gradients gradients = new Gradients(s, at);
    AttentionTangents work = new AttentionTangents(s, at.batch, at.rows, at.keys);
    for (int h = 0; h < heads; h++) {
      second(s, at, h, gradients, work);
    }
    gradients.end();
  }

  private static void second(
      Site s, Layout at, int h, Gradients gradients, AttentionTangents work) {
    Tensor p = at.probabilities(s, h);
    Tensor c = at.output(s.cotangent(), h);
    Tensor v = at.head(s.input(at.input(2)), 2, h);
    boolean moved = moves(s, at, h, work.dp());
    @Nullable Tensor dc = s.cotangentTangent();
    @Nullable Tensor dv = s.tangent(at.input(2));
    multiply(s, 1, c, false, v, true, 0, work.gradient());
    if (dc != null) {
      gradients.add(2, h, 1, p, true, at.output(dc, h));
      multiply(s, 1, at.output(dc, h), false, v, true, 0, work.change());
    }
    if (dv != null) {
      multiply(s, 1, c, false, at.head(dv, 2, h), true, dc == null ? 0 : 1, work.change());
    }
    if (moved) {
      gradients.add(2, h, 1, work.dp(), true, c);
    }
    work.softmax(p, moved, dc != null || dv != null);
    last(s, at, h, gradients, work, moved || dc != null || dv != null);
  }

  private static void last(
      Site s, Layout at, int h, Gradients gradients, AttentionTangents work, boolean changes) {
    if (changes) {
      gradients.add(0, h, at.scale(), work.change(), false, at.head(s.input(at.input(1)), 1, h));
      gradients.add(1, h, at.scale(), work.change(), true, at.head(s.input(at.input(0)), 0, h));
    }
    Tensor dq = s.tangent(at.input(0));
    Tensor dk = s.tangent(at.input(1));
    if (dk != null) {
      gradients.add(0, h, at.scale(), work.gradient(), false, at.head(dk, 1, h));
    }
    if (dq != null) {
      gradients.add(1, h, at.scale(), work.gradient(), true, at.head(dq, 0, h));
    }
  }
}
