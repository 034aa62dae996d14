package gatun.engine;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Derivatives of expressions, by the rules of calculus. */
final class Calculus {
  private static final double ROOT_HALF = 0.7071067811865476; // 1/√2
  private static final double NORMAL = 0.3989422804014327; // 1/√(2π)
  private static final double ERF = 1.1283791670955126; // 2/√π

  private final Map<Tensor, Expression> changes;
  private final Map<Expression, @Nullable Expression> known = new IdentityHashMap<>();

  Calculus(Map<Tensor, Expression> changes) {
    this.changes = changes;
  }

  /** Returns the change of an expression, null for none. */
  @Nullable Expression of(Expression e) {
    if (!known.containsKey(e)) {
      known.put(e, compute(e));
    }
    return known.get(e);
  }

  private @Nullable Expression compute(Expression e) {
    Function function = e.function();
    if (function == null) {
      Tensor tensor = e.tensor();
      return tensor == null ? null : changes.get(tensor);
    }
    List<Expression> x = e.arguments();
    return switch (function) {
      case Unary f -> chain(x.get(0), f, e);
      case Binary f ->
          sum(
              term(x.get(0), () -> first(f, x.get(0), x.get(1), e)),
              term(x.get(1), () -> second(f, x.get(0), x.get(1), e)));
      case Ternary f -> ternary(f, x.get(0), x.get(1), x.get(2));
    };
  }

  /** A derivative that is made only if it is needed; null if it is 0. */
  private interface Slope {
    @Nullable Expression make();
  }

  private @Nullable Expression term(Expression argument, Slope slope) {
    Expression change = of(argument);
    return change == null ? null : product(slope.make(), change);
  }

  private @Nullable Expression chain(Expression x, Unary f, Expression y) {
    return term(x, () -> slope(f, x, y));
  }

  private @Nullable Expression ternary(Ternary f, Expression x, Expression y, Expression z) {
    Expression dy = of(y);
    Expression dz = of(z);
    if (f == Ternary.FMA) {
      Expression left = term(x, () -> y);
      return sum(sum(left, dy == null ? null : product(x, dy)), dz);
    }
    if (dy == null && dz == null) {
      return null;
    }
    Expression zero = Expression.constant(0);
    return x.select(dy == null ? zero : dy, dz == null ? zero : dz);
  }

  private static @Nullable Expression sum(@Nullable Expression a, @Nullable Expression b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.apply(Binary.ADD, b);
  }

  private static @Nullable Expression product(@Nullable Expression a, Expression b) {
    if (a == null) {
      return null;
    }
    return a.is(1) ? b : b.is(1) ? a : a.apply(Binary.MULTIPLY, b);
  }

  private static Expression times(Expression a, Expression b) {
    return a.apply(Binary.MULTIPLY, b);
  }

  /** Returns 1 − x. */
  private static Expression complement(Expression x) {
    return Expression.constant(1).apply(Binary.SUBTRACT, x);
  }

  /** Returns f'(x), with y = f(x) at hand. */
  static @Nullable Expression slope(Unary f, Expression x, Expression y) {
    return switch (f) {
      case EXP -> y;
      case EXPM1 -> y.add(1);
      case LOG -> x.apply(Unary.RECIPROCAL);
      case LOG1P -> x.add(1).apply(Unary.RECIPROCAL);
      case TANH -> complement(y.apply(Unary.SQUARE));
      case SIGMOID -> times(y, complement(y));
      case ERF -> x.apply(Unary.SQUARE).apply(Unary.NEGATE).apply(Unary.EXP).multiply(ERF);
      case GELU -> gelu(x);
      case GELU_TANH -> geluTanh(x);
      case SILU -> {
        Expression s = x.apply(Unary.SIGMOID);
        yield complement(s).fma(y, s);
      }
      case SOFTPLUS -> x.apply(Unary.SIGMOID);
      case RELU -> y.apply(Binary.GREATER, Expression.constant(0));
      case SIN -> x.apply(Unary.COS);
      case COS -> x.apply(Unary.SIN).apply(Unary.NEGATE);
      case SQRT -> Expression.constant(0.5).apply(Binary.DIVIDE, y);
      case RSQRT -> times(y, y.apply(Unary.SQUARE)).multiply(-0.5);
      case ABS -> x.apply(Unary.SIGN);
      case NEGATE -> Expression.constant(-1);
      case RECIPROCAL -> y.apply(Unary.SQUARE).apply(Unary.NEGATE);
      case SQUARE -> x.multiply(2);
      case FLOOR, CEIL, ROUND, SIGN -> null;
    };
  }

