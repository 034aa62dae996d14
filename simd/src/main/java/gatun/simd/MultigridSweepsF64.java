package gatun.simd;

import static gatun.simd.Raw.address;

import gatun.engine.Tensor;
import gatun.engine.spi.MultigridSweeps;
import gatun.engine.spi.PaddedGrid;

/**
 * The sweeps of a multigrid cycle, in parallel over chunks of the padded grid, or over its lines
 * where layouts differ. Each cell is computed by itself: threads cannot change the bits.
 */
final class MultigridSweepsF64 implements MultigridSweeps {
  private static final int B = Double.BYTES;

  /** Cells of a chunk; the sums of a chunk stay in the first-level cache until they are used. */
  private static final long CHUNK = 2048;

  /** Chunks and lines that are worth a thread. */
  private static final long GRAIN = 4;

  private static final long LINES = 8;

  private final Workers workers;

  MultigridSweepsF64(Workers workers) {
    this.workers = workers;
  }

  /** Bytes before the first cell. */
  private static long start(PaddedGrid g) {
    return B * g.index(0, 0, 0);
  }

  /** Returns the cells of a chunk. */
  private static int length(Arguments a, long c) {
    return (int) Math.min(CHUNK, a.n - c * CHUNK);
  }

  /** n cells and padding between the first and the last plane; p6 line, p7 plane, in bytes. */
  private void run(Workers.Task task, Arguments a, PaddedGrid g) {
    a.n = g.plane() * g.grid().nz();
    a.p6 = B * g.line();
    a.p7 = B * g.plane();
    workers.run(task, a, Math.ceilDiv(a.n, CHUNK), GRAIN);
  }

