package gatun.engine.grad;

import gatun.engine.Check;
import gatun.engine.Expression;
import gatun.engine.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Products of a matrix of second derivatives with a vector, exact, without the matrix: of the
 * Hessian, of the Gauss–Newton matrix, of the empirical Fisher matrix.
 *
 * <pre>{@code
 * Curvature h = Curvature.hessian(loss, List.of(w, b), List.of(vw, vb), List.of(hw, hb));
 * h.linearize();     // after each forward pass
 * h.run();           // reads vw and vb, writes hw and hb; as often as wanted
 * }</pre>
 *
 * <p>The tensors are bound when it is prepared; nothing is allocated later. It can be used as long
 * as the steps of the tape repeat the same operations. A product costs about twice (Hessian) or
 * once (Gauss–Newton, Fisher) as much as a gradient with its forward pass. Memory: as much again as
 * the values of the tape for the tangents, and for a Hessian for the gradients.
 */
public final class Curvature {
  private final Tape tape;
  private final Variable root;
  private final long version;
  private final List<Pass> steps = new ArrayList<>();
  private @Nullable Reverse gradients;

  private Curvature(Variable root) {
    this.tape = root.tape();
    this.root = root;
    this.version = tape.history().version();
  }

  private static void scalar(Variable loss) {
    Check.that(
        loss.shape().size() == 1,
        () -> "curvature: expected a scalar loss, found shape " + loss.shape());
  }

  /**
   * Prepares products with the Hessian of a scalar.
   *
   * @param of leaves or inputs
   * @param directions a dense tensor for each of them, of its shape; read in each run
   * @param products likewise; overwritten in each run
   * @throws UnsupportedOperationException if an operation has no derivative of its gradient; the
   *     message names it
   */
  public static Curvature hessian(
      Variable loss,
      List<Variable> of,
      List<? extends Tensor> directions,
      List<? extends Tensor> products) {
    scalar(loss);
    Curvature c = new Curvature(loss);
    Pool pool = new Pool(c.tape.workspace(), c.tape.dtype());
    Map<Variable, Tensor> targets = Pushforward.seeds(of, products);
    Reverse gradients = Reverse.keeping(c.tape, pool, loss, null); // first: its memory stays
    c.gradients = gradients;
    Tangents tangents = new Tangents(c.tape, pool, loss, Pushforward.seeds(of, directions));
    SecondReverse second =
        new SecondReverse(c.tape, pool, loss, tangents, gradients, targets, null);
    c.steps.add(tangents::run);
    c.steps.add(second::run);
    return c;
  }

  /**
   * Prepares products with the Gauss–Newton matrix Jᵀ H J: J is the Jacobian of the outputs, H the
   * Hessian of the loss as a function of the outputs alone. With a cross entropy of logits that is
   * the Fisher matrix of the model. Otherwise as {@link #hessian}.
   *
   * @param outputs a variable between the leaves and the loss
   */
  public static Curvature gaussNewton(
      Variable outputs,
      Variable loss,
      List<Variable> of,
      List<? extends Tensor> directions,
      List<? extends Tensor> products) {
    scalar(loss);
    Curvature c = new Curvature(loss);
    Pool pool = new Pool(c.tape.workspace(), c.tape.dtype());
    Map<Variable, Tensor> targets = Pushforward.seeds(of, products);
    Reverse gradients = Reverse.keeping(c.tape, pool, loss, outputs); // first: its memory stays
    c.gradients = gradients;
    Tangents forth = new Tangents(c.tape, pool, outputs, Pushforward.seeds(of, directions));
    Tensor moved = forth.tangent(outputs);
    Reverse back = Reverse.into(c.tape, pool, outputs, targets);
    Tensor change = c.tape.workspace().zeros(c.tape.dtype(), outputs.shape().extents());
    if (moved != null) {
      Map<Variable, Tensor> seed = new IdentityHashMap<>(Map.of(outputs, moved));
      Tangents through = new Tangents(c.tape, pool, loss, seed);
      Map<Variable, Tensor> middle = new IdentityHashMap<>(Map.of(outputs, change));
      SecondReverse second =
          new SecondReverse(c.tape, pool, loss, through, gradients, middle, outputs);
      c.steps.add(forth::run);
      c.steps.add(through::run);
      c.steps.add(second::run);
    }
    c.steps.add(() -> back.run(change));
    return c;
  }

  /**
   * Prepares products with the empirical Fisher matrix Jᵀ J / n, J the Jacobian of n losses, one
   * for each sample: the mean of g gᵀ over their gradients g. Otherwise as {@link #hessian}.
   *
   * @param losses a vector
   */
  public static Curvature fisher(
      Variable losses,
      List<Variable> of,
      List<? extends Tensor> directions,
      List<? extends Tensor> products) {
    Curvature c = new Curvature(losses);
    Pool pool = new Pool(c.tape.workspace(), c.tape.dtype());
    Map<Variable, Tensor> targets = Pushforward.seeds(of, products);
    Tangents forth = new Tangents(c.tape, pool, losses, Pushforward.seeds(of, directions));
    Tensor moved = forth.tangent(losses);
    Reverse back = Reverse.into(c.tape, pool, losses, targets);
    Tensor scaled = c.tape.workspace().zeros(c.tape.dtype(), losses.shape().extents());
    if (moved != null) {
      Expression share = Expression.of(moved).multiply(1.0 / losses.shape().size());
      c.steps.add(forth::run);
      c.steps.add(c.tape.kernels().maps().prepare(share, scaled)::run);
    }
    c.steps.add(() -> back.run(scaled));
    return c;
  }

  /**
   * Takes the point at which products are computed: the values that the tape holds now. For a
   * Hessian the gradients of the leaves are written, as {@link Tape#backward} does. To be called
   * after each forward pass.
   */
  public void linearize() {
    require();
    Reverse sweep = gradients;
    if (sweep != null) {
      sweep.run();
    }
  }

  /** Computes the products for what the directions hold now. */
  public void run() {
    require();
    for (int i = 0; i < steps.size(); i++) {
      steps.get(i).run();
    }
  }

  private void require() {
    tape.requirePresent(root);
    tape.history().requireVersion(version);
  }
}
