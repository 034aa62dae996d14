package gatun.nn;

import gatun.engine.Activation;
import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.HostTensor;
import gatun.engine.Sampling;
import java.util.function.ToDoubleFunction;

/**
 * The usual first values of parameters. Results have the same bits for any number of threads; those
 * that are uniform, and constants, also for any vector width and backend.
 */
public final class Initializers {
  private Initializers() {}

  /** Which of the two numbers of {@link Fan} keeps its scale: of values, or of gradients. */
  public enum Along {
    /** Variances of outputs, forward. */
    IN,
    /** Variances of gradients, backward. */
    OUT;

    long of(Fan fan) {
      return this == IN ? fan.in() : fan.out();
    }
  }

  /** Returns zeros. */
  public static Initializer zeros() {
    return constant(0);
  }

  /** Returns ones. */
  public static Initializer ones() {
    return constant(1);
  }

  /** Returns one number everywhere. */
  public static Initializer constant(double value) {
    return (x, fan, random) ->
        Blas.of(x.owner().backend(), x.dtype()).fill(value, x.reshape(x.size()));
  }

  /** Returns numbers spread evenly over [low, high). */
  public static Initializer uniform(double low, double high) {
    Check.that(low <= high, () -> "uniform: expected low <= high, found " + low + ", " + high);
    return (x, fan, random) -> sampling(x).uniform(random, low, high, x);
  }

  /** Returns normal numbers. */
  public static Initializer normal(double mean, double deviation) {
    Check.that(
        deviation >= 0, () -> "normal: expected a deviation of 0 or more, found " + deviation);
    return (x, fan, random) -> sampling(x).normal(random, mean, deviation, x);
  }

  /** Returns normal numbers under the condition that they lie within two deviations of 0. */
  public static Initializer truncatedNormal(double deviation) {
    return truncatedNormal(0, deviation, -2 * deviation, 2 * deviation);
  }

  /** Returns normal numbers under the condition low ≤ x ≤ high. Scalar: some 50 ns a number. */
  public static Initializer truncatedNormal(
      double mean, double deviation, double low, double high) {
    Check.that(
        deviation > 0 && low < high,
        () -> "truncatedNormal: expected a deviation > 0 and low < high");
    return (x, fan, random) -> sampling(x).truncatedNormal(random, mean, deviation, low, high, x);
  }

  /**
   * Returns what PyTorch gives to linear and convolutional layers by default, weights and biases:
   * uniform on ±1/√fan in. (PyTorch writes it as Kaiming's with a slope of √5.)
   */
  public static Initializer fanInUniform() {
    return spread(fan -> 1 / Math.sqrt(fan.in()));
  }

  /** Returns Kaiming's (He's) uniform numbers: on ±gain √(3 / fan). */
  public static Initializer kaimingUniform(Along along, double gain) {
    return spread(fan -> gain * Math.sqrt(3.0 / along.of(fan)));
  }

  /** Returns Kaiming's (He's) normal numbers: deviation gain / √fan. */
  public static Initializer kaimingNormal(Along along, double gain) {
    return (x, fan, random) -> sampling(x).normal(random, 0, gain / Math.sqrt(along.of(fan)), x);
  }

  /** Returns Xavier's (Glorot's) uniform numbers: on ±gain √(6 / (fan in + fan out)). */
  public static Initializer xavierUniform(double gain) {
    return spread(fan -> gain * Math.sqrt(6.0 / (fan.in() + fan.out())));
  }

  /** Returns Xavier's (Glorot's) normal numbers: deviation gain √(2 / (fan in + fan out)). */
  public static Initializer xavierNormal(double gain) {
    return (x, fan, random) ->
        sampling(x).normal(random, 0, gain * Math.sqrt(2.0 / (fan.in() + fan.out())), x);
  }

  /**
   * Returns a random matrix with orthonormal rows or columns, whichever are fewer, times a gain:
   * the last axis stands against all others. Saxe, McClelland, Ganguli, ICLR 2014.
   */
  public static Initializer orthogonal(double gain) {
    return (x, fan, random) -> Orthogonal.fill(x, gain, random);
  }

  /**
   * Returns the gain that keeps the scale of values through a function, as PyTorch's {@code
   * calculate_gain} does: √2 for functions that cut one half off, 5/3 for tanh, 1 otherwise.
   */
  public static double gain(Activation activation) {
    return switch (activation) {
      case RELU, GELU, GELU_TANH, SILU, SOFTPLUS -> Math.sqrt(2);
      case TANH -> 5.0 / 3;
      case IDENTITY, SIGMOID, SIN -> 1;
    };
  }

  private static Initializer spread(ToDoubleFunction<Fan> bound) {
    return (x, fan, random) -> {
      double b = bound.applyAsDouble(fan);
      sampling(x).uniform(random, -b, b, x);
    };
  }

  private static Sampling sampling(HostTensor x) {
    return Sampling.of(x.owner().backend(), x.dtype());
  }
}
