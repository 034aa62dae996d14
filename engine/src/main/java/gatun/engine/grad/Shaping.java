package gatun.engine.grad;

import gatun.engine.Check;

/** The same elements in another arrangement. */
public final class Shaping {
  private Shaping() {}

  /** Returns the same elements under another shape; shares memory. */
  public static Variable reshape(Variable x, long... extents) {
    Op op =
        x.tape().history().seenOf(x) instanceof Reshape r && r.is(extents)
            ? r
            : Reshape.to(extents);
    return x.tape().apply(op, x);
  }

  /** Returns x as a matrix: the first axis, and all others as one; shares memory. */
  public static Variable flatten(Variable x) {
    Check.that(x.shape().rank() >= 1, () -> "flatten: expected at least one axis");
    long rows = x.shape().extent(0);
    long columns = rows == 0 ? 0 : x.shape().size() / rows;
    Op op =
        x.tape().history().seenOf(x) instanceof Reshape r && r.is(rows, columns)
            ? r
            : Reshape.to(rows, columns);
    return x.tape().apply(op, x);
  }
}
