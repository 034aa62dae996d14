package gatun.nn;

import gatun.engine.Activation;
import gatun.engine.Check;
import gatun.engine.grad.Normalize;
import gatun.engine.grad.Variable;

/**
 * y ← f((x − mean) / √(variance + ε) · weight + bias) for each channel, the last axis. In training
 * mean and variance are those of the batch, and the buffers {@code running_mean} and {@code
 * running_var} move towards them; otherwise they are the buffers. Parameters: {@code weight}, ones
 * at first, and {@code bias}, zeros.
 *
 * <p>Ioffe, Szegedy, ICML 2015. Moves 5 values an element forward and 8 backward.
 */
public final class BatchNorm implements Activated {
  private final int channels;
  private final double epsilon;
  private final double momentum;
  private final Activation activation;
  private final Normalize.Batch training;
  private final Normalize.Batch running;

  private BatchNorm(int channels, double epsilon, double momentum, Activation activation) {
    Check.that(
        channels >= 1 && epsilon > 0 && momentum >= 0 && momentum <= 1,
        () -> "BatchNorm: expected channels >= 1, epsilon > 0, momentum in [0, 1]");
    this.channels = channels;
    this.epsilon = epsilon;
    this.momentum = momentum;
    this.activation = activation;
    boolean relu = activation == Activation.RELU;
    this.training = new Normalize.Batch(epsilon, momentum, true, relu);
    this.running = new Normalize.Batch(epsilon, momentum, false, relu);
  }

  /** Returns a normalisation with ε = 10⁻⁵ and momentum 0.1, as in PyTorch. */
  public static BatchNorm of(int channels) {
    return new BatchNorm(channels, 1e-5, 0.1, Activation.IDENTITY);
  }

  /** Returns this layer with another number that is added to the variance. */
  public BatchNorm epsilon(double added) {
    return new BatchNorm(channels, added, momentum, activation);
  }

  /** Returns this layer with running statistics that move by another part in each step. */
  public BatchNorm momentum(double part) {
    return new BatchNorm(channels, epsilon, part, activation);
  }

  @Override
  public Activation activation() {
    return activation;
  }

  @Override
  public BatchNorm activated(Activation function) {
    return new BatchNorm(channels, epsilon, momentum, function);
  }

  @Override
  public void declare(Declaration d) {
    Fan fan = new Fan(1, 1);
    d.parameter("weight", Initializers.ones(), fan, channels);
    d.parameter("bias", Initializers.zeros(), fan, channels);
    d.buffer("running_mean", 0, channels);
    d.buffer("running_var", 1, channels);
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Features.require("BatchNorm", x, channels);
    Variable y =
        Normalize.batchNorm(
            x,
            scope.parameter("weight"),
            scope.parameter("bias"),
            scope.tape().constant(scope.buffer("running_mean")),
            scope.tape().constant(scope.buffer("running_var")),
            scope.training() ? training : running);
    return activation == Activation.RELU ? y : Activate.of(activation, y);
  }

  @Override
  public String toString() {
    return "BatchNorm[channels=" + channels + ", activation=" + activation + "]";
  }
}
