package gatun.nn;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A layer with its numbers: parameters, their gradients, and buffers, all in one workspace.
 *
 * <pre>{@code
 * Model model = Model.of(Models.mlp(784, 512, 10), DType.F32, workspace, new Philox(1));
 * Tape tape = Tape.on(workspace, DType.F32);
 * tape.begin();
 * Variable y = model.forward(tape, tape.constant(images), Mode.TRAIN, random);
 * tape.backward(Losses.crossEntropy(y, tape.constant(labels), 0));  // writes model.gradients()
 * }</pre>
 *
 * <p>A step that repeats the last one on tensors of the same shapes allocates nothing. Results have
 * the same bits for any number of threads. Not for several threads at once.
 */
public final class Model {
  private final Layer layer;
  private final DType dtype;
  private final Workspace workspace;
  private final List<Declaration.Entry> entries;
  private final Parameters parameters;
  private final Parameters gradients;
  private final Parameters buffers;
  private final Scope.Step step = new Scope.Step();
  private final Scope scope = new Scope(step);
  private @Nullable Tape predictions;

  private Model(Layer layer, DType dtype, Workspace w, Collection<Declaration.Entry> entries) {
    this.layer = layer;
    this.dtype = dtype;
    this.workspace = w;
    this.entries = List.copyOf(entries);
    Parameters.Builder trained = Parameters.builder(dtype);
    Parameters.Builder kept = Parameters.builder(dtype);
    for (Declaration.Entry entry : entries) {
      (entry.buffer() ? kept : trained).add(entry.name(), entry.interchange().held().extents());
    }
    this.parameters = trained.build(w);
    this.gradients = parameters.like(w);
    this.buffers = kept.build(w);
    for (Declaration.Entry entry : entries) {
      scope.hold(
          entry.name(), tensor(entry), entry.buffer() ? null : gradients.parameter(entry.name()));
    }
  }

  /**
   * Makes the parameters of a layer and gives them their first values.
   *
   * @param dtype F32 or F64
   * @param workspace owns all memory: parameters, gradients, and what predictions need
   * @param random gives a seed to each parameter in the order of declaration; equal generators make
   *     equal models
   */
  public static Model of(Layer layer, DType dtype, Workspace workspace, RandomGenerator random) {
    Model model = new Model(layer, dtype, workspace, Declaration.of(layer));
    model.initialize(random);
    return model;
  }

  /** Gives all parameters and buffers their first values again. */
  public void initialize(RandomGenerator random) {
    for (Declaration.Entry entry : entries) {
      long seed = entry.buffer() ? 0 : random.nextLong();
      entry.initializer().fill(tensor(entry), entry.fan(), new Philox(seed));
    }
  }

  HostTensor tensor(Declaration.Entry entry) {
    return (entry.buffer() ? buffers : parameters).parameter(entry.name());
  }

  List<Declaration.Entry> entries() {
    return entries;
  }

  /** Returns what is computed. */
  public Layer layer() {
    return layer;
  }

  /** Returns the element type. */
  public DType dtype() {
    return dtype;
  }

  /** Returns the workspace that owns the memory. */
  public Workspace workspace() {
    return workspace;
  }

  /** Returns what is trained. */
  public Parameters parameters() {
    return parameters;
  }

  /** Returns what {@link Tape#backward} writes, of the same layout. */
  public Parameters gradients() {
    return gradients;
  }

  /** Returns what is kept but not trained, such as running statistics. */
  public Parameters buffers() {
    return buffers;
  }

  /**
   * Computes the output on a tape; parameters are leaves.
   *
   * @param x of the tape, of the model's type
   * @throws IllegalStateException if a layer needs random numbers
   */
  public Variable forward(Tape tape, Variable x, Mode mode) {
    return run(tape, x, mode, true, null);
  }

  /**
   * Computes the output with other variables in the place of the parameters, such as those after an
   * inner step of learning: gradients go where the variables came from.
   *
   * @param parameters gives a variable of the shape of each parameter by its name
   * @param random for dropout in training
   */
  public Variable forwardWith(
      Function<String, Variable> parameters, Variable x, Mode mode, Philox random) {
    step.substitutes = parameters;
    try {
      return run(x.tape(), x, mode, true, random);
    } finally {
      step.substitutes = null;
    }
  }

  /**
   * Computes the output on a tape; parameters are leaves.
   *
   * @param random for dropout in training; the same object in every step
   */
  public Variable forward(Tape tape, Variable x, Mode mode, Philox random) {
    return run(tape, x, mode, true, random);
  }

  /** Computes the output on a tape, to be used: parameters are constants, without gradients. */
  public Variable evaluate(Tape tape, Variable x) {
    return run(tape, x, Mode.EVALUATE, false, null);
  }

  /**
   * Returns the output for an input, without gradients. It stays as it is until the next
   * prediction; its memory belongs to the model.
   *
   * <p>Predictions on one shape allocate only at the first. The outputs of the layers of a {@link
   * Sequential} take turns in memory.
   *
   * @param x of the model's type, batch first
   */
  public Tensor predict(Tensor x) {
    Tape known = predictions;
    Tape tape = known != null ? known : (predictions = Tape.on(workspace, dtype));
    tape.begin();
    step.forgetting = true;
    try {
      return evaluate(tape, tape.constant(x)).value();
    } finally {
      step.forgetting = false;
    }
  }

  private Variable run(
      Tape tape, Variable x, Mode mode, boolean learning, @Nullable Philox random) {
    if (tape.dtype() != dtype) { // not Check.that: its message would allocate
      throw new IllegalArgumentException(
          "model: expected a tape of " + dtype + ", found one of " + tape.dtype());
    }
    step.tape = tape;
    step.mode = mode;
    step.learning = learning;
    step.random = random;
    try {
      return layer.forward(scope, x);
    } finally {
      step.tape = null;
      step.random = null;
    }
  }

  /**
   * Returns a table of the layers: name, kind, shape of the output, number of parameters. Runs the
   * model once on zeros in a workspace of its own, which is closed then.
   *
   * @param extents the shape of an input, batch first
   */
  public String summary(long... extents) {
    return Summary.of(this, step, extents);
  }

  /**
   * Writes parameters and buffers as safetensors: names and layouts are those of PyTorch (weights
   * of convolutions (outputs, inputs, taps…)), so that a module built alike loads the file.
   *
   * @throws IOException if the file cannot be written; what was there before stays
   */
  public void save(Path file) throws IOException {
    save(file, Map.of());
  }

  /**
   * Writes parameters and buffers as {@link #save(Path)} does, and texts as metadata of the file.
   *
   * @param texts by name, any but {@code format}
   * @throws IOException if the file cannot be written; what was there before stays
   */
  public void save(Path file, Map<String, String> texts) throws IOException {
    StateFile.save(this, texts, file);
  }

  /**
   * Reads parameters and buffers from safetensors, this model's or a state dictionary of PyTorch;
   * elements are converted to the model's type. Counters named {@code num_batches_tracked} are
   * passed over. Nothing is changed unless everything fits.
   *
   * @throws IllegalArgumentException naming every entry that is missing, unexpected or of another
   *     shape
   * @throws gatun.engine.io.FormatException if the file is not of the format
   * @throws IOException if it cannot be read
   */
  public void load(Path file) throws IOException {
    StateFile.load(this, file);
  }
}
