package gatun.simd;

/** The bodies of the parallel regions of level 1: each chunk to the dense or the strided kernel. */
final class Level1TasksF64 {
  private static final int CHUNK = Level1F64.CHUNK;
  private static final int B = Double.BYTES;

  private Level1TasksF64() {}

  private static int count(Arguments a, long chunk) {
    return (int) Math.min(CHUNK, a.n - chunk * CHUNK);
  }

  static void fill(Arguments a, long from, long to) {
    boolean dense = a.p3 == B;
    for (long c = from; c < to; c++) {
      if (dense) {
        Level1KernelsF64.fill((double) a.s0, a.p0 + c * CHUNK * a.p3, count(a, c));
      } else {
        StridedF64.fill((double) a.s0, a.p0 + c * CHUNK * a.p3, a.p3, count(a, c));
      }
    }
  }

  static void copy(Arguments a, long from, long to) {
    boolean dense = a.p3 == B && a.p4 == B;
    for (long c = from; c < to; c++) {
      if (dense) {
        Level1KernelsF64.copy(a.p0 + c * CHUNK * a.p3, a.p1 + c * CHUNK * a.p4, count(a, c));
      } else {
        StridedF64.copy(a.p0 + c * CHUNK * a.p3, a.p3, a.p1 + c * CHUNK * a.p4, a.p4, count(a, c));
      }
    }
  }

  static void scal(Arguments a, long from, long to) {
    boolean dense = a.p3 == B;
    for (long c = from; c < to; c++) {
      if (dense) {
        Level1KernelsF64.scal((double) a.s0, a.p0 + c * CHUNK * a.p3, count(a, c));
      } else {
        StridedF64.scaled(
            (double) a.s0,
            a.p0 + c * CHUNK * a.p3,
            a.p3,
            a.p0 + c * CHUNK * a.p3,
            a.p3,
            count(a, c));
      }
    }
  }

  static void axpy(Arguments a, long from, long to) {
    boolean dense = a.p3 == B && a.p4 == B;
    for (long c = from; c < to; c++) {
      if (dense) {
        Level1KernelsF64.axpy(
            (double) a.s0, a.p0 + c * CHUNK * a.p3, a.p1 + c * CHUNK * a.p4, count(a, c));
      } else {
        StridedF64.axpy(
            (double) a.s0,
            a.p0 + c * CHUNK * a.p3,
            a.p3,
            a.p1 + c * CHUNK * a.p4,
            a.p4,
            count(a, c));
      }
    }
  }

  static void axpby(Arguments a, long from, long to) {
    boolean dense = a.p3 == B && a.p4 == B;
    for (long c = from; c < to; c++) {
      if (dense) {
        Level1KernelsF64.axpby(
            (double) a.s0,
            a.p0 + c * CHUNK * a.p3,
            (double) a.s1,
            a.p1 + c * CHUNK * a.p4,
            count(a, c));
      } else {
        StridedF64.axpby(
            (double) a.s0,
            a.p0 + c * CHUNK * a.p3,
            a.p3,
            (double) a.s1,
            a.p1 + c * CHUNK * a.p4,
            a.p4,
            count(a, c));
      }
    }
  }

  static void scaled(Arguments a, long from, long to) {
    boolean dense = a.p3 == B && a.p4 == B;
    for (long c = from; c < to; c++) {
      if (dense) {
        Level1KernelsF64.scaled(
            (double) a.s0, a.p0 + c * CHUNK * a.p3, a.p1 + c * CHUNK * a.p4, count(a, c));
      } else {
        StridedF64.scaled(
            (double) a.s0,
            a.p0 + c * CHUNK * a.p3,
            a.p3,
            a.p1 + c * CHUNK * a.p4,
            a.p4,
            count(a, c));
      }
    }
  }

  static void multiply(Arguments a, long from, long to) {
    boolean dense = a.p3 == B && a.p4 == B && a.p5 == B;
    for (long c = from; c < to; c++) {
      if (dense) {
        Level1KernelsF64.multiply(
            a.p0 + c * CHUNK * a.p3, a.p1 + c * CHUNK * a.p4, a.p2 + c * CHUNK * a.p5, count(a, c));
      } else {
        StridedF64.multiply(
            a.p0 + c * CHUNK * a.p3,
            a.p3,
            a.p1 + c * CHUNK * a.p4,
            a.p4,
            a.p2 + c * CHUNK * a.p5,
            a.p5,
            count(a, c));
      }
    }
  }

  static void dot(Arguments a, long from, long to) {
    boolean dense = a.p3 == B && a.p4 == B;
    for (long c = from; c < to; c++) {
      a.partials[(int) c] =
          dense
              ? Level1KernelsF64.dot(a.p0 + c * CHUNK * a.p3, a.p1 + c * CHUNK * a.p4, count(a, c))
              : StridedF64.dot(
                  a.p0 + c * CHUNK * a.p3, a.p3, a.p1 + c * CHUNK * a.p4, a.p4, count(a, c));
    }
  }

  static void asum(Arguments a, long from, long to) {
    boolean dense = a.p3 == B;
    for (long c = from; c < to; c++) {
      a.partials[(int) c] =
          dense
              ? Level1KernelsF64.asum(a.p0 + c * CHUNK * a.p3, count(a, c))
              : StridedF64.asum(a.p0 + c * CHUNK * a.p3, a.p3, count(a, c));
    }
  }

  static void amax(Arguments a, long from, long to) {
    boolean dense = a.p3 == B;
    for (long c = from; c < to; c++) {
      a.partials[(int) c] =
          dense
              ? Level1KernelsF64.amax(a.p0 + c * CHUNK * a.p3, count(a, c))
              : StridedF64.amax(a.p0 + c * CHUNK * a.p3, a.p3, count(a, c));
    }
  }

  static void squares(Arguments a, long from, long to) {
    boolean dense = a.p3 == B;
    for (long c = from; c < to; c++) {
      a.partials[(int) c] =
          dense
              ? Level1KernelsF64.squares((double) a.s0, a.p0 + c * CHUNK * a.p3, count(a, c))
              : StridedF64.squares((double) a.s0, a.p0 + c * CHUNK * a.p3, a.p3, count(a, c));
    }
  }
}
