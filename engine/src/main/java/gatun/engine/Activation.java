package gatun.engine;

import org.jspecify.annotations.Nullable;

/**
 * A function that a product applies to each element before it stores it: {@link #IDENTITY} or one
 * of {@link Unary}, with the bits that {@link Maps} would give in a pass of its own.
 */
public enum Activation {
  /** x. */
  IDENTITY(null),
  /** max(x, 0); NaN stays NaN. */
  RELU(Unary.RELU),
  /** The hyperbolic tangent. */
  TANH(Unary.TANH),
  /** 1 / (1 + e^(−x)). */
  SIGMOID(Unary.SIGMOID),
  /** x Φ(x), see {@link Unary#GELU}. */
  GELU(Unary.GELU),
  /** The usual approximation of x Φ(x), see {@link Unary#GELU_TANH}. */
  GELU_TANH(Unary.GELU_TANH),
  /** x / (1 + e^(−x)). */
  SILU(Unary.SILU),
  /** log(1 + e^x), without overflow. */
  SOFTPLUS(Unary.SOFTPLUS),
  /** The sine of x radians. */
  SIN(Unary.SIN);

  private final @Nullable Unary function;

  Activation(@Nullable Unary function) {
    this.function = function;
  }

  /** Returns the elementwise function, null for {@link #IDENTITY}. */
  public @Nullable Unary function() {
    return function;
  }

  /** Returns the function's value in double precision. */
  public double of(double x) {
    return function == null ? x : function.at(x);
  }
}
