package gatun.linear;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A square operator whose product is a function of the user's, with the traits that the user
 * declares.
 *
 * <pre>{@code
 * Blas blas = Blas.of(backend, DType.F64);
 * var twice = new FunctionOperator(n, DType.F64, Set.of(Trait.LINEAR),
 *     (x, y) -> { blas.copy(x, y); blas.scal(2, y); });
 * }</pre>
 *
 * @param size the length of x and y
 * @param dtype the element type of x and y
 * @param traits what is known about the function
 * @param function computes y from x, which it must not change; both were checked
 */
public record FunctionOperator(
    long size, DType dtype, Set<Trait> traits, BiConsumer<Tensor, Tensor> function)
    implements LinearOperator {

  /** Checks the size and copies the traits. */
  public FunctionOperator {
    Check.that(size >= 0, () -> "size: expected >= 0, found " + size);
    Check.that(dtype.computes(), () -> "function operator: expected F32 or F64, found " + dtype);
    traits = Set.copyOf(traits);
  }

  @Override
  public Shape shape() {
    return Shape.of(size, size);
  }

  @Override
  public void apply(Tensor x, Tensor y) {
    Check.dense("function operator, x", x, dtype, size);
    Check.dense("function operator, y", y, dtype, size);
    Check.distinct("function operator", x, y);
    function.accept(x, y);
  }

  @Override
  public String description() {
    return dtype + " function of " + size + " unknowns";
  }
}
