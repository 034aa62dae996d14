package gatun.engine;

import java.util.function.DoubleBinaryOperator;

/**
 * Functions of two numbers. Comparisons give 1 where they hold, else 0, in the type computed in.
 */
public enum Binary implements Function {
  /** x + y. */
  ADD(Double::sum),
  /** x − y. */
  SUBTRACT((x, y) -> x - y),
  /** x y. */
  MULTIPLY((x, y) -> x * y),
  /** x / y. */
  DIVIDE((x, y) -> x / y),
  /** The smaller one; NaN if one is. */
  MINIMUM(Math::min),
  /** The larger one; NaN if one is. */
  MAXIMUM(Math::max),
  /** x^y as {@link Math#pow}; computed one by one. */
  POWER(StrictMath::pow),
  /** The angle of the point (y, x) as {@link Math#atan2}, the first operand is the ordinate. */
  ATAN2(StrictMath::atan2),
  /** x = y; not for NaN. */
  EQUAL((x, y) -> x == y ? 1 : 0),
  /** x ≠ y; holds for NaN. */
  NOT_EQUAL((x, y) -> x != y ? 1 : 0),
  /** x &lt; y. */
  LESS((x, y) -> x < y ? 1 : 0),
  /** x ≤ y. */
  LESS_OR_EQUAL((x, y) -> x <= y ? 1 : 0),
  /** x &gt; y. */
  GREATER((x, y) -> x > y ? 1 : 0),
  /** x ≥ y. */
  GREATER_OR_EQUAL((x, y) -> x >= y ? 1 : 0);

  private final DoubleBinaryOperator formula;

  Binary(DoubleBinaryOperator formula) {
    this.formula = formula;
  }

  /** Returns the value at (x, y), by the formula in double precision. */
  public double at(double x, double y) {
    return formula.applyAsDouble(x, y);
  }
}
