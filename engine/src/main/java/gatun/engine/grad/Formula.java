package gatun.engine.grad;

import gatun.engine.Binary;
import gatun.engine.Expression;
import gatun.engine.Unary;

/**
 * A formula that is applied element by element, see {@link Elementwise}. Equal formulas compute the
 * same; one that has no parameters is best a constant, one that has some a record.
 */
@FunctionalInterface
public interface Formula {
  /** Returns the formula over its arguments. */
  Expression at(Expression... x);

  /** f(x). */
  record One(Unary f) implements Formula {
    @Override
    public Expression at(Expression... x) {
      return x[0].apply(f);
    }
  }

  /** f(x, y). */
  record Two(Binary f) implements Formula {
    @Override
    public Expression at(Expression... x) {
      return x[0].apply(f, x[1]);
    }
  }

  /** scale x + shift. */
  record Affine(double scale, double shift) implements Formula {
    @Override
    public Expression at(Expression... x) {
      Expression scaled = scale == 1 ? x[0] : x[0].multiply(scale);
      return shift == 0 ? scaled : scaled.add(shift);
    }
  }

  /** x held between two bounds. */
  record Clamp(double low, double high) implements Formula {
    @Override
    public Expression at(Expression... x) {
      return x[0].clamp(low, high);
    }
  }

  /** x to the power of a constant. */
  record Power(double exponent) implements Formula {
    @Override
    public Expression at(Expression... x) {
      return x[0].apply(Binary.POWER, Expression.constant(exponent));
    }
  }
}
