package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;

import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.spi.MacStencil;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The masked 7-point Laplacian in parallel over blocks of lines, and fused into the direction
 * update of conjugate gradients.
 */
final class MacStencilF64 implements MacStencil {
  private static final int B = Double.BYTES;

  /** Cells in a block of lines: large enough for a partial sum, small enough to share out. */
  private static final long BLOCK = 16384;

  /** Fewest planes for which the fused sweep is used. */
  private static final long SWEEP_PLANES = 8;

  private static final int LINES_AHEAD = 4;

  private final Workers workers;

  private final Zeros zeros = new Zeros();

  MacStencilF64(Workers workers) {
    this.workers = workers;
  }

  /** p0 x, p1 y, p2 cells, p3 zeros, p4 nx, p5 ny, p6 nz, p7 lines in a block. */
  private void operands(Arguments a, Grid grid, Tensor cells, Tensor x, Tensor y) {
    MemorySegment line = zeros.line(grid.nx() * B);
    a.object = line; // keeps it alive
    a.p0 = ((HostTensor) x).address();
    a.p1 = ((HostTensor) y).address();
    a.p2 = ((HostTensor) cells).address();
    a.p3 = line.address();
    a.p4 = grid.nx();
    a.p5 = grid.ny();
    a.p6 = grid.nz();
    a.p7 = Math.min(grid.ny(), Math.ceilDiv(BLOCK, grid.nx()));
    a.n = 1;
  }

  @Override
  public void apply(Grid grid, Tensor cells, Tensor x, Tensor y) {
    applyDot(grid, cells, x, y);
  }

  @Override
  public /* wide */ double applyDot(Grid grid, Tensor cells, Tensor x, Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      operands(a, grid, cells, x, y);
      long chunks = a.p6 * Math.ceilDiv(a.p5, a.p7);
      a.reserve(chunks);
      workers.run(MacStencilF64::blocks, a, chunks, 2);
      return a.sum(chunks);
    }
  }

  private static void blocks(Arguments a, long from, long to) {
    long perPlane = Math.ceilDiv(a.p5, a.p7);
    for (long c = from; c < to; c++) {
      long first = c % perPlane * a.p7;
      long end = Math.min(a.p5, first + a.p7);
      a.partials[(int) c] = lines(a, a.p0, a.p1, c / perPlane, first, end, true);
    }
  }

  /** Applies the operator to the lines [first, end) of plane k and returns their part of x·y. */
  private static /* wide */ double lines(
      Arguments a, long x, long y, long k, long first, long end, boolean cold) {
    int n = (int) a.p4;
    long row = n * B;
    long plane = row * a.p5;
    boolean vectors = MacLinesF64.serves(n);
    boolean inside = MacBlocksF64.serves(n) && k > 0 && k < a.p6 - 1;
    long lanes = SumsF64.clear();
    /* wide */ double sum = 0;
    long count;
    for (long j = first; j < end; j += count) {
      boolean many = inside && j > 0 && j < a.p5 - 1;
      count = many ? Math.min(Math.min(end, a.p5 - 1) - j, Math.ceilDiv(BLOCK, n)) : 1;
      long at = k * plane + j * row;
      long line = x + at;
      long jm = j > 0 ? line - row : a.p3;
      long jp = j < a.p5 - 1 ? line + row : a.p3;
      long km = k > 0 ? line - plane : a.p3;
      long kp = k < a.p6 - 1 ? line + plane : a.p3;
      long cells = a.p2 + at / B;
      if (cold && !inside && kp != a.p3 && (j - first) % LINES_AHEAD == 0) {
        touch(kp, (int) Math.min(LINES_AHEAD, end - j) * (int) row, (int) a.n);
      }
      if (many) {
        MacBlocksF64.lines(y + at, line, cells, n, plane, (int) count, lanes);
      } else if (vectors) {
        MacLinesF64.line(y + at, line, cells, jm, jp, km, kp, n, (int) a.n, lanes);
      } else {
        sum += MacLinesF64.scalar(y + at, line, cells, jm, jp, km, kp, n);
      }
    }
    return sum + SumsF64.sum(lanes);
  }

  /**
   * Reads one value of each cache line. The stencil has too many streams for the hardware to fetch
   * ahead; read alone, the one stream that comes from memory is fetched well.
   */
  private static void touch(long address, int bytes, int one) {
    long base = address & ADDRESS;
    long seen = 0;
    int step = 128 * one;
    for (int i = 0; i <= bytes - 72; i += step) {
      long at = i & 0xFFFF_FFFFL;
      seen |=
          ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, base + at)
              | ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, base + at + 64);
    }
    if (seen == Lanes.UNLIKELY) {
      Thread.onSpinWait(); // never mind: it keeps the loop from being removed
    }
  }

  /**
   * Works in slabs of planes. The planes at both ends of each slab are updated first; then each
   * slab is swept: plane k + 1 is updated and, while it is in the cache, the operator applied to
   * plane k.
   */
  @Override
  public /* wide */ double direction(
      Grid grid,
      Tensor cells,
      /* wide */ double alpha,
      Tensor x,
      /* wide */ double beta,
      Tensor z,
      Tensor p,
      Tensor q) {
    if (grid.nz() < SWEEP_PLANES || grid.nx() * grid.ny() > Integer.MAX_VALUE / 16) {
      new KrylovUpdatesF64(workers).direction(alpha, x, beta, z, p);
      return applyDot(grid, cells, p, q);
    }
    try (Arguments a = Arguments.borrow()) {
      operands(a, grid, cells, p, q);
      a.p7 = ((HostTensor) x).address();
      a.s2 = alpha;
      a.s3 = beta;
      a.q0 = ((HostTensor) z).address();
      long slabs = Math.ceilDiv(a.p6, slab(a));
      a.reserve(slabs);
      workers.run(MacStencilF64::ends, a, slabs, 1);
      workers.run(MacStencilF64::sweeps, a, slabs, 1);
      return a.sum(slabs);
    }
  }

  /** Planes in a slab, by the grid alone. */
  private static long slab(Arguments a) {
    return Math.clamp(a.p6 / 8, 4, 16);
  }

  private static void ends(Arguments a, long from, long to) {
    for (long s = from; s < to; s++) {
      long first = s * slab(a);
      long last = Math.min(a.p6, first + slab(a)) - 1;
      update(a, first);
      if (last != first) {
        update(a, last);
      }
    }
  }

  private static void sweeps(Arguments a, long from, long to) {
    for (long s = from; s < to; s++) {
      long first = s * slab(a);
      long last = Math.min(a.p6, first + slab(a)) - 1;
      /* wide */ double sum = 0;
      for (long k = first; k <= last; k++) {
        if (k + 1 < last) {
          update(a, k + 1);
        }
        sum += lines(a, a.p0, a.p1, k, 0, a.p5, false);
      }
      a.partials[(int) s] = sum;
    }
  }

  private static void update(Arguments a, long k) {
    long size = a.p4 * a.p5;
    long at = k * size * B;
    KrylovUpdatesF64.direction(
        (double) a.s2, a.p7 + at, (double) a.s3, a.q0 + at, a.p0 + at, (int) size);
  }
}
