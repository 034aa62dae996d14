package gatun.engine;

import java.util.function.DoubleUnaryOperator;

/**
 * Functions of one number. What the SIMD backend reaches in units in the last place is in {@code
 * docs/results/elementwise/ulp.txt}; NaN gives NaN everywhere.
 */
public enum Unary implements Function {
  /** e^x. */
  EXP(StrictMath::exp),
  /** e^x − 1, exact near 0 too. */
  EXPM1(StrictMath::expm1),
  /** The natural logarithm: −∞ at 0, NaN below. */
  LOG(StrictMath::log),
  /** log(1 + x), exact near 0 too: −∞ at −1, NaN below. */
  LOG1P(StrictMath::log1p),
  /** The hyperbolic tangent. */
  TANH(StrictMath::tanh),
  /** 1 / (1 + e^(−x)). */
  SIGMOID(Unary::logistic),
  /** The error function 2/√π ∫₀ˣ e^(−t²) dt. */
  ERF(ErrorFunction::erf),
  /** x Φ(x) with the normal distribution Φ; −0 at −∞. */
  GELU(x -> x < -50 ? -0.0 : x * ErrorFunction.normal(x)),
  /** x / (1 + e^(−2u)) for u = √(2/π) (x + 0.044715 x³); NaN at −∞. */
  GELU_TANH(x -> x * logistic(x * (1.5957691216057308 + 0.07135481627260025 * x * x))),
  /** x / (1 + e^(−x)); NaN at −∞. */
  SILU(x -> x * logistic(x)),
  /** log(1 + e^x), without overflow. */
  SOFTPLUS(x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)))),
  /** max(x, 0). */
  RELU(x -> x < 0 ? 0 : x),
  /** The sine of x radians, for every finite x; NaN at ±∞. */
  SIN(StrictMath::sin),
  /** The cosine of x radians, for every finite x; NaN at ±∞. */
  COS(StrictMath::cos),
  /** √x. */
  SQRT(Math::sqrt),
  /** 1 / √x. */
  RSQRT(x -> 1 / Math.sqrt(x)),
  /** |x|. */
  ABS(Math::abs),
  /** −x. */
  NEGATE(x -> -x),
  /** 1 / x. */
  RECIPROCAL(x -> 1 / x),
  /** x². */
  SQUARE(x -> x * x),
  /** The largest integer not above x. */
  FLOOR(Math::floor),
  /** The smallest integer not below x. */
  CEIL(Math::ceil),
  /** The nearest integer, halves to even. */
  ROUND(Math::rint),
  /** −1, 0 or 1. */
  SIGN(Math::signum);

  private final DoubleUnaryOperator formula;

  Unary(DoubleUnaryOperator formula) {
    this.formula = formula;
  }

  /** Returns the value at x, by the formula in double precision. */
  public double at(double x) {
    return formula.applyAsDouble(x);
  }

  private static double logistic(double x) {
    double e = StrictMath.exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (1 + e);
  }
}
