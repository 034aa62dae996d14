package gatun.engine.grad;

import gatun.engine.AxisMap;
import gatun.engine.Check;
import gatun.engine.Resampling;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Window;
import java.util.List;

/** A linear map along each axis between batch and channels. */
record Resampled(Kind kind) implements Op {
  /** Says which map. */
  sealed interface Kind {
    /** Returns the map along one of the axes. */
    AxisMap map(int axis, int axes, long extent);
  }

  /** Averages over windows. */
  record Average(Window window, boolean padded) implements Kind {
    @Override
    public AxisMap map(int axis, int axes, long extent) {
      Check.that(
          axes == window.axes(),
          () -> "averagePool: expected [batch, …, channels] of rank " + (window.axes() + 2));
      Window.Axis[] all = {window.depth(), window.height(), window.width()};
      return AxisMap.average(all[3 - axes + axis], extent, padded);
    }
  }

  /** The average of all positions. */
  record Global() implements Kind {
    @Override
    public AxisMap map(int axis, int axes, long extent) {
      return AxisMap.mean(extent);
    }
  }

  /** A larger or smaller grid. */
  record Scaled(long to, boolean linear, boolean corners) implements Kind {
    @Override
    public AxisMap map(int axis, int axes, long extent) {
      long outputs = extent * to;
      return linear ? AxisMap.linear(extent, outputs, corners) : AxisMap.nearest(extent, outputs);
    }
  }

  /** Something around the values: before and after each axis. */
  record Padded(AxisMap.Border border, List<Integer> amounts) implements Kind {
    @Override
    public AxisMap map(int axis, int axes, long extent) {
      Check.that(
          amounts.size() == 2 * axes,
          () -> "pad: expected two amounts for each of " + axes + " axes, found " + amounts);
      return AxisMap.pad(extent, amounts.get(2 * axis), amounts.get(2 * axis + 1), border);
    }
  }

  @Override
  public String name() {
    return kind.getClass().getSimpleName();
  }

  private AxisMap[] maps(Site s) {
    Shape x = s.input(0).shape();
    int axes = x.rank() - 2;
    Check.that(
        axes >= 1 && axes <= 3,
        () -> "resampling: expected [batch, one to three axes, channels], found " + x);
    AxisMap[] maps = new AxisMap[axes];
    for (int axis = 0; axis < axes; axis++) {
      maps[axis] = kind.map(axis, axes, x.extent(axis + 1));
    }
    return maps;
  }

  private Resampling resampling(Site s) {
    return Resampling.of(s.workspace().backend(), s.dtype(), maps(s));
  }

  @Override
  public void forward(Site s) {
    AxisMap[] maps = maps(s);
    long[] extents = s.input(0).shape().extents();
    for (int axis = 0; axis < maps.length; axis++) {
      extents[axis + 1] = maps[axis].outputs();
    }
    Resampling r = resampling(s);
    Tensor x = s.input(0);
    Tensor y = s.makes(extents);
    s.then(() -> r.forward(x, y));
  }

  private void back(Site s, Tensor dy) {
    Resampling r = resampling(s);
    s.give(0, dx -> r.backward(dy, dx));
  }

  @Override
  public void vjp(Site s) {
    back(s, s.cotangent());
  }

  @Override
  public void jvp(Site s) {
    Tensor dx = s.tangent(0);
    if (dx != null) {
      Resampling r = resampling(s);
      s.giveTangent(s.output().shape(), dy -> r.forward(dx, dy));
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
