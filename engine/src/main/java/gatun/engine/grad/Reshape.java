package gatun.engine.grad;

import gatun.engine.Expression;
import gatun.engine.Shape;
import gatun.engine.Tensor;

/** The same memory under another shape. */
record Reshape(Shape shape) implements Op {
  static Reshape to(long... extents) {
    return new Reshape(Shape.of(extents));
  }

  boolean is(long[] extents) {
    boolean same = extents.length == shape.rank();
    for (int axis = 0; same && axis < extents.length; axis++) {
      same = extents[axis] == shape.extent(axis);
    }
    return same;
  }

  boolean is(long a, long b, long c) {
    return shape.rank() == 3
        && shape.extent(0) == a
        && shape.extent(1) == b
        && shape.extent(2) == c;
  }

  boolean is(long rows, long columns) {
    return shape.rank() == 2 && shape.extent(0) == rows && shape.extent(1) == columns;
  }

  @Override
  public String name() {
    return "reshape";
  }

  @Override
  public void forward(Site s) {
    s.shares(s.input(0).reshape(shape.extents()));
  }

  @Override
  public void vjp(Site s) {
    s.hand(0);
  }

  @Override
  public void jvp(Site s) {
    Tensor dx = s.tangent(0);
    if (dx != null) {
      s.giveTangent(Expression.of(dx.reshape(shape.extents())));
    }
  }

  @Override
  public void tangentOfVjp(Site s) {
    Tensor change = s.cotangentTangent();
    if (change != null) {
      Shape own = s.input(0).shape();
      s.give(0, Expression.of(change.reshape(own.extents())), own);
    }
  }
}