  /** Φ(x) + x φ(x). */
  private static Expression gelu(Expression x) {
    Expression phi = x.apply(Unary.SQUARE).multiply(-0.5).apply(Unary.EXP).multiply(NORMAL);
    Expression cdf = x.multiply(ROOT_HALF).apply(Unary.ERF).add(1).multiply(0.5);
    return x.fma(phi, cdf);
  }

  /** s + x s (1 − s) u' for s = 1 / (1 + e^(−u)), u = 2 √(2/π) (x + 0.044715 x³). */
  private static Expression geluTanh(Expression x) {
    Expression square = x.apply(Unary.SQUARE);
    Expression u = times(x, square.multiply(0.07135481627260025).add(1.5957691216057308));
    Expression slope = square.multiply(3 * 0.07135481627260025).add(1.5957691216057308);
    Expression s = u.apply(Unary.SIGMOID);
    return times(times(s, complement(s)), times(x, slope)).apply(Binary.ADD, s);
  }

  private static @Nullable Expression first(Binary f, Expression a, Expression b, Expression y) {
    return switch (f) {
      case ADD, SUBTRACT -> Expression.constant(1);
      case MULTIPLY -> b;
      case DIVIDE -> b.apply(Unary.RECIPROCAL);
      case MINIMUM -> a.apply(Binary.LESS_OR_EQUAL, b);
      case MAXIMUM -> a.apply(Binary.GREATER_OR_EQUAL, b);
      case POWER -> times(b, a.apply(Binary.POWER, b.add(-1)));
      case ATAN2 -> b.apply(Binary.DIVIDE, squares(a, b));
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> null;
    };
  }

  private static @Nullable Expression second(Binary f, Expression a, Expression b, Expression y) {
    return switch (f) {
      case ADD -> Expression.constant(1);
      case SUBTRACT -> Expression.constant(-1);
      case MULTIPLY -> a;
      case DIVIDE -> y.apply(Binary.DIVIDE, b).apply(Unary.NEGATE);
      case MINIMUM -> a.apply(Binary.GREATER, b);
      case MAXIMUM -> a.apply(Binary.LESS, b);
      case POWER -> times(y, a.apply(Unary.LOG));
      case ATAN2 -> a.apply(Binary.DIVIDE, squares(a, b)).apply(Unary.NEGATE);
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> null;
    };
  }

  private static Expression squares(Expression a, Expression b) {
    return a.apply(Unary.SQUARE).apply(Binary.ADD, b.apply(Unary.SQUARE));
  }

  static Expression replace(Expression in, Expression part, Expression by) {
    return replace(in, part, by, new IdentityHashMap<>());
  }

  private static Expression replace(
      Expression in, Expression part, Expression by, Map<Expression, Expression> done) {
    if (in == part) {
      return by;
    }
    Expression found = done.get(in);
    Function function = in.function();
    if (found != null || function == null) {
      return found == null ? in : found;
    }
    List<Expression> arguments = new ArrayList<>();
    for (Expression argument : in.arguments()) {
      arguments.add(replace(argument, part, by, done));
    }
    Expression result =
        arguments.equals(in.arguments()) ? in : Expression.of(function, List.copyOf(arguments));
    done.put(in, result);
    return result;
  }
}
