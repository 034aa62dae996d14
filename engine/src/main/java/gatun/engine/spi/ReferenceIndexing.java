package gatun.engine.spi;

import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Moves by index and sorting as formulas. */
final class ReferenceIndexing implements Indexing {
  private static long integer(Tensor t, long... at) {
    return ((HostTensor) t).integerAt(at);
  }

  private static void add(Tensor y, double value, long[] at) {
    Index.put(y, Index.at(y, at) + value, at);
  }

  @Override
  public void take(int axis, Tensor x, Tensor index, Tensor y) {
    Index.each(
        y.shape(),
        at -> Index.put(y, Index.at(x, Index.with(at, axis, integer(index, at[axis]))), at));
  }

  @Override
  public void addAt(int axis, Tensor index, Tensor x, Tensor y) {
    Index.each(
        x.shape(), at -> add(y, Index.at(x, at), Index.with(at, axis, integer(index, at[axis]))));
  }

  @Override
  public void gather(int axis, Tensor x, Tensor index, Tensor y) {
    Index.each(
        y.shape(), at -> Index.put(y, Index.at(x, Index.with(at, axis, integer(index, at))), at));
  }

  @Override
  public void scatter(int axis, Tensor index, Tensor x, Tensor y) {
    Index.each(
        x.shape(), at -> Index.put(y, Index.at(x, at), Index.with(at, axis, integer(index, at))));
  }

  @Override
  public void scatterAdd(int axis, Tensor index, Tensor x, Tensor y) {
    Index.each(x.shape(), at -> add(y, Index.at(x, at), Index.with(at, axis, integer(index, at))));
  }

  @Override
  public void sort(
      int axis, boolean descending, Tensor x, @Nullable Tensor values, @Nullable Tensor index) {
    long[] rows = x.shape().extents();
    int n = (int) rows[axis];
    rows[axis] = Math.min(1, n);
    Index.each(
        Shape.of(rows),
        row -> {
          Comparator<Integer> order =
              (i, j) ->
                  Double.compare(
                      Index.at(x, Index.with(row, axis, i)), Index.at(x, Index.with(row, axis, j)));
          int[] sorted =
              IntStream.range(0, n)
                  .boxed()
                  .sorted(descending ? order.reversed() : order)
                  .mapToInt(i -> i)
                  .toArray();
          double[] from = // all of them first: the values may replace x
              Arrays.stream(sorted)
                  .mapToDouble(i -> Index.at(x, Index.with(row, axis, i)))
                  .toArray();
          for (int i = 0; values != null && i < values.shape().extent(axis); i++) {
            Index.put(values, from[i], Index.with(row, axis, i));
          }
          for (int i = 0; index != null && i < index.shape().extent(axis); i++) {
            ((HostTensor) index).setInteger(sorted[i], Index.with(row, axis, i));
          }
        });
  }
}
