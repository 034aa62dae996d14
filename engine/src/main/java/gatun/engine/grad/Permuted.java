package gatun.engine.grad;

import gatun.engine.Expression;
import gatun.engine.Tensor;
import java.util.List;

/** The axes in another order, copied. */
record Permuted(List<Integer> order) implements Op {
  @Override
  public String name() {
    return "permute";
  }

  private int[] forth() {
    return order.stream().mapToInt(i -> i).toArray();
  }

  private int[] back() {
    int[] back = new int[order.size()];
    for (int axis = 0; axis < back.length; axis++) {
      back[order.get(axis)] = axis;
    }
    return back;
  }

  @Override
  public void forward(Site s) {
    Tensor view = s.input(0).permute(forth());
    s.makes(view.shape());
    s.fills(Expression.of(view));
  }

  @Override
  public void vjp(Site s) {
    s.give(0, Expression.of(s.cotangent().permute(back())), s.input(0).shape());
  }

  @Override
  public void jvp(Site s) {
    Tensor dx = s.tangent(0);
    if (dx != null) {
      s.giveTangent(Expression.of(dx.permute(forth())));
    }
  }

  @Override
  public void tangentOfVjp(Site s) {
    Tensor change = s.cotangentTangent();
    if (change != null) {
      s.give(0, Expression.of(change.permute(back())), s.input(0).shape());
    }
  }
}
