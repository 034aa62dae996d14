package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;
import static gatun.simd.Raw.address;

import gatun.engine.Grid;
import gatun.engine.Stencil;
import gatun.engine.Tensor;
import gatun.engine.spi.GridStencil;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Stencils line by line, in parallel over blocks of lines. The 7-point stencil and its parts take
 * one pass, see {@link GridLinesF64}; in others each point adds a shifted line of the input to the
 * line of the output, which stays in the first-level cache meanwhile. Compulsory traffic: 2 values
 * a cell (constant), 6 (variable, in three dimensions).
 */
final class GridStencilF64 implements GridStencil {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /** Cells of a block of lines. */
  private static final long BLOCK = 16384;

  private final Workers workers;
  private final Zeros zeros = new Zeros();

  GridStencilF64(Workers workers) {
    this.workers = workers;
  }

  /** p0 x, p1 y, p4 nx, p5 ny, p6 nz, p7 lines in a block. */
  private void run(Workers.Task task, Arguments a, Grid grid, Tensor x, Tensor y) {
    a.p0 = address(x);
    a.p1 = address(y);
    a.p4 = Math.toIntExact(grid.nx());
    a.p5 = grid.ny();
    a.p6 = grid.nz();
    a.p7 = Math.ceilDiv(BLOCK, grid.nx());
    workers.run(task, a, Math.ceilDiv(a.p5 * a.p6, a.p7), 2);
  }

