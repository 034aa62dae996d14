package gatun.simd;

import static gatun.simd.Lanes.ALL;

import java.lang.foreign.ValueLayout;

/** Reductions of outputs that lie side by side: tiles of them are folded line by line. */
final class ColumnTasksF64 {
  private static final int B = Double.BYTES;
  private static final int TILE = ReductionPlan.TILE;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private ColumnTasksF64() {}

  /** Folds pieces of tiles; item = (outer output · tiles + tile) · pieces + piece. */
  static void fold(Arguments a, long from, long to) {
    if (!(a.object instanceof ReductionPlan plan)) {
      return;
    }
    long room = ThreadMemory.of(4L * B * TILE);
    for (long item = from; item < to; item++) {
      long rest = item / plan.pieces;
      long part = item - rest * plan.pieces;
      long outer = rest / plan.tiles;
      long column = (rest - outer * plan.tiles) * TILE;
      int w = (int) Math.min(TILE, plan.width - column);
      long x = a.p0 + plan.kept.offset(0, outer) + column * B;
      long begin = part * plan.piece;
      long end = Math.min(plan.terms, begin + plan.piece);
      long first = room + (long) B * TILE;
      long second = first + (long) B * TILE;
      if (plan.moments) {
        moments(plan, x, begin, end, w, room);
      } else {
        plain(plan, x, begin, end, w, room);
      }
      for (int i = 0; i < w; i++) {
        /* wide */ double f = ALL.get(SCALAR, first + (long) B * i);
        /* wide */ double s = ALL.get(SCALAR, second + (long) B * i);
        plan.store(a, outer * plan.width + column + i, part, f, s, end - begin);
      }
    }
  }

  private static int lines(ReductionPlan plan, long position, long end) {
    long inRun = plan.run - position % plan.run;
    return (int) Math.min(ReductionPlan.LINES, Math.min(inRun, end - position));
  }

  private static long line(ReductionPlan plan, long x, long position) {
    long outer = position / plan.run;
    return x + plan.folded.offset(0, outer) + (position - outer * plan.run) * plan.step;
  }

  private static void plain(ReductionPlan plan, long x, long begin, long end, int w, long room) {
    long first = room + (long) B * TILE;
    long second = first + (long) B * TILE;
    double start =
        switch (plan.operation) {
          case MAXIMUM -> Double.NEGATIVE_INFINITY;
          case MINIMUM -> Double.POSITIVE_INFINITY;
          case SUM, MEAN, PRODUCT, LOG_SUM_EXP, COUNT -> 0;
        };
    Level1KernelsF64.fill(start, first, w);
    Level1KernelsF64.fill(0, second, w);
    for (long i = begin; i < end; ) {
      int n = lines(plan, i, end);
      long at = line(plan, x, i);
      switch (plan.operation) {
        case MAXIMUM -> ColumnKernelsF64.maximum(at, plan.step, n, first, w);
        case MINIMUM -> ColumnKernelsF64.minimum(at, plan.step, n, first, w);
        case SUM, MEAN, PRODUCT, LOG_SUM_EXP, COUNT -> {
          Level1KernelsF64.fill(0, room, w);
          ColumnKernelsF64.sum(at, plan.step, n, room, w);
          ColumnKernelsF64.compensate(room, first, second, w);
        }
      }
      i += n;
    }
  }

  /** Mean and sum of squares: exact about each block's own mean, blocks merged in their order. */
  private static void moments(ReductionPlan plan, long x, long begin, long end, int w, long room) {
    long mean = room + (long) B * TILE;
    long squares = mean + (long) B * TILE;
    long own = squares + (long) B * TILE;
    Level1KernelsF64.fill(0, mean, w);
    Level1KernelsF64.fill(0, squares, w);
    for (long i = begin; i < end; ) {
      int n = lines(plan, i, end);
      long at = line(plan, x, i);
      Level1KernelsF64.fill(0, room, w);
      Level1KernelsF64.fill(0, own, w);
      ColumnKernelsF64.sum(at, plan.step, n, room, w);
      Level1KernelsF64.scaled((double) (1d / n), room, room, w);
      ColumnKernelsF64.squares(at, plan.step, n, room, own, w);
      /* wide */ double count = i - begin;
      /* wide */ double share = n / (count + n);
      ColumnKernelsF64.merge(room, own, (double) share, (double) (count * share), mean, squares, w);
      i += n;
    }
  }
}
