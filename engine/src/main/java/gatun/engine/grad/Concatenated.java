package gatun.engine.grad;

import gatun.engine.Check;
import gatun.engine.Expression;
import gatun.engine.Shape;
import gatun.engine.Slice;
import gatun.engine.Tensor;
import java.util.Arrays;

/** Several tensors one behind the other along an axis. */
record Concatenated(int axis) implements Op {
  @Override
  public String name() {
    return "concat";
  }

  /** Returns the place of an input in something shaped like the output. */
  private Tensor part(Site s, Tensor all, int input) {
    long from = 0;
    for (int i = 0; i < input; i++) {
      from += s.input(i).shape().extent(axis);
    }
    Slice[] slices = new Slice[all.shape().rank()];
    Arrays.fill(slices, Slice.all());
    slices[axis] = Slice.range(from, from + s.input(input).shape().extent(axis));
    return all.view(slices);
  }

  @Override
  public void forward(Site s) {
    long[] extents = s.input(0).shape().extents();
    for (int i = 1; i < s.inputs(); i++) {
      Shape x = s.input(i).shape();
      Check.that(
          x.rank() == extents.length,
          () ->
              "concat: expected shapes of one rank, found " + x + " beside " + s.input(0).shape());
      for (int k = 0; k < extents.length; k++) {
        if (k != axis && x.extent(k) != extents[k]) {
          throw new IllegalArgumentException(
              "concat: shapes " + s.input(0).shape() + " and " + x + " differ along axis " + k);
        }
      }
      extents[axis] += x.extent(axis);
    }
    Tensor y = s.makes(extents);
    for (int i = 0; i < s.inputs(); i++) {
      s.then(Expression.of(s.input(i)), part(s, y, i));
    }
  }

  @Override
  public void vjp(Site s) {
    for (int i = 0; i < s.inputs(); i++) {
      s.give(i, Expression.of(part(s, s.cotangent(), i)), s.input(i).shape());
    }
  }

  @Override
  public void jvp(Site s) {
    boolean any = false;
    for (int i = 0; i < s.inputs(); i++) {
      any |= s.tangent(i) != null;
    }
    if (!any) {
      return;
    }
    Tensor sum = s.beginTangent();
    s.then(Expression.constant(0), sum);
    for (int i = 0; i < s.inputs(); i++) {
      Tensor dx = s.tangent(i);
      if (dx != null) {
        s.then(Expression.of(dx), part(s, sum, i));
      }
    }
  }

  @Override
  public void tangentOfVjp(Site s) {
    Tensor change = s.cotangentTangent();
    for (int i = 0; change != null && i < s.inputs(); i++) {
      s.give(i, Expression.of(part(s, change, i)), s.input(i).shape());
    }
  }
}
