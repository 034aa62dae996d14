package gatun.engine.grad;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Expression;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One place on a {@link Tape} while the work of an {@link Op} there is described: the tensors that
 * it reads and writes, and the kernels that work on them. All tensors are densely packed, of the
 * tape's type if nothing else is said.
 */
public final class Site {
  private final Variable node;
  private final Tape tape;
  private final Work work;

  Site(Variable node, @Nullable Sweep sweep) {
    this.node = node;
    this.tape = node.tape();
    this.work = new Work(node, sweep);
  }

  /** Returns the workspace that owns the memory. */
  public Workspace workspace() {
    return tape.workspace();
  }

  /** Returns the element type of the tape. */
  public DType dtype() {
    return tape.dtype();
  }

  /** Returns the operations of the engine for the tape's workspace and type. */
  public Kernels kernels() {
    return tape.kernels();
  }

  Pool pool() {
    return work.sweep().pool();
  }

  /** Returns the number of inputs. */
  public int inputs() {
    return node.inputs.length;
  }

  /** Returns the value of an input. */
  public Tensor input(int i) {
    return node.inputs[i].held();
  }

  /** Returns the value of the output. */
  public Tensor output() {
    return node.held();
  }

  /** Returns whether the gradient of an input is needed. */
  public boolean wants(int i) {
    return node.inputs[i].wanted();
  }

  /** In {@link Op#forward}: takes memory for an output of the given shape, and returns it. */
  public Tensor makes(Shape shape) {
    return makes(shape.extents());
  }

  /** In {@link Op#forward}: takes memory for an output of the given extents, and returns it. */
  public Tensor makes(long... extents) {
    Shape shape = Shape.of(extents);
    Pool.Block block = tape.take(dtype(), shape.size());
    node.keep(block);
    HostTensor value = block.as(extents);
    node.hold(value);
    return value;
  }

  /** In {@link Op#forward}: makes a view of an input's memory the output; it must be dense. */
  public void shares(Tensor view) {
    Check.that(view.contiguous(), () -> "the output must be densely packed");
    node.hold(view);
  }

  /** In {@link Op#forward}: memory that belongs to this place, for what the gradient needs. */
  public Tensor save(int key, DType dtype, long... extents) {
    Pool.Block block = tape.take(dtype, Shape.of(extents).size());
    node.keep(block);
    HostTensor memory = block.as(extents);
    node.save(key, memory);
    return memory;
  }

  /** Returns what {@link #save} made under this key. */
  public Tensor saved(int key) {
    return node.saved(key);
  }

  /** Returns memory for this work alone; what it holds when the work begins is not defined. */
  public Tensor scratch(long... extents) {
    return work.scratch(extents);
  }

  /** Registers work to be run, in the order of registration. */
  public void then(Pass pass) {
    work.then(pass);
  }

  /** Registers target ← value, in one pass over memory. */
  public void then(Expression value, Tensor target) {
    work.then(value, target);
  }

  /** Registers target ← value, which is left out when a forward pass is run once more. */
  void once(Expression value, Tensor target) {
    Pass pass = kernels().maps().prepare(value, target)::run;
    then(() -> {
      if (!tape.repeating()) {
        pass.run();
      }
    });
  }

  /** Registers work that draws random numbers: a pass that is run once more draws the same. */
  void draws(Philox random, Pass pass) {
    long[] first = new long[1];
    then(() -> {
      long now = random.position();
      if (tape.repeating()) {
        random.position(first[0]);
        pass.run();
        random.position(now);
      } else {
        first[0] = now;
        pass.run();
      }
    });
  }

  /** In {@link Op#forward}: registers output ← value. */
  public void fills(Expression value) {
    then(value, output());
  }

  /** Returns the gradient with respect to the output. */
  public Tensor cotangent() {
    return Objects.requireNonNull(work.sweep().cotangent(node), "no cotangent in this method");
  }

  /**
   * Returns a tensor shaped like the cotangent to compute into from it, element by element: the
   * cotangent itself if nobody needs it any more, else scratch memory.
   */
  public Tensor spent() {
    return work.sweep().disposable(node) ? cotangent() : scratch(cotangent().shape().extents());
  }

