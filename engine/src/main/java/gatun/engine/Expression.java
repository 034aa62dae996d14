package gatun.engine;

import gatun.engine.spi.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A formula over tensors, computed element by element in one pass over memory:
 *
 * <pre>{@code
 * Expression e = Expression.of(x).multiply(2).add(y).apply(Unary.TANH);
 * Maps.Fused tanh = maps.prepare(e, z); // z ← tanh(2 x + y)
 * tanh.run();
 * }</pre>
 *
 * <p>An expression is immutable and names its tensors; their values are read when it runs. A part
 * that is used twice is computed once. Operands are broadcast against the result, see {@link Maps}.
 */
public final class Expression {
  private final @Nullable Tensor tensor;
  private final @Nullable Function function;
  private final double constant;
  private final List<Expression> arguments;

  private Expression(
      @Nullable Tensor tensor,
      @Nullable Function function,
      double constant,
      List<Expression> arguments) {
    this.tensor = tensor;
    this.function = function;
    this.constant = constant;
    this.arguments = arguments;
  }

  private static Expression step(Function function, Expression... arguments) {
    return new Expression(null, function, 0, List.of(arguments));
  }

  /**
   * Returns the elements of a tensor of any type.
   *
   * @throws NullPointerException if there is none
   */
  public static Expression of(Tensor tensor) {
    Objects.requireNonNull(tensor, "expression: expected a tensor, found null");
    return new Expression(tensor, null, 0, List.of());
  }

  /** Returns the same number everywhere. */
  public static Expression constant(double value) {
    return new Expression(null, null, value, List.of());
  }

  /** Returns f(this). */
  public Expression apply(Unary f) {
    return step(f, this);
  }

  /** Returns f(this, y). */
  public Expression apply(Binary f, Expression y) {
    return step(f, this, y);
  }

  /** Returns this + y. */
  public Expression add(Tensor y) {
    return apply(Binary.ADD, of(y));
  }

  /** Returns this + y. */
  public Expression add(double y) {
    return apply(Binary.ADD, constant(y));
  }

  /** Returns this − y. */
  public Expression subtract(Tensor y) {
    return apply(Binary.SUBTRACT, of(y));
  }

  /** Returns this · y. */
  public Expression multiply(Tensor y) {
    return apply(Binary.MULTIPLY, of(y));
  }

  /** Returns this · y. */
  public Expression multiply(double y) {
    return apply(Binary.MULTIPLY, constant(y));
  }

  /** Returns this / y. */
  public Expression divide(Tensor y) {
    return apply(Binary.DIVIDE, of(y));
  }

  /** Returns this, but not below {@code low} and not above {@code high}; NaN stays. */
  public Expression clamp(double low, double high) {
    Check.that(low <= high, () -> "clamp: expected low <= high, found " + low + " and " + high);
    return apply(Binary.MAXIMUM, constant(low)).apply(Binary.MINIMUM, constant(high));
  }

  /** Returns {@code yes} where this is not 0, else {@code no}. */
  public Expression select(Expression yes, Expression no) {
    return step(Ternary.SELECT, this, yes, no);
  }

  /** Returns this · y + z, rounded once. */
  public Expression fma(Expression y, Expression z) {
    return step(Ternary.FMA, this, y, z);
  }

  /**
   * Returns the derivative of this expression when its tensors change: Σ ∂e/∂t · change(t), exact,
   * by the rules of calculus. Functions that have a corner take the value from one side there, a
   * step has derivative 0.
   *
   * @param changes for each tensor that changes, by what; the others stay as they are
   * @return the change, or null if there is none for any values
   */
  public @Nullable Expression tangent(Map<Tensor, Expression> changes) {
    return new Calculus(changes).of(this);
  }

  /** Returns whether {@link Maps} can compute this in one pass. */
  public boolean fits() {
    Program program = program();
    return program.operands() <= Program.OPERANDS && program.values() <= Program.VALUES;
  }

  /**
   * Returns the longest part of this that fits into one pass, for an expression that does not: to
   * be computed before it.
   */
  public Expression part() {
    Expression best = this;
    int most = 0;
    for (Expression e : order()) {
      Program program = e.program();
      if (e != this && program.steps().size() > most && e.fits()) {
        most = program.steps().size();
        best = e;
      }
    }
    return best;
  }

  /** Returns this expression with another one in the place of one of its parts. */
  public Expression replace(Expression part, Expression by) {
    return Calculus.replace(this, part, by);
  }

  /** Returns the tensor that this expression is, null if it is computed. */
  public @Nullable Tensor tensor() {
    return tensor;
  }

  @Nullable Function function() {
    return function;
  }

  boolean is(double value) {
    return tensor == null && function == null && constant == value;
  }

  List<Expression> arguments() {
    return arguments;
  }

  /** Returns the function of other arguments. */
  static Expression of(Function function, List<Expression> arguments) {
    return new Expression(null, function, 0, arguments);
  }

  /** Returns the tensors of this expression, each once, in the order of the program's operands. */
  public List<Tensor> operands() {
    List<Tensor> operands = new ArrayList<>();
    for (Expression e : order()) {
      if (e.tensor != null && indexOf(operands, e.tensor) < 0) {
        operands.add(e.tensor);
      }
    }
    return operands;
  }

  /** Returns the steps of this expression. */
  Program program() {
    List<Tensor> operands = operands();
    List<Expression> order = order();
    double[] constants =
        order.stream()
            .filter(e -> e.tensor == null && e.function == null)
            .map(e -> e.constant) // boxed: tells 0 from -0
            .distinct()
            .mapToDouble(c -> c)
            .toArray();
    int nextStep = operands.size() + constants.length;
    int[] register = new int[order.size()];
    List<Program.Step> steps = new ArrayList<>();
    for (int i = 0; i < register.length; i++) {
      Expression e = order.get(i);
      if (e.tensor != null) {
        register[i] = indexOf(operands, e.tensor);
      } else if (e.function == null) {
        register[i] = operands.size() + place(constants, e.constant);
      } else {
        int[] from = new int[3];
        for (int k = 0; k < e.arguments.size(); k++) {
          from[k] = register[indexOf(order, e.arguments.get(k))];
        }
        steps.add(new Program.Step(e.function, from[0], from[1], from[2]));
        register[i] = nextStep++;
      }
    }
    return new Program(operands.size(), constants, steps);
  }

  /** Returns the parts of this expression, each once, arguments first. */
  private List<Expression> order() {
    List<Expression> order = new ArrayList<>();
    visit(order);
    return order;
  }

  private void visit(List<Expression> order) {
    if (indexOf(order, this) < 0) {
      arguments.forEach(a -> a.visit(order));
      order.add(this);
    }
  }

  private static int place(double[] constants, double value) {
    int at = 0;
    while (Double.compare(constants[at], value) != 0) {
      at++;
    }
    return at;
  }

  private static int indexOf(List<?> list, Object element) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) == element) {
        return i;
      }
    }
    return -1;
  }
}