  @Override
  public void relax(PaddedGrid g, /* wide */ double omega, Tensor w, Tensor b, Tensor x, Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      long start = start(g);
      a.s0 = omega;
      a.p0 = address(w) + start;
      a.p1 = address(b) + start;
      a.p2 = address(x) + start;
      a.p3 = address(y) + start;
      run(MultigridSweepsF64::relaxed, a, g);
    }
  }

  private static void relaxed(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      int n = length(a, c);
      double omega = (double) a.s0;
      long w = a.p0 + at;
      long b = a.p1 + at;
      MultigridLoopsF64.relax(omega, w, b, a.p2 + at, a.p3 + at, n, a.p6, a.p7);
      MultigridLoopsF64.relaxRest(omega, w, b, a.p2 + at, a.p3 + at, n, a.p6, a.p7);
    }
  }

  @Override
  public void residual(PaddedGrid g, Tensor s, Tensor t, Tensor b, Tensor x, Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      long start = start(g);
      a.p0 = address(s) + start;
      a.p1 = address(b) + start;
      a.p2 = address(x) + start;
      a.p3 = address(y) + start;
      a.p4 = address(t) + start;
      run(MultigridSweepsF64::residuals, a, g);
    }
  }

  private static void residuals(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      int n = length(a, c);
      long s = a.p0 + at;
      long t = a.p4 + at;
      long b = a.p1 + at;
      MultigridLoopsF64.residual(s, t, b, a.p2 + at, a.p3 + at, n, a.p6, a.p7);
      MultigridLoopsF64.residualRest(s, t, b, a.p2 + at, a.p3 + at, n, a.p6, a.p7);
    }
  }

  /** p0 w or s, p1 b, p2 x, p3 y, p4 ax, p5 ay, q0 az. */
  private static void faces(
      Arguments a,
      PaddedGrid g,
      Tensor first,
      Tensor ax,
      Tensor ay,
      Tensor az,
      Tensor b,
      Tensor x,
      Tensor y) {
    long start = start(g);
    a.p0 = address(first) + start;
    a.p1 = address(b) + start;
    a.p2 = address(x) + start;
    a.p3 = address(y) + start;
    a.p4 = address(ax) + start;
    a.p5 = address(ay) + start;
    a.q0 = address(az) + start;
  }

  @Override
  public void relax(
      PaddedGrid g,
      /* wide */ double omega,
      Tensor w,
      Tensor ax,
      Tensor ay,
      Tensor az,
      Tensor b,
      Tensor x,
      Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      faces(a, g, w, ax, ay, az, b, x, y);
      a.s0 = omega;
      run(MultigridSweepsF64::relaxedFaces, a, g);
    }
  }

  private static void relaxedFaces(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      int n = sum(a, c);
      MultigridFacesF64.relax((double) a.s0, a.p0 + at, a.p2 + at, a.p3 + at, n);
    }
  }

  private static int sum(Arguments a, long c) {
    long at = c * CHUNK * B;
    int n = length(a, c);
    long x = a.p4 + at;
    long y = a.p5 + at;
    long z = a.q0 + at;
    MultigridFacesF64.sum(x, y, z, a.p1 + at, a.p2 + at, a.p3 + at, n, a.p6, a.p7);
    MultigridFacesF64.sumRest(x, y, z, a.p1 + at, a.p2 + at, a.p3 + at, n, a.p6, a.p7);
    return n;
  }

  @Override
  public void residual(
      PaddedGrid g,
      Tensor s,
      Tensor t,
      Tensor ax,
      Tensor ay,
      Tensor az,
      Tensor b,
      Tensor x,
      Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      faces(a, g, s, ax, ay, az, b, x, y);
      a.q1 = address(t) + start(g);
      run(MultigridSweepsF64::residualFaces, a, g);
    }
  }

  private static void residualFaces(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      long at = c * CHUNK * B;
      int n = sum(a, c);
      MultigridFacesF64.residual(a.p0 + at, a.q1 + at, a.p2 + at, a.p3 + at, n);
    }
  }

  /** p4 nx, p5 ny, p6 line, p7 plane in elements, n lines in all; of the grid worked through. */
  private void lines(Workers.Task task, Arguments a, PaddedGrid g) {
    a.p4 = g.grid().nx();
    a.p5 = g.grid().ny();
    a.p6 = g.line();
    a.p7 = g.plane();
    a.n = a.p5 * g.grid().nz();
    workers.run(task, a, a.n, Math.ceilDiv(LINES * 1024, a.p4));
  }

  @Override
  public void enter(
      PaddedGrid g,
      /* wide */ double alpha,
      Tensor r,
      /* wide */ double omega,
      Tensor w,
      Tensor b,
      Tensor x) {
    try (Arguments a = Arguments.borrow()) {
      a.s0 = alpha;
      a.s1 = omega;
      a.p0 = address(r);
      a.p1 = address(b);
      a.p2 = address(x);
      a.p3 = address(w);
      a.q0 = r.dtype().bytes();
      lines(MultigridTransfersF64::entered, a, g);
    }
  }

  @Override
  public void leave(PaddedGrid g, /* wide */ double alpha, Tensor x, Tensor z) {
    try (Arguments a = Arguments.borrow()) {
      a.s0 = alpha;
      a.p0 = address(z);
      a.p1 = address(x);
      a.q0 = z.dtype().bytes();
      lines(MultigridTransfersF64::left, a, g);
    }
  }

  @Override
  public void restrict(
      PaddedGrid g,
      PaddedGrid half,
      Tensor r,
      /* wide */ double omega,
      Tensor w,
      Tensor b,
      Tensor x) {
    try (Arguments a = Arguments.borrow()) {
      a.object = g;
      a.s0 = omega;
      a.p0 = address(r);
      a.p1 = address(b);
      a.p2 = address(x);
      a.p3 = address(w);
      lines(MultigridTransfersF64::restricted, a, half);
    }
  }

  @Override
  public void prolong(PaddedGrid g, PaddedGrid half, Tensor s, Tensor e, Tensor x) {
    try (Arguments a = Arguments.borrow()) {
      a.object = half;
      a.p0 = address(e);
      a.p1 = address(s);
      a.p2 = address(x);
      lines(MultigridTransfersF64::prolonged, a, g);
    }
  }
}