  /** Returns the tangent of an input, null if it is zero. */
  public @Nullable Tensor tangent(int i) {
    return work.sweep().tangent(node.inputs[i]);
  }

  /** In {@link Op#tangentOfVjp}: the tangent of the output, null if it is zero. */
  public @Nullable Tensor outputTangent() {
    return work.sweep().tangent(node);
  }

  /** In {@link Op#tangentOfVjp}: the tangent of the cotangent, null if it is zero. */
  public @Nullable Tensor cotangentTangent() {
    return work.sweep().cotangentTangent(node);
  }

  /**
   * Gives the gradient of an input (in {@link Op#tangentOfVjp} its tangent) as a formula at the
   * output's shape; where the input was broadcast, it is summed back.
   */
  public void give(int i, Expression value) {
    give(i, value, node.held().shape());
  }

  /** {@link #give(int, Expression)} for a formula that is computed at another shape. */
  public void give(int i, Expression value, Shape computed) {
    if (wants(i)) {
      work.give(node.inputs[i], value, computed);
    }
  }

  /** Gives the gradient of an input by work that overwrites a tensor of the input's shape. */
  public void give(int i, Writer writer) {
    give(i, node.inputs[i].held().shape(), writer);
  }

  /**
   * Gives the gradient of an input by work that overwrites a tensor.
   *
   * @param as the shape under which the work wants its target
   */
  public void give(int i, Shape as, Writer writer) {
    if (wants(i)) {
      work.write(node.inputs[i], as, writer);
    }
  }

  /**
   * Begins to give the gradient of an input by work of several results: returns the memory to be
   * overwritten. If the gradient is not wanted, that is scratch memory.
   */
  public Tensor begin(int i) {
    return wants(i) ? work.begin(node.inputs[i]) : scratch(input(i).shape().extents());
  }

  /** Says that the work registered by now has written what {@link #begin} returned. */
  public void end(int i, Tensor written) {
    if (wants(i)) {
      work.end(node.inputs[i], written);
    }
  }

  /** Gives the gradient of an input by work that is prepared for a target of the input's shape. */
  public void prepare(int i, Preparer preparer) {
    if (wants(i)) {
      work.prepare(node.inputs[i], node.inputs[i].held().shape(), preparer);
    }
  }

  /** Gives the gradient of an input by work that can add to what is there. */
  public void give(int i, Accumulator accumulator) {
    give(i, node.inputs[i].held().shape(), accumulator);
  }

  /**
   * Gives the gradient of an input by work that can add to what is there.
   *
   * @param as the shape under which the work wants its target
   */
  public void give(int i, Shape as, Accumulator accumulator) {
    if (wants(i)) {
      work.accumulate(node.inputs[i], as, accumulator);
    }
  }

  /** In {@link Op#jvp}: gives a part of the tangent of the output as a formula. */
  public void giveTangent(Expression value) {
    giveTangent(value, node.held().shape());
  }

  /** In {@link Op#jvp}: gives a part of the tangent of the output, computed at another shape. */
  public void giveTangent(Expression value, Shape computed) {
    work.give(node, value, computed);
  }

  /**
   * In {@link Op#jvp}: gives a part of the tangent of the output by work that overwrites a tensor.
   *
   * @param as the shape under which the work wants its target
   */
  public void giveTangent(Shape as, Writer writer) {
    work.write(node, as, writer);
  }

  /** In {@link Op#jvp}: gives a part of the tangent of the output, added to what is there. */
  public void giveTangent(Shape as, Accumulator accumulator) {
    work.accumulate(node, as, accumulator);
  }

  /** In {@link Op#jvp}: the memory of the tangent of the output, which all work is to write. */
  public Tensor beginTangent() {
    return work.begin(node);
  }

  /** In {@link Op#jvp}, once a part has been given: the memory of the sum of the parts. */
  public Tensor givenTangent() {
    work.flush();
    return Objects.requireNonNull(work.sweep().open(node).tensor);
  }

  /** Passes the cotangent on as the gradient of an input of the same size. */
  public void hand(int i) {
    give(
        i,
        Expression.of(cotangent().reshape(node.inputs[i].held().shape().extents())),
        node.inputs[i].held().shape());
  }

  /** Ends the description: returns the work. */
  Pass[] finish() {
    return work.finish();
  }
}
