package gatun.engine.grad;

import gatun.engine.Expression;
import gatun.engine.Maps;
import gatun.engine.Slice;
import gatun.engine.Tensor;
import java.util.List;

/** A part of the elements; shares memory where it is dense. */
record Sliced(List<Slice> slices) implements Op {
  @Override
  public String name() {
    return "slice";
  }

  private Tensor part(Tensor x) {
    return x.view(slices.toArray(Slice[]::new));
  }

  @Override
  public void forward(Site s) {
    Tensor view = part(s.input(0));
    if (view.contiguous()) {
      s.shares(view);
    } else {
      s.makes(view.shape());
      s.fills(Expression.of(view));
    }
  }

  /** Adds to the part; what is not in it stays, or becomes 0. */
  private void back(Site s, Tensor dy) {
    Maps maps = s.kernels().maps();
    s.prepare(
        0,
        (target, adds) -> {
          Tensor part = part(target);
          Expression value = Expression.of(dy);
          Maps.Fused write = maps.prepare(adds ? value.add(part) : value, part);
          if (adds) {
            return write::run;
          }
          Maps.Fused clear = maps.prepare(Expression.constant(0), target);
          return () -> {
            clear.run();
            write.run();
          };
        });
  }

  @Override
  public void vjp(Site s) {
    back(s, s.cotangent());
  }

  @Override
  public void jvp(Site s) {
    Tensor dx = s.tangent(0);
    if (dx != null) {
      s.giveTangent(Expression.of(part(dx)));
    }
  }

  @Override
  public void tangentOfVjp(Site s) {
    Tensor change = s.cotangentTangent();
    if (change != null) {
      back(s, change);
    }
  }
}
