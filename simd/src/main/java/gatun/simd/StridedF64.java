package gatun.simd;

import static gatun.simd.Lanes.ALL;

import java.lang.foreign.ValueLayout;

/**
 * Level 1 on one chunk; strides (dx, dy, dz) are in bytes. Dense memory goes to the kernels of
 * {@link Level1KernelsF64}, the rest element by element.
 */
final class StridedF64 {
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private StridedF64() {}

  static void fill(double value, long x, long dx, int n) {
    if (dx == B) {
      Level1KernelsF64.fill(value, x, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      ALL.set(SCALAR, x + i * dx, value);
    }
  }

  static void copy(long x, long dx, long y, long dy, int n) {
    if (dx == B && dy == B) {
      Level1KernelsF64.copy(x, y, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      ALL.set(SCALAR, y + i * dy, ALL.get(SCALAR, x + i * dx));
    }
  }

  static void axpy(double alpha, long x, long dx, long y, long dy, int n) {
    if (dx == B && dy == B) {
      Level1KernelsF64.axpy(alpha, x, y, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      long at = y + i * dy;
      ALL.set(SCALAR, at, Math.fma(alpha, ALL.get(SCALAR, x + i * dx), ALL.get(SCALAR, at)));
    }
  }

  static void axpby(double alpha, long x, long dx, double beta, long y, long dy, int n) {
    if (dx == B && dy == B) {
      Level1KernelsF64.axpby(alpha, x, beta, y, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      long at = y + i * dy;
      double scaled = beta * ALL.get(SCALAR, at);
      ALL.set(SCALAR, at, Math.fma(alpha, ALL.get(SCALAR, x + i * dx), scaled));
    }
  }

  static void scaled(double alpha, long x, long dx, long y, long dy, int n) {
    if (dx == B && dy == B) {
      Level1KernelsF64.scaled(alpha, x, y, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      ALL.set(SCALAR, y + i * dy, alpha * ALL.get(SCALAR, x + i * dx));
    }
  }

  static void multiply(long x, long dx, long y, long dy, long z, long dz, int n) {
    if (dx == B && dy == B && dz == B) {
      Level1KernelsF64.multiply(x, y, z, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      ALL.set(SCALAR, z + i * dz, ALL.get(SCALAR, x + i * dx) * ALL.get(SCALAR, y + i * dy));
    }
  }

  static /* wide */ double dot(long x, long dx, long y, long dy, int n) {
    if (dx == B && dy == B) {
      return Level1KernelsF64.dot(x, y, n);
    }
    /* wide */ double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (/* wide */ double) ALL.get(SCALAR, x + i * dx) * ALL.get(SCALAR, y + i * dy);
    }
    return sum;
  }

  static /* wide */ double squares(double scale, long x, long dx, int n) {
    if (dx == B) {
      return Level1KernelsF64.squares(scale, x, n);
    }
    /* wide */ double sum = 0;
    for (int i = 0; i < n; i++) {
      double v = scale * ALL.get(SCALAR, x + i * dx);
      sum += (/* wide */ double) v * v;
    }
    return sum;
  }

  static /* wide */ double asum(long x, long dx, int n) {
    if (dx == B) {
      return Level1KernelsF64.asum(x, n);
    }
    /* wide */ double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.abs(ALL.get(SCALAR, x + i * dx));
    }
    return sum;
  }

  static /* wide */ double amax(long x, long dx, int n) {
    if (dx == B) {
      return Level1KernelsF64.amax(x, n);
    }
    /* wide */ double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, Math.abs(ALL.get(SCALAR, x + i * dx)));
    }
    return largest;
  }
}
