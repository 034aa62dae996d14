package gatun.simd;

import gatun.engine.spi.Reduction.Operation;

/** Reductions whose folded runs lie densely packed; runs that do not are packed block by block. */
final class RowTasksF64 {
  private static final int B = Double.BYTES;
  private static final int BLOCK = ReductionPlan.BLOCK;

  private RowTasksF64() {}

  /** Folds pieces of outputs; item = output · pieces + piece. */
  static void fold(Arguments a, long from, long to) {
    if (!(a.object instanceof ReductionPlan plan)) {
      return;
    }
    long room = ThreadMemory.of(2L * B * BLOCK);
    for (long item = from; item < to; item++) {
      long output = plan.pieces == 1 ? item : item / plan.pieces;
      long part = item - output * plan.pieces;
      long x = a.p0 + plan.kept.offset(0, output);
      long begin = part * plan.piece;
      long end = Math.min(plan.terms, begin + plan.piece);
      if (plan.moments) {
        moments(plan, a, output, part, x, begin, end, room);
      } else if (plan.operation == Operation.LOG_SUM_EXP) {
        exponentials(plan, a, output, part, x, begin, end, room);
      } else {
        plain(plan, a, output, part, x, begin, end, room);
      }
    }
  }

  /** Returns the length of the dense block that begins at a folded position. */
  private static int length(ReductionPlan plan, long position, long end) {
    long inRun = plan.run - position % plan.run;
    return (int) Math.min(BLOCK, Math.min(inRun, end - position));
  }

  /** Returns the address of the dense block that begins at a folded position, packed if need be. */
  private static long block(ReductionPlan plan, long x, long position, int n, long room) {
    long outer = position / plan.run;
    long at = x + plan.folded.offset(0, outer) + (position - outer * plan.run) * plan.step;
    if (plan.step == B) {
      return at;
    }
    Packing.pack(at, plan.step, room, n, B);
    return room;
  }

  private static void plain(
      ReductionPlan plan,
      Arguments a,
      long output,
      long part,
      long x,
      long begin,
      long end,
      long room) {
    Operation operation = plan.operation;
    /* wide */ double first = start(operation);
    /* wide */ double second = 0;
    for (long i = begin; i < end; ) {
      int n = length(plan, i, end);
      long at = block(plan, x, i, n, room);
      /* wide */ double v =
          switch (operation) {
            case SUM, MEAN -> plan.few() ? SumsF64.few(at, n) : RowReductionsF64.sum(at, n);
            case PRODUCT -> RowReductionsF64.product(at, n);
            case MAXIMUM -> RowExtremesF64.maximum(at, n);
            case MINIMUM -> RowExtremesF64.minimum(at, n);
            case COUNT, LOG_SUM_EXP -> RowReductionsF64.count(at, n);
          };
      second = Merge.second(plan, first, second, 0, v, 0, 0);
      first = Merge.first(plan, first, second, 0, v, 0, 0);
      i += n;
    }
    plan.store(a, output, part, first, second, 0);
  }

  private static /* wide */ double start(Operation operation) {
    return switch (operation) {
      case PRODUCT -> 1;
      case MAXIMUM, LOG_SUM_EXP -> Double.NEGATIVE_INFINITY;
      case MINIMUM -> Double.POSITIVE_INFINITY;
      case SUM, MEAN, COUNT -> 0;
    };
  }

  /** Mean and sum of squares: exact about each block's own mean, blocks merged in their order. */
  private static void moments(
      ReductionPlan plan,
      Arguments a,
      long output,
      long part,
      long x,
      long begin,
      long end,
      long room) {
    /* wide */ double mean = 0;
    /* wide */ double squares = 0;
    /* wide */ double count = 0;
    for (long i = begin; i < end; ) {
      int n = length(plan, i, end);
      long at = block(plan, x, i, n, room);
      /* wide */ double m = RowReductionsF64.sum(at, n) / n;
      double center = (double) m;
      /* wide */ double q =
          RowReductionsF64.squares(at, center, n) - n * (m - center) * (m - center);
      /* wide */ double old = mean;
      mean = Merge.first(plan, old, squares, count, m, q, n);
      squares = Merge.second(plan, old, squares, count, m, q, n);
      count += n;
      i += n;
    }
    plan.store(a, output, part, mean, squares, count);
  }

  private static void exponentials(
      ReductionPlan plan,
      Arguments a,
      long output,
      long part,
      long x,
      long begin,
      long end,
      long room) {
    /* wide */ double most = start(Operation.LOG_SUM_EXP);
    /* wide */ double sum = 0;
    for (long i = begin; i < end; ) {
      int n = length(plan, i, end);
      long at = block(plan, x, i, n, room);
      double m = RowExpF64.largest(at, n);
      /* wide */ double s = exponentials(at, m, room + (long) B * BLOCK, n);
      sum = Merge.exponentials(most, sum, m, s);
      most = m > most ? m : most;
      i += n;
    }
    plan.store(a, output, part, most, sum, 0);
  }

  /** Σ e^(x − m) with the largest element m; 1 if that is infinite; NaN if an element is. */
  private static /* wide */ double exponentials(long at, double m, long room, int n) {
    if (Math.abs(m) < Lanes.INFINITY) {
      return RowExpF64.sum(at, m, room, n);
    }
    boolean missing = RowExtremesF64.find(at, Double.NaN, n) >= 0;
    return missing ? Double.NaN : m > 0 ? 1 : 0;
  }

  /** The first position of the largest or smallest element; item = output. */
  static void position(Arguments a, long from, long to) {
    if (!(a.object instanceof ReductionPlan plan)) {
      return;
    }
    long room = ThreadMemory.of(2L * B * BLOCK);
    boolean largest = plan.operation == Operation.MAXIMUM;
    for (long output = from; output < to; output++) {
      long x = a.p0 + plan.kept.offset(0, output);
      double best = 0;
      long found = -1;
      for (long i = 0; i < plan.terms && (found < 0 || !Double.isNaN(best)); ) {
        int n = length(plan, i, plan.terms);
        long at = block(plan, x, i, n, room);
        double v =
            (double) (largest ? RowExtremesF64.maximum(at, n) : RowExtremesF64.minimum(at, n));
        if (found < 0 || Double.isNaN(v) || (largest ? v > best : v < best)) {
          best = v;
          found = i + RowExtremesF64.find(at, v, n);
        }
        i += n;
      }
      Raw.int64(a.p1 + plan.kept.offset(1, output), found);
    }
  }
}
