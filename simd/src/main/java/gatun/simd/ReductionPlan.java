package gatun.simd;

import gatun.engine.HostTensor;
import gatun.engine.spi.Reduction.Operation;
import org.jspecify.annotations.Nullable;

/**
 * How one reduction is cut into work, by shapes and strides alone: the axes that are kept, those
 * that are folded, and the pieces that each output is made of. One for each thread, reused.
 *
 * <p>Either runs of a folded axis lie densely packed, or are made so (rows), or runs of a kept axis
 * do and outputs are computed side by side (columns).
 */
final class ReductionPlan {
  /** Elements of one piece of an output when rows are folded. */
  static final int PIECE = 8192;

  /** Elements that a kernel folds at once; results of more are added with compensation. */
  static final int BLOCK = 2048;

  /** Outputs that are computed side by side when columns are folded. */
  static final int TILE = 512;

  /** Rows of a tile that are folded at once. */
  static final int LINES = 32;

  /** Elements that are not worth vectors if there is nothing else to do. */
  private static final int FEW = 512;

  private static final int MOST_PIECES = 64;
  private static final int LINES_OF_A_PIECE = 1024;
  private static final int FEWEST_COLUMNS = 8;
  private static final ThreadLocal<ReductionPlan> OWN = ThreadLocal.withInitial(ReductionPlan::new);

  /** Kept axes: strides of x, y and the second output. In a column plan without the innermost. */
  final Nest kept = new Nest();

  /** Folded axes: strides of x. The innermost is taken out as {@link #run}. */
  final Nest folded = new Nest();

  Operation operation = Operation.SUM;
  boolean moments;
  boolean root;
  boolean wantsMean;
  double correction;
  int bytes;
  int resultBytes;

  /** Elements that are folded into one output. */
  long terms;

  /** The innermost folded axis: its extent and its stride in bytes. */
  long run;

  long step;

  boolean columns;

  /** In a column plan: the innermost kept axis with its strides in y and the second output. */
  long width;

  long widthStep1;
  long widthStep2;

  /** Tiles of the innermost kept axis; 1 in a row plan. */
  long tiles;

  /** Pieces of one output, and the elements (rows) or lines (columns) of a piece. */
  long pieces;

  long piece;

  private ReductionPlan() {}

  /** Returns the current thread's plan for {@code y}, and {@code z} beside it. */
  static ReductionPlan of(HostTensor x, HostTensor y, @Nullable HostTensor z, boolean columnwise) {
    ReductionPlan plan = OWN.get();
    plan.cut(x, y, z, columnwise);
    return plan;
  }

  private void cut(HostTensor x, HostTensor y, @Nullable HostTensor z, boolean columnwise) {
    kept.clear();
    folded.clear();
    bytes = x.dtype().bytes();
    resultBytes = y.dtype().bytes();
    for (int k = 0; k < x.shape().rank(); k++) {
      long extent = x.shape().extent(k);
      if (y.shape().extent(k) == extent) {
        kept.axis(extent, Nest.bytes(x, k), Nest.bytes(y, k), z == null ? 0 : Nest.bytes(z, k), 0);
      } else {
        folded.axis(extent, Nest.bytes(x, k), 0, 0, 0);
      }
    }
    kept.merge();
    folded.merge();
    terms = folded.size();
    run = folded.innerExtent();
    step = folded.innerStride(0);
    columns =
        columnwise
            && kept.innerStride(0) == bytes
            && kept.innerStride(0) < step
            && kept.innerExtent() >= FEWEST_COLUMNS
            && terms > 1;
    folded.dropInner();
    if (columns) {
      cutColumns();
    } else {
      step = run == 1 ? bytes : step;
      width = 1;
      tiles = 1;
      piece = PIECE;
      pieces = Math.max(1, Math.ceilDiv(terms, piece));
    }
  }

  private void cutColumns() {
    width = kept.innerExtent();
    widthStep1 = kept.innerStride(1);
    widthStep2 = kept.innerStride(2);
    kept.dropInner();
    tiles = Math.ceilDiv(width, (long) TILE);
    long least = Math.ceilDiv(terms, (long) MOST_PIECES);
    piece = Math.max(LINES_OF_A_PIECE, least);
    pieces = Math.ceilDiv(terms, piece);
  }

  /** Returns the pieces of work: tiles or outputs, each of so many pieces. */
  long items() {
    return kept.size() * tiles * pieces;
  }

  /** Returns the partial results that {@link #store} needs: three numbers for each piece. */
  long partials() {
    return pieces == 1 ? 0 : 3 * kept.size() * width * pieces;
  }

  /** Returns whether the whole reduction is one of few elements. */
  boolean few() {
    return terms <= FEW && kept.size() == 1;
  }

  /** Returns how many items are worth a thread. */
  long grain() {
    long each = columns ? Math.min(width, TILE) * Math.min(piece, terms) : Math.min(terms, PIECE);
    return Math.max(1, Math.ceilDiv(4L * PIECE, Math.max(16, each)));
  }

  /**
   * Keeps the state of one piece of one output, or writes the output if it is the only piece.
   *
   * @param output number of the output, the innermost kept axis of a column plan running fastest
   */
  void store(Arguments a, long output, long part, double first, double second, double count) {
    if (pieces == 1) {
      finish(a, output, first, second);
      return;
    }
    int at = Math.toIntExact(3 * (output * pieces + part));
    a.partials[at] = first;
    a.partials[at + 1] = second;
    a.partials[at + 2] = count;
  }

  /** Combines the pieces of the outputs from {@code from} to {@code to}, in their order. */
  void combine(Arguments a, long from, long to) {
    for (long output = from; output < to; output++) {
      int at = Math.toIntExact(3 * output * pieces);
      double first = a.partials[at];
      double second = a.partials[at + 1];
      double count = a.partials[at + 2];
      for (int k = at + 3; k < at + 3 * pieces; k += 3) {
        double f = a.partials[k];
        double s = a.partials[k + 1];
        double c = a.partials[k + 2];
        double old = first;
        first = Merge.first(this, first, second, count, f, s, c);
        second = Merge.second(this, old, second, count, f, s, c);
        count += c;
      }
      finish(a, output, first, second);
    }
  }

  private void finish(Arguments a, long output, double first, double second) {
    long outer = output / width;
    long column = output - outer * width;
    long y = a.p1 + kept.offset(1, outer) + column * widthStep1;
    if (moments) {
      double variance = terms > correction ? second / (terms - correction) : Double.NaN;
      real(y, root ? Math.sqrt(variance) : variance);
      if (wantsMean) {
        real(a.p2 + kept.offset(2, outer) + column * widthStep2, terms == 0 ? Double.NaN : first);
      }
      return;
    }
    switch (operation) {
      case SUM -> real(y, Merge.total(first, second));
      case MEAN -> real(y, Merge.total(first, second) / terms);
      case LOG_SUM_EXP ->
          real(
              y,
              Double.isInfinite(first) && !Double.isNaN(second) ? first : first + Math.log(second));
      case COUNT -> Raw.int64(y, (long) first);
      case PRODUCT, MAXIMUM, MINIMUM -> real(y, first);
    }
  }

  private void real(long address, double value) {
    if (bytes == 8) {
      Raw.int64(address, Double.doubleToRawLongBits(value));
    } else {
      Raw.int32(address, Float.floatToRawIntBits((float) value));
    }
  }
}
