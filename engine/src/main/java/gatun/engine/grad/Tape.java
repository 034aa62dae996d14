package gatun.engine.grad;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Records what is computed from leaves and inputs, and carries gradients back. Operations are
 * computed at once; a step is
 *
 * <pre>{@code
 * tape.begin();
 * Variable w = tape.leaf(weights, gradient);      // the caller owns both tensors
 * Variable y = Products.linear(tape.constant(x), w, tape.leaf(b, db), Activation.RELU);
 * Variable loss = Losses.crossEntropy(y, tape.constant(labels), 0);
 * tape.backward(loss);                            // gradient and db are written
 * }</pre>
 *
 * <p>The next {@link #begin} forgets the step, but keeps its memory and its prepared kernels: as
 * long as the next step does the same operations on the same shapes, it allocates nothing, on the
 * heap or off it. At the first difference the rest is dropped and its memory is used again. Results
 * have the same bits for any number of threads of the backend. Not for several threads at once.
 *
 * <p>Memory: every value is kept until the backward sweep; gradients only until they have been
 * used. It belongs to the workspace.
 */
public final class Tape {
  private final Workspace workspace;
  private final DType dtype;
  private final Kernels kernels;
  private final Map<DType, Pool> values;
  private final Map<DType, Pool> segments = new EnumMap<>(DType.class);
  private final Pool scratches;
  private final Pool gradients;
  private final History history = new History();
  private final Sources sources;
  private final List<Reverse> sweeps = new ArrayList<>();
  private final List<Checkpoint> checkpoints = new ArrayList<>();
  private int checkpoint;
  private boolean lent;
  private boolean repeating;

  private Tape(Workspace workspace, DType dtype) {
    this.workspace = workspace;
    this.dtype = dtype;
    this.kernels = new Kernels(workspace, dtype);
    this.values = new EnumMap<>(DType.class);
    this.scratches = new Pool(workspace, dtype);
    this.gradients = new Pool(workspace, dtype);
    this.sources = new Sources(this, null);
  }

  private Tape(Tape outer, Checkpoint around) {
    this.workspace = outer.workspace;
    this.dtype = outer.dtype;
    this.kernels = outer.kernels;
    this.values = outer.segments;
    this.scratches = outer.scratches;
    this.gradients = outer.gradients;
    this.sources = new Sources(this, around);
  }

  /** Opens a tape whose memory it shares with all others inside the same one. */
  static Tape inside(Tape outer, Checkpoint around) {
    return new Tape(outer, around);
  }

  /**
   * Opens a tape that takes its memory from a workspace and runs on its backend.
   *
   * @param dtype F32 or F64, the type of all variables but integer constants
   */
  public static Tape on(Workspace workspace, DType dtype) {
    Check.that(dtype.computes(), () -> "Tape: expected F32 or F64, found " + dtype);
    return new Tape(workspace, dtype);
  }

  /** Returns the workspace that owns the memory. */
  public Workspace workspace() {
    return workspace;
  }

  /** Returns the element type. */
  public DType dtype() {
    return dtype;
  }

  /** Begins a step: variables of the last one are not used any more. */
  public void begin() {
    history.rewind();
    checkpoint = 0;
  }

  /**
   * Returns a parameter: a tensor whose gradient {@link #backward} writes into another one,
   * whatever that holds. Both belong to the caller. Called again in a step with the same value, it
   * returns the same variable.
   *
   * @param value densely packed, of the tape's type
   * @param gradient likewise, of the same shape; shares no memory with the value
   */
  public Variable leaf(Tensor value, Tensor gradient) {
    return sources.leaf(value, gradient);
  }

  /**
   * Returns a constant. It is read where it is, or copied, if other tensors of its shape take turns
   * from step to step or if it is not densely packed.
   *
   * @param tensor of the tape's type, or integers for operations that take indices or labels
   */
  public Variable constant(Tensor tensor) {
    return sources.outside(tensor, false);
  }

  /** Returns a {@link #constant} with a gradient, whose memory belongs to the tape. */
  public Variable input(Tensor tensor) {
    Check.dtype("input", tensor, dtype);
    return sources.outside(tensor, true);
  }

  /** Returns op(a), computed. */
  public Variable apply(Op op, Variable a) {
    Variable seen = history.match(op, 1, a, a, a);
    return seen != null ? again(seen) : record(op, a);
  }

  /** Returns op(a, b), computed. */
  public Variable apply(Op op, Variable a, Variable b) {
    Variable seen = history.match(op, 2, a, b, b);
    return seen != null ? again(seen) : record(op, a, b);
  }

  /** Returns op(a, b, c), computed. */
  public Variable apply(Op op, Variable a, Variable b, Variable c) {
    Variable seen = history.match(op, 3, a, b, c);
    return seen != null ? again(seen) : record(op, a, b, c);
  }

  Variable apply(Op op, Variable a, Variable b, Variable c, Variable d, Variable e) {
    Variable seen = history.match(op, 5, a, b, c);
    boolean same = seen != null && seen.inputs[3] == d && seen.inputs[4] == e;
    return seen != null && same ? again(seen) : record(op, a, b, c, d, e);
  }

  /** Returns op of any number of inputs, computed. */
  public Variable apply(Op op, Variable... inputs) {
    Variable seen = history.seen(inputs.length);
    if (seen != null && op.equals(seen.op()) && Arrays.equals(seen.inputs, inputs)) {
      return again(seen);
    }
    return record(op, inputs.clone());
  }

  /** Computes what stands here once more. */
  private Variable again(Variable seen) {
    for (Variable input : seen.inputs) {
      requirePresent(input);
    }
    history.pass();
    seen.compute();
    return seen;
  }

  private Variable record(Op op, Variable... inputs) {
    for (Variable input : inputs) {
      Check.that(input.tape() == this, () -> op.name() + ": an input is of another tape");
      requirePresent(input);
    }
    Variable made = new Variable(this, drop(), op, inputs);
    Site site = new Site(made, null);
    try {
      op.forward(site);
      made.work(site.finish());
    } catch (RuntimeException e) {
      made.release();
      throw e;
    }
    made.compute();
    return history.place(made);
  }

  /** Drops what stood here and behind in the last step; returns this place. */
  int drop() {
    sweeps.forEach(Reverse::release);
    sweeps.clear();
    return history.drop();
  }

  /**
   * Carries the gradient of a scalar back to all leaves and inputs: each gets ∂loss/∂value, or 0 if
   * the loss does not depend on it.
   */
  public void backward(Variable loss) {
    Check.that(
        loss.shape().size() == 1,
        () ->
            "backward: expected a scalar, found shape "
                + loss.shape()
                + "; pass a cotangent of that shape");
    reverse(loss, false).run();
  }

  /** Carries a cotangent of y back: each leaf and input gets Jᵀ cotangent. */
  public void backward(Variable y, Tensor cotangent) {
    reverse(y, false).run(cotangent);
  }

  /** Carries a cotangent of y back and adds to the gradients of leaves and inputs. */
  public void backwardAdding(Variable y, Tensor cotangent) {
    reverse(y, true).run(cotangent);
  }

  private Reverse reverse(Variable root, boolean adding) {
    requirePresent(root);
    Check.that(root.wanted(), () -> "backward: the variable depends on no leaf and no input");
    for (int i = 0; i < sweeps.size(); i++) {
      if (sweeps.get(i).begins(root, adding)) {
        return sweeps.get(i);
      }
    }
    Reverse made = Reverse.to(this, root, adding);
    sweeps.add(made);
    return made;
  }

  void requirePresent(Variable v) {
    history.requirePresent(v);
  }

  Variable node(int index) {
    return history.node(index);
  }

  /**
   * Returns the value of a segment, of which nothing else is kept: its values are computed once
   * more in the backward sweep, in memory that all segments share. Values have the same bits as
   * without; gradients, too, but for the order in which those of one input are added. Also for
   * values that need no gradient it saves memory.
   *
   * <p>The segment has no tangents: forward mode and {@link Curvature} refuse it.
   */
  public Variable checkpoint(Segment segment, Variable... x) {
    if (checkpoint < checkpoints.size() && !checkpoints.get(checkpoint).runs(segment)) {
      checkpoints.subList(checkpoint, checkpoints.size()).clear();
    }
    if (checkpoint == checkpoints.size()) {
      checkpoints.add(new Checkpoint(segment, this));
    }
    return checkpoints.get(checkpoint++).run(x);
  }

  Sources sources() {
    return sources;
  }

  /** Returns whether a forward pass runs that has been run in this step already. */
  boolean repeating() {
    return repeating;
  }

  void repeating(boolean now) {
    repeating = now;
  }

  History history() {
    return history;
  }

  Kernels kernels() {
    return kernels;
  }

  /** Returns memory for a value; never some that other tapes may overwrite meanwhile. */
  Pool.Block take(DType type, long size) {
    Pool pool = values.computeIfAbsent(type, t -> new Pool(workspace, t));
    return lent ? pool.fresh(size) : pool.take(size);
  }

  /** Lets other tapes use the memory of all values until this one computes them again. */
  void lend() {
    history.release();
    lent = true;
  }

  Pool scratches() {
    return scratches;
  }

  Pool gradients() {
    return gradients;
  }
}
