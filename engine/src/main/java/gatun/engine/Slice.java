package gatun.engine;

/**
 * A range of positions along one axis: {@code from, from + step, …} below {@code to}.
 *
 * @param from first position, 0-based
 * @param to position after the last; {@link Long#MAX_VALUE} stands for the end of the axis
 * @param step distance between neighbouring positions, at least 1
 */
public record Slice(long from, long to, long step) {
  /** Checks that the range is well formed. */
  public Slice {
    if (from < 0 || to < from || step < 1) {
      throw new IllegalArgumentException(
          "Slice [" + from + ":" + to + ":" + step + "]: expected 0 <= from <= to and step >= 1");
    }
  }

  /** Returns the whole axis. */
  public static Slice all() {
    return new Slice(0, Long.MAX_VALUE, 1);
  }

  /** Returns the positions {@code from} to {@code to − 1}. */
  public static Slice range(long from, long to) {
    return new Slice(from, to, 1);
  }

  /** Returns the single position {@code index}; the axis is kept with extent 1. */
  public static Slice at(long index) {
    return new Slice(index, index + 1, 1);
  }

  /** Returns every {@code step}-th position of the axis, beginning with the first. */
  public static Slice every(long step) {
    return new Slice(0, Long.MAX_VALUE, step);
  }
}
