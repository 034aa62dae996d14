package gatun.engine.grad;

import gatun.engine.Check;
import gatun.engine.Philox;
import gatun.engine.Slice;
import java.util.Arrays;
import java.util.List;

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

  /** Returns x with its axes in another order: axis k of the result is axis order[k] of x. */
  public static Variable permute(Variable x, int... order) {
    Op op =
        x.tape().history().seenOf(x) instanceof Permuted p && same(p.order(), order)
            ? p
            : new Permuted(Arrays.stream(order).boxed().toList());
    return x.tape().apply(op, x);
  }

  private static boolean same(List<Integer> known, int[] order) {
    boolean same = known.size() == order.length;
    for (int i = 0; same && i < order.length; i++) {
      same = known.get(i) == order[i];
    }
    return same;
  }

  /** Returns the part that the slices name, one for each axis. */
  public static Variable slice(Variable x, Slice... slices) {
    Op op =
        x.tape().history().seenOf(x) instanceof Sliced s && same(s.slices(), slices)
            ? s
            : new Sliced(List.of(slices));
    return x.tape().apply(op, x);
  }

  private static boolean same(List<Slice> known, Slice[] slices) {
    boolean same = known.size() == slices.length;
    for (int i = 0; same && i < slices.length; i++) {
      same = known.get(i).equals(slices[i]);
    }
    return same;
  }

  /** Returns tensors one behind the other along an axis; equal extents along the others. */
  public static Variable concat(int axis, Variable... parts) {
    Variable seen = parts[0].tape().history().seen(parts.length);
    Op op =
        seen != null && seen.op() instanceof Concatenated c && c.axis() == axis
            ? c
            : new Concatenated(axis);
    return parts[0].tape().apply(op, parts);
  }

  /**
   * Returns rows of a table: y[…, k] = table[index[…], k].
   *
   * @param index a constant of integers, each the number of a row
   * @throws IndexOutOfBoundsException if one is not
   */
  public static Variable embedding(Variable table, Variable index) {
    return table.tape().apply(Taken.ROWS, table, index);
  }

  /**
   * Returns x with elements left out: each is kept, divided by 1 − p, with the probability 1 − p.
   * The numbers come from the generator, which moves on; with the same position they are the same.
   * A mask of one's own is multiplied as a constant.
   */
  public static Variable dropout(Variable x, double p, Philox random) {
    Check.that(p >= 0 && p < 1, () -> "dropout: expected a probability in [0, 1), found " + p);
    Op op =
        x.tape().history().seenOf(x) instanceof Dropout d && d.p() == p && d.random() == random
            ? d
            : new Dropout(p, random);
    return x.tape().apply(op, x);
  }
}
