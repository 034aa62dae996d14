package gatun.engine.grad;

import gatun.engine.Binary;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Unary;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value on a {@link Tape}, computed when it is made, and its place in the history by which
 * gradients go back. Variables belong to the step in which they were made.
 *
 * <p>Operands of different shapes are broadcast: axes stand against each other from the last one
 * on, with the same extent, or with extent 1 and then repeated. Gradients are summed back. An
 * elementwise function moves its operands and its result once, and as much again for each gradient.
 * More operations are in {@link Products}, {@link Shaping}, {@link Aggregates} and {@link Losses}.
 */
public final class Variable {
  private static final Variable[] NOTHING = {};

  private final Tape tape;
  private final int index;
  private final @Nullable Op op;
  private final boolean wanted;
  private final List<Pool.Block> blocks = new ArrayList<>();
  private final List<@Nullable Tensor> saves = new ArrayList<>();
  final Variable[] inputs;
  final @Nullable Tensor source; // what a leaf was made of
  private @Nullable Tensor value;
  private @Nullable Tensor gradient;
  private Pass[] work = {};

  /** Makes a leaf, wanted if a gradient goes to it. */
  Variable(
      Tape tape,
      int index,
      Tensor source,
      Tensor value,
      @Nullable Tensor gradient,
      boolean wanted) {
    this.tape = tape;
    this.index = index;
    this.op = null;
    this.inputs = NOTHING;
    this.source = source;
    this.value = value;
    this.gradient = gradient;
    this.wanted = wanted;
  }

  /** Makes the result of an operation, not yet computed. */
  Variable(Tape tape, int index, Op op, Variable[] inputs) {
    this.tape = tape;
    this.index = index;
    this.op = op;
    this.inputs = inputs;
    this.source = null;
    boolean any = false;
    for (Variable input : inputs) {
      any |= input.wanted;
    }
    this.wanted = any && !(op instanceof StopGradient);
  }

  /** Returns the tape. */
  public Tape tape() {
    return tape;
  }

  /**
   * Returns the value. It may be read until the next step begins; writing to it makes gradients
   * wrong.
   *
   * @throws IllegalStateException if the variable is of an earlier step
   */
  public Tensor value() {
    tape.requirePresent(this);
    return held();
  }

  /** Returns the only element of the value. */
  public double scalar() {
    HostTensor only = (HostTensor) value();
    if (only.size() != 1) { // not Check.that: this stands in loops that allocate nothing
      throw new IllegalArgumentException("scalar: expected one element, found " + only.shape());
    }
    return only.shape().rank() == 0 ? only.at() : only.reshape().at();
  }

  /**
   * Returns the gradient of a leaf or an input after {@link Tape#backward}.
   *
   * @throws IllegalStateException if the variable keeps none
   */
  public Tensor gradient() {
    Tensor known = gradient;
    if (known == null) {
      throw new IllegalStateException(
          "this variable keeps no gradient: only those of Tape.leaf and Tape.input do");
    }
    return known;
  }

  /** Returns the extents. */
  public Shape shape() {
    return held().shape();
  }

  /** Returns the element type. */
  public DType dtype() {
    return held().dtype();
  }

  /** Returns f(this). */
  public Variable apply(Unary f) {
    return tape.apply(Elementwise.of(f), this);
  }

  /** Returns f(this, y). */
  public Variable apply(Binary f, Variable y) {
    return tape.apply(Elementwise.of(f), this, y);
  }

  /** Returns this + y. */
  public Variable add(Variable y) {
    return apply(Binary.ADD, y);
  }

  /** Returns this + y. */
  public Variable add(double y) {
    return affine(1, y);
  }

  /** Returns this − y. */
  public Variable subtract(Variable y) {
    return apply(Binary.SUBTRACT, y);
  }

  /** Returns this · y, element by element. */
  public Variable multiply(Variable y) {
    return apply(Binary.MULTIPLY, y);
  }

  /** Returns this · y. */
  public Variable multiply(double y) {
    return affine(y, 0);
  }

  /** Returns this / y, element by element. */
  public Variable divide(Variable y) {
    return apply(Binary.DIVIDE, y);
  }

  /** Returns scale · this + shift. */
  public Variable affine(double scale, double shift) {
    return Elementwise.affine(this, scale, shift);
  }

  /** Returns this, but not below {@code low} and not above {@code high}; outside, gradient 0. */
  public Variable clamp(double low, double high) {
    return Elementwise.clamp(this, low, high);
  }

  /** Returns this to the power of a constant. */
  public Variable pow(double exponent) {
    return Elementwise.power(this, exponent);
  }

  /** Returns {@code yes} where this is not 0, else {@code no}. This gets no gradient. */
  public Variable select(Variable yes, Variable no) {
    return tape.apply(Elementwise.SELECT, this, yes, no);
  }

  /** Returns this value as a constant: nothing goes back through it. Shares memory. */
  public Variable stopGradient() {
    return tape.apply(StopGradient.STOP, this);
  }

  /** Returns −this. */
  public Variable negate() {
    return apply(Unary.NEGATE);
  }

  /** Returns max(this, 0). */
  public Variable relu() {
    return apply(Unary.RELU);
  }

  /** Returns the hyperbolic tangent. */
  public Variable tanh() {
    return apply(Unary.TANH);
  }

  /** Returns 1 / (1 + e^(−this)). */
  public Variable sigmoid() {
    return apply(Unary.SIGMOID);
  }

  /** Returns e^this. */
  public Variable exp() {
    return apply(Unary.EXP);
  }

  /** Returns the natural logarithm. */
  public Variable log() {
    return apply(Unary.LOG);
  }

  /** Returns this². */
  public Variable square() {
    return apply(Unary.SQUARE);
  }

  /**
   * Lends the memory of this value to later ones of the step. The caller knows that nothing reads
   * it any more, in this step and in all that repeat it. A value with a gradient stays as it is.
   *
   * @param y what was computed from it last; if it shares the memory, this stays, too
   */
  public void spent(Variable y) {
    if (op != null && !wanted && !y.wanted() && !Work.overlap(held(), y.held())) {
      release();
    }
  }

  int index() {
    return index;
  }

  @Nullable Op op() {
    return op;
  }

  /** Returns whether a gradient goes back through this variable. */
  public boolean wanted() {
    return wanted;
  }

  Tensor held() {
    return Objects.requireNonNull(value, "the operation made no output: it must call Site.makes");
  }

  void hold(Tensor output) {
    value = output;
  }

  void keep(Pool.Block block) {
    blocks.add(block);
  }

  void save(int key, Tensor tensor) {
    while (saves.size() <= key) {
      saves.add(null);
    }
    saves.set(key, tensor);
  }

  Tensor saved(int key) {
    return Objects.requireNonNull(saves.get(key));
  }

  @Nullable Tensor gradientOrNull() {
    return gradient;
  }

  void work(Pass[] passes) {
    work = passes;
  }

  void compute() {
    for (Pass pass : work) {
      pass.run();
    }
  }

  /** Gives the memory back; the tensors stay bound to it. */
  void release() {
    blocks.forEach(Pool.Block::release);
    blocks.clear();
  }
}
