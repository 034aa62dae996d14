package gatun.bench.peer;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * Products of matrices of a native BLAS: dense matrices by rows, given by addresses, sizes fit in
 * an int. A record for the reason that {@link Cblas} is one.
 *
 * @param gemm64 {@code cblas_dgemm}
 * @param gemm32 {@code cblas_sgemm}
 * @param gemv64 {@code cblas_dgemv}
 * @param gemv32 {@code cblas_sgemv}
 * @param syrk64 {@code cblas_dsyrk}
 * @param syrk32 {@code cblas_ssyrk}
 * @param trsm64 {@code cblas_dtrsm}
 * @param trsm32 {@code cblas_strsm}
 * @param ger64 {@code cblas_dger}
 * @param ger32 {@code cblas_sger}
 */
public record CblasMatrices(
    MethodHandle gemm64,
    MethodHandle gemm32,
    MethodHandle gemv64,
    MethodHandle gemv32,
    MethodHandle syrk64,
    MethodHandle syrk32,
    MethodHandle trsm64,
    MethodHandle trsm32,
    MethodHandle ger64,
    MethodHandle ger32) {
  private static final int BY_ROWS = 101;
  private static final int PLAIN = 111;
  private static final int TRANSPOSED = 112;
  private static final int LOWER = 122;
  private static final int GIVEN_DIAGONAL = 131;
  private static final int LEFT = 141;

  static CblasMatrices of(SymbolLookup library) {
    return new CblasMatrices(
        gemm(library, "cblas_dgemm", JAVA_DOUBLE),
        gemm(library, "cblas_sgemm", JAVA_FLOAT),
        gemv(library, "cblas_dgemv", JAVA_DOUBLE),
        gemv(library, "cblas_sgemv", JAVA_FLOAT),
        syrk(library, "cblas_dsyrk", JAVA_DOUBLE),
        syrk(library, "cblas_ssyrk", JAVA_FLOAT),
        trsm(library, "cblas_dtrsm", JAVA_DOUBLE),
        trsm(library, "cblas_strsm", JAVA_FLOAT),
        ger(library, "cblas_dger", JAVA_DOUBLE),
        ger(library, "cblas_sger", JAVA_FLOAT));
  }

  private static MethodHandle gemm(SymbolLookup library, String name, MemoryLayout real) {
    MemoryLayout i = JAVA_INT;
    MemoryLayout p = JAVA_LONG;
    return link(library, name, i, i, i, i, i, i, real, p, i, p, i, real, p, i);
  }

  private static MethodHandle gemv(SymbolLookup library, String name, MemoryLayout real) {
    MemoryLayout i = JAVA_INT;
    MemoryLayout p = JAVA_LONG;
    return link(library, name, i, i, i, i, real, p, i, p, i, real, p, i);
  }

  private static MethodHandle syrk(SymbolLookup library, String name, MemoryLayout real) {
    MemoryLayout i = JAVA_INT;
    MemoryLayout p = JAVA_LONG;
    return link(library, name, i, i, i, i, i, real, p, i, real, p, i);
  }

  private static MethodHandle trsm(SymbolLookup library, String name, MemoryLayout real) {
    MemoryLayout i = JAVA_INT;
    MemoryLayout p = JAVA_LONG;
    return link(library, name, i, i, i, i, i, i, i, real, p, i, p, i);
  }

  private static MethodHandle ger(SymbolLookup library, String name, MemoryLayout real) {
    MemoryLayout i = JAVA_INT;
    MemoryLayout p = JAVA_LONG;
    return link(library, name, i, i, i, real, p, i, p, i, p, i);
  }

  private static MethodHandle link(SymbolLookup library, String name, MemoryLayout... arguments) {
    return NativeLibraries.function(library, name, FunctionDescriptor.ofVoid(arguments));
  }

  /** Computes C ← A B. */
  public void dgemm(int m, int n, int k, long a, long b, long c) {
    try {
      gemm64.invokeExact(BY_ROWS, PLAIN, PLAIN, m, n, k, 1.0, a, k, b, n, 0.0, c, n);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Computes C ← A B. */
  public void sgemm(int m, int n, int k, long a, long b, long c) {
    try {
      gemm32.invokeExact(BY_ROWS, PLAIN, PLAIN, m, n, k, 1f, a, k, b, n, 0f, c, n);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Computes y ← A x or, {@code transposed}, Aᵀ x, for an m×n matrix. */
  public void dgemv(boolean transposed, int m, int n, long a, long x, long y) {
    int form = transposed ? TRANSPOSED : PLAIN;
    try {
      gemv64.invokeExact(BY_ROWS, form, m, n, 1.0, a, n, x, 1, 0.0, y, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Computes y ← A x or, {@code transposed}, Aᵀ x, for an m×n matrix. */
  public void sgemv(boolean transposed, int m, int n, long a, long x, long y) {
    int form = transposed ? TRANSPOSED : PLAIN;
    try {
      gemv32.invokeExact(BY_ROWS, form, m, n, 1f, a, n, x, 1, 0f, y, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Computes the lower triangle of C ← A Aᵀ, with A n×k. */
  public void dsyrk(int n, int k, long a, long c) {
    try {
      syrk64.invokeExact(BY_ROWS, LOWER, PLAIN, n, k, 1.0, a, k, 0.0, c, n);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Computes the lower triangle of C ← A Aᵀ, with A n×k. */
  public void ssyrk(int n, int k, long a, long c) {
    try {
      syrk32.invokeExact(BY_ROWS, LOWER, PLAIN, n, k, 1f, a, k, 0f, c, n);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Solves A X = B with the lower triangle of A n×n; X, n×columns, goes to B. */
  public void dtrsm(int n, int columns, long a, long b) {
    try {
      trsm64.invokeExact(
          BY_ROWS, LEFT, LOWER, PLAIN, GIVEN_DIAGONAL, n, columns, 1.0, a, n, b, columns);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Solves A X = B with the lower triangle of A n×n; X, n×columns, goes to B. */
  public void strsm(int n, int columns, long a, long b) {
    try {
      trsm32.invokeExact(
          BY_ROWS, LEFT, LOWER, PLAIN, GIVEN_DIAGONAL, n, columns, 1f, a, n, b, columns);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Computes A ← A + α x yᵀ for an m×n matrix. */
  public void dger(int m, int n, double alpha, long x, long y, long a) {
    try {
      ger64.invokeExact(BY_ROWS, m, n, alpha, x, 1, y, 1, a, n);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Computes A ← A + α x yᵀ for an m×n matrix. */
  public void sger(int m, int n, float alpha, long x, long y, long a) {
    try {
      ger32.invokeExact(BY_ROWS, m, n, alpha, x, 1, y, 1, a, n);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }
}
