package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;

import gatun.engine.spi.Elementwise;
import java.lang.foreign.ValueLayout;

/**
 * Copies that transpose: the operand is dense along one axis, the result along the innermost one.
 * Blocks of {@link #SIDE} × {@link #RUN} elements are copied, so that the lines of the operand stay
 * in the first-level cache until they are used up. Moves 2 values an element.
 */
final class MapTransposeF64 {
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble E = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /** Elements of two cache lines (F32), of four (F64). */
  private static final int SIDE = 32;

  /** Elements that are written one behind the other. */
  private static final int RUN = 64;

  private MapTransposeF64() {}

  /** Takes the axis; returns the number of chunks, stripes of {@link #SIDE} along that axis. */
  static long chunks(MapPlan plan, int axis, Arguments a) {
    long stripes = Math.ceilDiv(plan.extent[axis], (long) SIDE);
    a.p0 = axis;
    a.p1 = stripes;
    long others = 1;
    for (int k = 0; k < plan.axes - 1; k++) {
      others *= k == axis ? 1 : plan.extent[k];
    }
    return others * stripes;
  }

  static void run(Arguments a, long from, long to) {
    if (!(a.object instanceof MapPlan plan)) {
      return;
    }
    int axis = (int) a.p0;
    int result = MapPlan.RESULT * Elementwise.AXES;
    for (long chunk = from; chunk < to; chunk++) {
      long first = chunk % a.p1 * SIDE;
      long x = plan.address[0] + first * B;
      long y = plan.address[MapPlan.RESULT] + first * plan.stride[result + axis];
      long rest = chunk / a.p1;
      for (int k = plan.axes - 2; k >= 0; k--) {
        if (k != axis) {
          x += rest % plan.extent[k] * plan.stride[k];
          y += rest % plan.extent[k] * plan.stride[result + k];
          rest /= plan.extent[k];
        }
      }
      int count = (int) Math.min(SIDE, plan.extent[axis] - first);
      stripe(x, plan.step(0), y, plan.stride[result + axis], count, plan.inner);
    }
  }

  /** y[j, i] ← x[i, j] for i below n and j below count; x is dense along j, y along i. */
  private static void stripe(long x, long dx, long y, long dy, int count, long n) {
    for (long i = 0; i < n; i += RUN) {
      block(x + i * dx, dx, y + i * B, dy, count, (int) Math.min(RUN, n - i));
    }
  }

  /** Writes whole runs: a store that misses the cache holds up those behind it, a load does not. */
  private static void block(long px, long dx, long py, long dy, int count, int n) {
    for (int j = 0; j < count; j++) {
      long x = px + (long) B * j;
      long y = (py + j * dy) & ADDRESS;
      int i = 0;
      for (; i <= n - 4; i += 4) {
        double p = ALL.get(E, x & ADDRESS);
        double q = ALL.get(E, (x + dx) & ADDRESS);
        double r = ALL.get(E, (x + 2 * dx) & ADDRESS);
        double s = ALL.get(E, (x + 3 * dx) & ADDRESS);
        long t = y + (long) B * i;
        ALL.set(E, t, p);
        ALL.set(E, t + B, q);
        ALL.set(E, t + 2 * B, r);
        ALL.set(E, t + 3 * B, s);
        x += 4 * dx;
      }
      for (; i < n; i++) {
        ALL.set(E, y + (long) B * i, ALL.get(E, x & ADDRESS));
        x += dx;
      }
    }
  }
}
