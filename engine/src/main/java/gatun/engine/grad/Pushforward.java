package gatun.engine.grad;

import gatun.engine.Check;
import gatun.engine.Tensor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Forward mode: the derivative of a recorded value in a direction, J v, prepared once and run as
 * often as the tape is run with the same operations. Costs about as much as the forward pass;
 * allocates nothing.
 */
public final class Pushforward {
  private final Tape tape;
  private final Variable y;
  private final long version;
  private final Tangents tangents;

  /**
   * Prepares the derivative.
   *
   * @param y the recorded value
   * @param of leaves, inputs or other variables that y was computed from
   * @param directions a dense tensor for each of them, of its shape; read in each run
   * @throws UnsupportedOperationException if an operation has no Jacobian-vector product
   */
  public Pushforward(Variable y, List<Variable> of, List<? extends Tensor> directions) {
    this.tape = y.tape();
    this.y = y;
    this.version = tape.history().version();
    Pool pool = new Pool(tape.workspace(), tape.dtype());
    this.tangents = new Tangents(tape, pool, y, seeds(of, directions));
  }

  static Map<Variable, Tensor> seeds(List<Variable> of, List<? extends Tensor> tensors) {
    Check.that(
        of.size() == tensors.size(),
        () -> "expected a tensor for each of " + of.size() + " variables, found " + tensors.size());
    Map<Variable, Tensor> seeds = new IdentityHashMap<>();
    for (int i = 0; i < of.size(); i++) {
      Variable v = of.get(i);
      v.tape().requirePresent(v);
      Tensor tensor = tensors.get(i);
      Check.dtype("direction or product", tensor, v.tape().dtype());
      boolean fits = tensor.shape().equals(v.shape()) && tensor.contiguous();
      int number = i;
      Check.that(
          fits, () -> "tensor " + number + ": expected dense " + v.shape() + ", found " + tensor);
      seeds.put(v, tensor);
    }
    return seeds;
  }

  /** Computes J v at what the tape holds now. */
  public void run() {
    tape.requirePresent(y);
    tape.history().requireVersion(version);
    tangents.run();
  }

  /** Returns whether the value depends on the variables; if not, J v is zero. */
  public boolean moves() {
    return tangents.tangent(y) != null;
  }

  /**
   * Returns J v after {@link #run}.
   *
   * @throws IllegalStateException if y does not depend on the directions
   */
  public Tensor tangent() {
    Tensor tangent = tangents.tangent(y);
    if (tangent == null) {
      throw new IllegalStateException("the value does not depend on these variables: J v = 0");
    }
    return tangent;
  }
}
