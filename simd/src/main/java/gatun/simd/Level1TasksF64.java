package gatun.simd;

import static gatun.simd.Level1F64.count;

/** The bodies of the parallel regions of level 1; dense or not, {@link StridedF64} knows. */
final class Level1TasksF64 {
  private static final int CHUNK = Level1F64.CHUNK;

  private Level1TasksF64() {}

  private static long x(Arguments a, long chunk) {
    return a.p0 + chunk * CHUNK * a.p3;
  }

  private static long y(Arguments a, long chunk) {
    return a.p1 + chunk * CHUNK * a.p4;
  }

  static void fill(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      StridedF64.fill((double) a.s0, x(a, c), a.p3, count(a, c));
    }
  }

  static void copy(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      StridedF64.copy(x(a, c), a.p3, y(a, c), a.p4, count(a, c));
    }
  }

  static void scal(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      StridedF64.scaled((double) a.s0, x(a, c), a.p3, x(a, c), a.p3, count(a, c));
    }
  }

  static void axpy(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      StridedF64.axpy((double) a.s0, x(a, c), a.p3, y(a, c), a.p4, count(a, c));
    }
  }

  static void axpby(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      StridedF64.axpby((double) a.s0, x(a, c), a.p3, (double) a.s1, y(a, c), a.p4, count(a, c));
    }
  }

  static void scaled(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      StridedF64.scaled((double) a.s0, x(a, c), a.p3, y(a, c), a.p4, count(a, c));
    }
  }

  static void multiply(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      long z = a.p2 + c * CHUNK * a.p5;
      StridedF64.multiply(x(a, c), a.p3, y(a, c), a.p4, z, a.p5, count(a, c));
    }
  }

  static void dot(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      a.partials[(int) c] = StridedF64.dot(x(a, c), a.p3, y(a, c), a.p4, count(a, c));
    }
  }

  static void asum(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      a.partials[(int) c] = StridedF64.asum(x(a, c), a.p3, count(a, c));
    }
  }

  static void amax(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      a.partials[(int) c] = StridedF64.amax(x(a, c), a.p3, count(a, c));
    }
  }

  static void squares(Arguments a, long from, long to) {
    for (long c = from; c < to; c++) {
      a.partials[(int) c] = StridedF64.squares((double) a.s0, x(a, c), a.p3, count(a, c));
    }
  }
}
