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
 * Vector operations of a native BLAS: vectors are addresses, the stride is 1, sizes fit in an int.
 * A record, so that the handles of a constant instance are constants for the compiler and a call
 * costs what it costs from C and some 10 ns more.
 *
 * @param axpy64 {@code cblas_daxpy}
 * @param axpy32 {@code cblas_saxpy}
 * @param dot64 {@code cblas_ddot}
 * @param dot32 {@code cblas_sdot}
 * @param nrm64 {@code cblas_dnrm2}
 * @param nrm32 {@code cblas_snrm2}
 * @param asum64 {@code cblas_dasum}
 * @param asum32 {@code cblas_sasum}
 * @param scal64 {@code cblas_dscal}
 * @param scal32 {@code cblas_sscal}
 * @param copy64 {@code cblas_dcopy}
 * @param copy32 {@code cblas_scopy}
 * @param imax64 {@code cblas_idamax}
 * @param imax32 {@code cblas_isamax}
 */
public record Cblas(
    MethodHandle axpy64,
    MethodHandle axpy32,
    MethodHandle dot64,
    MethodHandle dot32,
    MethodHandle nrm64,
    MethodHandle nrm32,
    MethodHandle asum64,
    MethodHandle asum32,
    MethodHandle scal64,
    MethodHandle scal32,
    MethodHandle copy64,
    MethodHandle copy32,
    MethodHandle imax64,
    MethodHandle imax32) {

  private static final MemoryLayout[] TWO = {JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT};
  private static final MemoryLayout[] ONE = {JAVA_INT, JAVA_LONG, JAVA_INT};

  static Cblas of(SymbolLookup library) {
    return new Cblas(
        axpy(library, "cblas_daxpy", JAVA_DOUBLE),
        axpy(library, "cblas_saxpy", JAVA_FLOAT),
        link(library, "cblas_ddot", FunctionDescriptor.of(JAVA_DOUBLE, TWO)),
        link(library, "cblas_sdot", FunctionDescriptor.of(JAVA_FLOAT, TWO)),
        link(library, "cblas_dnrm2", FunctionDescriptor.of(JAVA_DOUBLE, ONE)),
        link(library, "cblas_snrm2", FunctionDescriptor.of(JAVA_FLOAT, ONE)),
        link(library, "cblas_dasum", FunctionDescriptor.of(JAVA_DOUBLE, ONE)),
        link(library, "cblas_sasum", FunctionDescriptor.of(JAVA_FLOAT, ONE)),
        scal(library, "cblas_dscal", JAVA_DOUBLE),
        scal(library, "cblas_sscal", JAVA_FLOAT),
        link(library, "cblas_dcopy", FunctionDescriptor.ofVoid(TWO)),
        link(library, "cblas_scopy", FunctionDescriptor.ofVoid(TWO)),
        link(library, "cblas_idamax", FunctionDescriptor.of(JAVA_LONG, ONE)),
        link(library, "cblas_isamax", FunctionDescriptor.of(JAVA_LONG, ONE)));
  }

  private static MethodHandle axpy(SymbolLookup library, String name, MemoryLayout real) {
    return link(
        library,
        name,
        FunctionDescriptor.ofVoid(JAVA_INT, real, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  }

  private static MethodHandle scal(SymbolLookup library, String name, MemoryLayout real) {
    return link(library, name, FunctionDescriptor.ofVoid(JAVA_INT, real, JAVA_LONG, JAVA_INT));
  }

  private static MethodHandle link(SymbolLookup library, String name, FunctionDescriptor type) {
    return NativeLibraries.function(library, name, type);
  }

  /** Computes y ← α x + y. */
  public void daxpy(int n, double alpha, long x, long y) {
    try {
      axpy64.invokeExact(n, alpha, x, 1, y, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Computes y ← α x + y. */
  public void saxpy(int n, float alpha, long x, long y) {
    try {
      axpy32.invokeExact(n, alpha, x, 1, y, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Returns x·y. */
  public double ddot(int n, long x, long y) {
    try {
      return (double) dot64.invokeExact(n, x, 1, y, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Returns x·y. */
  public float sdot(int n, long x, long y) {
    try {
      return (float) dot32.invokeExact(n, x, 1, y, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Returns ‖x‖₂. */
  public double dnrm2(int n, long x) {
    try {
      return (double) nrm64.invokeExact(n, x, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Returns ‖x‖₂. */
  public float snrm2(int n, long x) {
    try {
      return (float) nrm32.invokeExact(n, x, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Returns Σ|x_i|. */
  public double dasum(int n, long x) {
    try {
      return (double) asum64.invokeExact(n, x, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Returns Σ|x_i|. */
  public float sasum(int n, long x) {
    try {
      return (float) asum32.invokeExact(n, x, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Computes x ← α x. */
  public void dscal(int n, double alpha, long x) {
    try {
      scal64.invokeExact(n, alpha, x, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Computes x ← α x. */
  public void sscal(int n, float alpha, long x) {
    try {
      scal32.invokeExact(n, alpha, x, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Computes y ← x. */
  public void dcopy(int n, long x, long y) {
    try {
      copy64.invokeExact(n, x, 1, y, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Computes y ← x. */
  public void scopy(int n, long x, long y) {
    try {
      copy32.invokeExact(n, x, 1, y, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Returns the index of the first element of largest magnitude. */
  public long idamax(int n, long x) {
    try {
      return (long) imax64.invokeExact(n, x, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Returns the index of the first element of largest magnitude. */
  public long isamax(int n, long x) {
    try {
      return (long) imax32.invokeExact(n, x, 1);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }
}
