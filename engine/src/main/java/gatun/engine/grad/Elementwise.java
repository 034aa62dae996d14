package gatun.engine.grad;

import gatun.engine.Binary;
import gatun.engine.Check;
import gatun.engine.Expression;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Unary;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A formula applied to each element of its inputs, which are broadcast against each other. Its
 * derivatives are found by the rules of calculus; value and each derivative take one pass over
 * memory.
 *
 * <pre>{@code
 * static final Elementwise SWISH = new Elementwise(x -> x[0].apply(Unary.SIGMOID).apply(Binary.MULTIPLY, x[0]));
 * Variable y = tape.apply(SWISH, x);
 * }</pre>
 *
 * @param formula what is computed
 */
public record Elementwise(Formula formula) implements Op {
  static final Elementwise SELECT = new Elementwise(x -> x[0].select(x[1], x[2]));
  private static final Elementwise[] UNARY =
      Arrays.stream(Unary.values())
          .map(f -> new Elementwise(new Formula.One(f)))
          .toArray(Elementwise[]::new);
  private static final Elementwise[] BINARY =
      Arrays.stream(Binary.values())
          .map(f -> new Elementwise(new Formula.Two(f)))
          .toArray(Elementwise[]::new);

  /** Returns the operation of a function. */
  public static Elementwise of(Unary f) {
    return UNARY[f.ordinal()];
  }

  /** Returns the operation of a function. */
  public static Elementwise of(Binary f) {
    return BINARY[f.ordinal()];
  }

  static Variable affine(Variable x, double scale, double shift) {
    Op op =
        x.tape().history().seenOf(x) instanceof Elementwise e
                && e.formula instanceof Formula.Affine a
                && a.scale() == scale
                && a.shift() == shift
            ? e
            : new Elementwise(new Formula.Affine(scale, shift));
    return x.tape().apply(op, x);
  }

  static Variable clamp(Variable x, double low, double high) {
    Op op =
        x.tape().history().seenOf(x) instanceof Elementwise e
                && e.formula instanceof Formula.Clamp c
                && c.low() == low
                && c.high() == high
            ? e
            : new Elementwise(new Formula.Clamp(low, high));
    return x.tape().apply(op, x);
  }

  static Variable power(Variable x, double exponent) {
    if (exponent == 2) {
      return x.apply(Unary.SQUARE);
    }
    if (exponent == 0.5 || exponent == -0.5 || exponent == -1) {
      return x.apply(exponent == -1 ? Unary.RECIPROCAL : exponent < 0 ? Unary.RSQRT : Unary.SQRT);
    }
    Op op =
        x.tape().history().seenOf(x) instanceof Elementwise e
                && e.formula instanceof Formula.Power p
                && p.exponent() == exponent
            ? e
            : new Elementwise(new Formula.Power(exponent));
    return x.tape().apply(op, x);
  }

  @Override
  public String name() {
    return switch (formula) {
      case Formula.One(Unary f) -> f.name();
      case Formula.Two(Binary f) -> f.name();
      default -> "elementwise";
    };
  }

  /** The inputs as tensors of their own, so that one that stands there twice is told apart. */
  private static Tensor[] arguments(Site s) {
    Tensor[] x = new Tensor[s.inputs()];
    for (int i = 0; i < x.length; i++) {
      x[i] = s.input(i).reshape(s.input(i).shape().extents());
    }
    return x;
  }

  private Expression value(Tensor[] x) {
    return formula.at(Arrays.stream(x).map(Expression::of).toArray(Expression[]::new));
  }

  @Override
  public void forward(Site s) {
    Shape shape = s.input(0).shape();
    for (int i = 1; i < s.inputs(); i++) {
      shape = broadcast(shape, s.input(i).shape());
    }
    s.makes(shape);
    s.fills(value(arguments(s)));
  }

  @Override
  public void vjp(Site s) {
    Tensor[] x = arguments(s);
    for (int i = 0; i < x.length; i++) {
      Expression gradient = gradient(s, x, i, s.output());
      if (gradient != null) {
        s.give(i, gradient);
      }
    }
  }

  /** The formula of the gradient of input i. */
  private @Nullable Expression gradient(Site s, Tensor[] x, int i, Tensor output) {
    Expression y = value(x);
    Expression gradient = s.wants(i) ? y.tangent(Map.of(x[i], Expression.of(s.cotangent()))) : null;
    return gradient == null ? null : gradient.replace(y, Expression.of(output));
  }

  private static Map<Tensor, Expression> changes(Site s, Tensor[] x) {
    Map<Tensor, Expression> changes = new IdentityHashMap<>();
    for (int i = 0; i < x.length; i++) {
      Tensor tangent = s.tangent(i);
      if (tangent != null) {
        changes.put(x[i], Expression.of(tangent));
      }
    }
    return changes;
  }

  @Override
  public void jvp(Site s) {
    Tensor[] x = arguments(s);
    Expression y = value(x);
    Expression tangent = y.tangent(changes(s, x));
    if (tangent != null) {
      s.giveTangent(tangent.replace(y, Expression.of(s.output())));
    }
  }

  @Override
  public void tangentOfVjp(Site s) {
    Tensor[] x = arguments(s);
    Map<Tensor, Expression> changes = changes(s, x);
    Tensor output = s.outputTangent();
    if (output != null) {
      changes.put(s.output(), Expression.of(output));
    }
    Tensor cotangent = s.cotangentTangent();
    if (cotangent != null) {
      changes.put(s.cotangent(), Expression.of(cotangent));
    }
    for (int i = 0; i < x.length; i++) {
      Expression gradient = gradient(s, x, i, s.output());
      Expression tangent = gradient == null ? null : gradient.tangent(changes);
      if (tangent != null) {
        s.give(i, tangent);
      }
    }
  }

  /** Returns the shape that two shapes are broadcast to. */
  static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    long[] extents = new long[rank];
    for (int axis = 1; axis <= rank; axis++) {
      long m = axis <= a.rank() ? a.extent(a.rank() - axis) : 1;
      long n = axis <= b.rank() ? b.extent(b.rank() - axis) : 1;
      Check.that(
          m == n || m == 1 || n == 1,
          () -> "shapes " + a + " and " + b + " do not broadcast against each other");
      extents[rank - axis] = m == 1 ? n : m;
    }
    return Shape.of(extents);
  }
}