  @Override
  public void constant(Grid grid, Stencil stencil, Tensor x, Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      a.object = stencil;
      if (GridLinesF64.serves(grid.nx()) && fits(stencil)) {
        MemorySegment none = zeros.line(grid.nx() * B);
        a.p2 = none.address();
        run(GridStencilF64::fusedLines, a, grid, x, y);
        Reference.reachabilityFence(none);
      } else {
        run(GridStencilF64::constantLines, a, grid, x, y);
      }
    }
  }

  /** Returns the place of a point in the order of {@link GridLinesF64}, or -1 if it has none. */
  private static int place(Stencil.Point point) {
    int steps = Math.abs(point.di()) + Math.abs(point.dj()) + Math.abs(point.dk());
    return steps > 1 ? -1 : 3 + point.di() + 2 * point.dj() + 3 * point.dk();
  }

  /**
   * Returns whether one pass serves: the centre and its neighbours in the line are there (0 times
   * an infinite value would be NaN) and all coefficients are finite (they meet zeros outside).
   */
  private static boolean fits(Stencil stencil) {
    int line = 0;
    for (int s = 0; s < stencil.points().size(); s++) {
      Stencil.Point point = stencil.points().get(s);
      int place = place(point);
      if (place < 0 || !(Math.abs(point.coefficient()) < Lanes.INFINITY)) {
        return false;
      }
      line += place >= 2 && place <= 4 ? 1 : 0;
    }
    return line == 3;
  }

  private static void fusedLines(Arguments a, long from, long to) {
    if (!(a.object instanceof Stencil stencil)) {
      throw new IllegalStateException("no stencil in " + a);
    }
    long c = SumsF64.clear();
    int present = 0;
    for (int s = 0; s < stencil.points().size(); s++) {
      Stencil.Point point = stencil.points().get(s);
      int place = place(point);
      present |= 1 << place;
      ALL.set(SCALAR, c + (long) B * place, (double) point.coefficient());
    }
    long row = a.p4 * B;
    long end = Math.min(a.p5 * a.p6, to * a.p7);
    for (long line = from * a.p7; line < end; line++) {
      long k = line / a.p5;
      long j = line - k * a.p5;
      long x = a.p0 + line * row;
      long km = (present & 1) != 0 && k > 0 ? x - row * a.p5 : a.p2;
      long jm = (present & 2) != 0 && j > 0 ? x - row : a.p2;
      long jp = (present & 32) != 0 && j < a.p5 - 1 ? x + row : a.p2;
      long kp = (present & 64) != 0 && k < a.p6 - 1 ? x + row * a.p5 : a.p2;
      GridLinesF64.line(a.p1 + line * row, x, jm, jp, km, kp, (int) a.p4, c);
    }
  }

  private static void constantLines(Arguments a, long from, long to) {
    if (!(a.object instanceof Stencil stencil)) {
      throw new IllegalStateException("no stencil in " + a);
    }
    long end = Math.min(a.p5 * a.p6, to * a.p7);
    for (long line = from * a.p7; line < end; line++) {
      constantLine(a, stencil.points(), line);
    }
  }

  private static void constantLine(Arguments a, List<Stencil.Point> points, long line) {
    int n = (int) a.p4;
    long k = line / a.p5;
    long j = line - k * a.p5;
    long y = a.p1 + line * n * B;
    Level1KernelsF64.fill(0, y, n);
    for (int s = 0; s < points.size(); s++) {
      Stencil.Point point = points.get(s);
      boolean inside =
          j + point.dj() >= 0
              && j + point.dj() < a.p5
              && k + point.dk() >= 0
              && k + point.dk() < a.p6;
      int first = Math.max(0, -point.di());
      int count = Math.min(n, n - point.di()) - first;
      if (inside && count > 0) {
        long other = line + point.dj() + point.dk() * a.p5;
        long x = a.p0 + (other * n + first + point.di()) * B;
        Level1KernelsF64.axpy((double) point.coefficient(), x, y + (long) first * B, count);
      }
    }
  }

  @Override
  public void variable(Grid grid, Tensor d, Tensor ax, Tensor ay, Tensor az, Tensor x, Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      a.p2 = address(d);
      a.p3 = address(ax);
      a.q0 = address(ay);
      a.q1 = address(az);
      run(GridStencilF64::variableLines, a, grid, x, y);
    }
  }

  private static void variableLines(Arguments a, long from, long to) {
    long end = Math.min(a.p5 * a.p6, to * a.p7);
    int n = (int) a.p4;
    long row = (long) n * B;
    long plane = row * a.p5;
    for (long line = from * a.p7; line < end; line++) {
      long at = line * row;
      Level1KernelsF64.multiply(a.p2 + at, a.p0 + at, a.p1 + at, n);
      for (int neighbour = 0; neighbour < 6; neighbour++) {
        subtract(a, neighbour, line, n, row, plane);
      }
    }
  }

  /**
   * Subtracts what one neighbour adds to a line. The kernel has one call for all neighbours: six
   * copies of it in a method are more than the compiler inlines.
   */
  private static void subtract(Arguments a, int neighbour, long line, int n, long row, long plane) {
    long at = line * row;
    long x = a.p0 + at;
    long y = a.p1 + at;
    long k = line / a.p5;
    long j = line - k * a.p5;
    long c = neighbour < 2 ? a.p3 + at : neighbour < 4 ? a.q0 + at : a.q1 + at;
    boolean inside = true;
    switch (neighbour) {
      case 0 -> x += B;
      case 1 -> y += B;
      case 2 -> {
        inside = j < a.p5 - 1;
        x += row;
      }
      case 3 -> {
        inside = j > 0;
        c -= row;
        x -= row;
      }
      case 4 -> {
        inside = k < a.p6 - 1;
        x += plane;
      }
      default -> {
        inside = k > 0;
        c -= plane;
        x -= plane;
      }
    }
    if (inside) {
      subtract(c, x, y, neighbour < 2 ? n - 1 : n);
    }
  }

  /** y ← y − c ∘ x. */
  private static void subtract(long pc, long px, long py, int n) {
    long c = pc & ADDRESS;
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      long at = (long) B * i;
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, c + at, ORDER)
                  .neg()
                  .fma(
                      DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER),
                      DoubleVector.fromMemorySegment(S, ALL, y + at, ORDER)))
          .intoMemorySegment(ALL, y + at, ORDER);
    }
    for (; i < n; i++) {
      long at = (long) B * i;
      double value =
          Math.fma(-ALL.get(SCALAR, c + at), ALL.get(SCALAR, x + at), ALL.get(SCALAR, y + at));
      ALL.set(SCALAR, y + at, value);
    }
  }
}
