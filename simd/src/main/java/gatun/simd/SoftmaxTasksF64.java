package gatun.simd;

/**
 * Softmax and its kin for rows along any axis: a row that does not lie densely packed is packed
 * first. The operands of a row: x at p0, y at p1, z at p2, strides p3 to p5, length p6.
 */
final class SoftmaxTasksF64 {
  private static final int B = Double.BYTES;

  private SoftmaxTasksF64() {}

  private static long row(long address, Nest nest, int tensor, long i, long step, long n, long at) {
    long x = address + nest.offset(tensor, i);
    if (step == B) {
      return x;
    }
    Packing.pack(x, step, at, n, B);
    return at;
  }

  private static long target(long address, Nest nest, long i, long step, long at) {
    return step == B ? address + nest.offset(1, i) : at;
  }

  private static void finish(Arguments a, Nest nest, long i, long from) {
    if (a.p4 != B) {
      Packing.unpack(from, a.p1 + nest.offset(1, i), a.p4, a.p6, B);
    }
  }

  static void softmax(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    int n = (int) a.p6;
    long room = ThreadMemory.of(3 * B * a.p6);
    for (long i = from; i < to; i++) {
      long x = row(a.p0, nest, 0, i, a.p3, n, room);
      long y = target(a.p1, nest, i, a.p4, room + B * a.p6);
      /* wide */ double sum = RowExpF64.store(x, RowExpF64.largest(x, n), y, n);
      RowNormsF64.affine(y, (double) (1 / sum), 0, y, n);
      finish(a, nest, i, y);
    }
  }

  static void logSoftmax(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    int n = (int) a.p6;
    long room = ThreadMemory.of(B * (2 * a.p6 + RowExpF64.BLOCK));
    for (long i = from; i < to; i++) {
      long x = row(a.p0, nest, 0, i, a.p3, n, room);
      long y = target(a.p1, nest, i, a.p4, room + B * a.p6);
      double most = RowExpF64.largest(x, n);
      /* wide */ double sum = RowExpF64.sum(x, most, room + 2 * B * a.p6, n);
      RowNormsF64.minus(x, most, (double) Math.log(sum), y, n);
      finish(a, nest, i, y);
    }
  }

  static void softmaxGradient(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    int n = (int) a.p6;
    long room = ThreadMemory.of(3 * B * a.p6);
    for (long i = from; i < to; i++) {
      long y = row(a.p0, nest, 0, i, a.p3, n, room);
      long d = row(a.p2, nest, 2, i, a.p5, n, room + B * a.p6);
      long x = target(a.p1, nest, i, a.p4, room + 2 * B * a.p6);
      double dot = (double) RowReductionsF64.blocks(y, d, n);
      RowNormsF64.softmaxGradient(y, d, dot, x, n);
      finish(a, nest, i, x);
    }
  }

  /**
   * x ← d − e^y Σ d where Σ d is not finite in this type: the sum is taken again in double
   * precision, because only that of a lane may be too large; and an exponential that is nearly 0
   * counts then, and is not taken for 0.
   */
  private static void infinite(long y, long d, long x, int n) {
    /* wide */ double s = 0;
    for (int j = 0; j < n; j++) {
      s += RowReductionsF64.at(d, j);
    }
    for (int j = 0; j < n; j++) {
      /* wide */ double product = Math.exp(RowReductionsF64.at(y, j)) * s;
      NormTasksF64.put(x, j, (double) (RowReductionsF64.at(d, j) - product));
    }
  }

  static void logSoftmaxGradient(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    int n = (int) a.p6;
    long room = ThreadMemory.of(3 * B * a.p6);
    for (long i = from; i < to; i++) {
      long y = row(a.p0, nest, 0, i, a.p3, n, room);
      long d = row(a.p2, nest, 2, i, a.p5, n, room + B * a.p6);
      long x = target(a.p1, nest, i, a.p4, room + 2 * B * a.p6);
      /* wide */ double sum = RowReductionsF64.blocks(d, n);
      if (Double.isFinite((double) sum)) {
        RowExpF64.store(y, 0, x, n);
        RowNormsF64.scaleAdd(d, (double) -sum, x, n);
      } else {
        infinite(y, d, x, n);
      }
      finish(a, nest, i, x);
    }
  }

  /** Labels at p5, losses at p7, weight s0. */
  static void crossEntropy(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    int n = (int) a.p6;
    for (long i = from; i < to; i++) {
      long x = a.p0 + nest.offset(0, i);
      long y = a.p1 + nest.offset(1, i);
      int label = Raw.int32(a.p5 + 4 * i);
      double chosen = RowReductionsF64.at(x, label);
      double most = RowExpF64.largest(x, n);
      /* wide */ double sum = RowExpF64.store(x, most, y, n);
      NormTasksF64.put(a.p7, i, (double) (Math.log(sum) + most - chosen));
      RowNormsF64.affine(y, (double) (a.s0 / sum), 0, y, n);
      NormTasksF64.put(y, label, (double) (RowReductionsF64.at(y, label) - a.s0));
    }
  }
}
