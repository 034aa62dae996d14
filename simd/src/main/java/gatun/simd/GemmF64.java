package gatun.simd;

/**
 * Matrix products in blocks (after BLIS). A block of B, at most {@code depth} × {@code width}, is
 * packed into panels as wide as a tile and stays in L2. Then each panel of A, as high as a tile, is
 * run over all panels of B: tiles are finished along the rows of C. A by rows is read in place: to
 * copy it first would cost the time of fetching it, which the first tile overlaps with its sums.
 *
 * <p>Threads share out C in blocks. An element is summed in the same order in each of them.
 */
final class GemmF64 {
  private static final int B = Double.BYTES;
  private static final int ROWS = GemmTilesF64.ROWS;
  private static final int COLUMNS = GemmTilesF64.COLUMNS;

  /** Bytes from a row of the tile buffer to the next. */
  private static final long TILE_ROW = (long) B * COLUMNS;

  private GemmF64() {}

  /** Runs a product whose operands, factors and epilogue are set. */
  static void run(Workers workers, GemmCall call) {
    if (call.m == 0 || call.n == 0 || call.count == 0) {
      return;
    }
    if (call.cj != B && call.ci == B) {
      call.transpose();
    }
    call.k = call.alpha == 0 ? 0 : call.k;
    GemmRules.plan(call, B, ROWS, COLUMNS, workers.threads());
    long chunks = call.count * call.across * Math.ceilDiv(call.m, call.blockRows);
    try (Arguments a = Arguments.borrow()) {
      a.object = call;
      workers.run(GemmF64::blocks, a, chunks, 1);
    }
  }

  /** Computes the blocks of C with the numbers from {@code from} to {@code to}. */
  private static void blocks(Arguments arguments, long from, long to) {
    if (!(arguments.object instanceof GemmCall call)) {
      return;
    }
    GemmBuffers buffers = GemmBuffers.own();
    long down = Math.ceilDiv(call.m, call.blockRows);
    for (long chunk = from; chunk < to; chunk++) {
      long t = chunk / (call.across * down);
      long row = chunk / call.across % down * call.blockRows;
      long column = chunk % call.across * call.blockColumns;
      long rowEnd = Math.min(call.m, row + call.blockRows);
      long columnEnd = Math.min(call.n, column + call.blockColumns);
      block(call, buffers, t, row, rowEnd, column, columnEnd);
    }
  }

  private static void block(
      GemmCall call, GemmBuffers buffers, long t, long i0, long i1, long j0, long j1) {
    for (long k = 0; k == 0 || k < call.k; k += call.depth) {
      int depth = (int) Math.min(call.depth, call.k - k);
      long a = call.a + t * call.at + k * call.ak;
      for (long j = j0; j < j1; j += call.width) {
        long width = Math.min(call.width, j1 - j);
        long b = call.b + t * call.bt + k * call.bk + j * call.bj;
        long panels = panels(call, buffers, b, depth, width);
        for (long i = i0; i < i1; i += GemmTilesF64.rows(i1 - i)) {
          long c = call.c + t * call.ct + i * call.ci + j * call.cj;
          stripe(call, buffers, k, depth, i, i1, a + i * call.ai, j, width, b, panels, c);
        }
      }
    }
  }

  /** Packs a block of B, or only what does not fill a tile of it; returns where the panels are. */
  private static long panels(GemmCall call, GemmBuffers buffers, long b, int depth, long width) {
    long first = call.packB ? 0 : width - width % COLUMNS;
    long room = (width - first + COLUMNS) * depth * B + GemmNarrowF64.room(depth);
    long to = buffers.columns(room);
    for (long j = first; j < width; j += COLUMNS) {
      int count = (int) Math.min(COLUMNS, width - j);
      int wide = GemmTilesF64.vectors(count) * GemmTilesF64.L;
      long at = to + (j - first) * depth * B;
      long from = b + j * call.bj;
      if (GemmNarrowF64.takes(depth, count)) {
        GemmNarrowF64.pack(call.typeB, depth, count, from, call.bj, call.bk, at);
        continue;
      }
      // @F32 HalfPanels.panel(call.typeB, depth, count, wide, from, call.bk, call.bj, at);
      GemmPackF64.panel(depth, count, wide, from, call.bk, call.bj, at);
    }
    return to;
  }

  /** Computes the tiles beside each other that one panel of A takes part in. */
  private static void stripe(
      GemmCall call,
      GemmBuffers buffers,
      long k,
      int depth,
      long i,
      long i1,
      long a,
      long j,
      long width,
      long b,
      long panels,
      long c) {
    int rows = GemmTilesF64.rows(i1 - i);
    int count = (int) Math.min(rows, i1 - i);
    boolean packed = call.packA || count < rows;
    boolean byRows = call.byRows;
    long pa = a;
    long da = byRows ? call.ai : call.ak;
    if (packed && byRows) {
      da = GemmRules.apart((long) B * depth);
      pa = buffers.rows(ROWS * GemmRules.apart((long) B * call.depth));
      GemmPackF64.rows(depth, count, rows, a, call.ai, pa, da);
    } else if (packed) {
      da = (long) rows * B;
      pa = buffers.rows((long) ROWS * call.depth * B);
      // @F32 HalfPanels.panel(call.typeA, depth, count, rows, a, call.ak, call.ai, pa);
      GemmPackF64.panel(depth, count, rows, a, call.ak, call.ai, pa);
    }
    boolean first = k == 0;
    boolean last = k + depth >= call.k;
    boolean direct =
        first && call.beta == 0 && call.alpha == 1 && call.cj == B && !(last && call.finishes());
    long whole = call.packB ? 0 : width - width % COLUMNS;
    for (long at = 0; at < width; at += COLUMNS) {
      int columns = (int) Math.min(COLUMNS, width - at);
      int vectors = GemmTilesF64.vectors(columns);
      boolean own = at >= whole;
      long pb = own ? panels + (at - whole) * depth * B : b + at * B;
      long db = own ? (long) vectors * GemmTilesF64.L * B : call.bk;
      boolean narrow = own && GemmNarrowF64.takes(depth, columns);
      boolean straight = direct && (narrow || count == rows && columns == vectors * GemmTilesF64.L);
      long pt = straight ? c + at * B : buffers.tile();
      long dt = straight ? call.ci : TILE_ROW;
      if (narrow) {
        long from = byRows ? pa : a;
        GemmNarrowF64.tile(call, buffers, rows, count, columns, depth, from, da, pb, pt, dt);
      } else if (byRows) {
        GemmTilesF64.rows(rows, vectors, depth, pa, da, pb, db, pt, dt);
      } else {
        GemmTilesF64.columns(rows, vectors, depth, pa, da, pb, db, pt, dt);
      }
      if (!straight) {
        GemmStoreF64.store(call, pt, dt, c + at * call.cj, i, j + at, count, columns, first, last);
      }
    }
  }
}
