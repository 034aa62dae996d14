package gatun.engine.grad;

import gatun.engine.Expression;
import gatun.engine.Indexes;
import gatun.engine.Maps;
import gatun.engine.Tensor;

/** Rows of a table by number: inputs are the table and the numbers. */
enum Taken implements Op {
  ROWS;

  @Override
  public String toString() {
    return "embedding";
  }

  @Override
  public void forward(Site s) {
    Tensor table = s.input(0);
    Tensor index = s.input(1);
    gatun.engine.Check.rank("embedding table", table, 2);
    int rank = index.shape().rank();
    long[] extents = java.util.Arrays.copyOf(index.shape().extents(), rank + 1);
    extents[rank] = table.shape().extent(1);
    Tensor flat = index.reshape(index.size());
    Tensor y = s.makes(extents).reshape(index.size(), extents[rank]);
    Indexes indexes = s.kernels().indexes();
    s.then(() -> indexes.take(0, table, flat, y));
  }

  private static void back(Site s, Tensor dy) {
    Tensor index = s.input(1).reshape(s.input(1).size());
    Tensor rows = dy.reshape(index.size(), s.input(0).shape().extent(1));
    Indexes indexes = s.kernels().indexes();
    s.prepare(
        0,
        (target, adds) -> {
          if (adds) {
            return () -> indexes.addAt(0, index, rows, target);
          }
          Maps.Fused clear = s.kernels().maps().prepare(Expression.constant(0), target);
          return () -> {
            clear.run();
            indexes.addAt(0, index, rows, target);
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
      Tensor index = s.input(1).reshape(s.input(1).size());
      Indexes indexes = s.kernels().indexes();
      s.giveTangent(
          gatun.engine.Shape.of(index.size(), dx.shape().extent(1)),
          dy -> indexes.take(0, dx, index, dy));
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
