package gatun.bench.peer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import gatun.engine.DType;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * Factorisations of a native LAPACK, through its C interface, in columns. Matrices are addresses;
 * each call works in place. A call takes microseconds at least, so its handle need not be a
 * constant.
 */
public final class Lapack {
  private static final int COLUMNS = 102;
  private static final byte UPPER = 'U';

  private final SymbolLookup library;
  private final String prefix;

  private Lapack(SymbolLookup library, DType dtype) {
    this.library = library;
    this.prefix = dtype == DType.F64 ? "LAPACKE_d" : "LAPACKE_s";
  }

  /** Returns OpenBLAS's for a type of real numbers. */
  public static Lapack openBlas(DType dtype) {
    return new Lapack(OpenBlas.load().require(), dtype);
  }

  /** Returns MKL's for a type of real numbers. */
  public static Lapack mkl(DType dtype) {
    return new Lapack(Mkl.load().require(), dtype);
  }

  /** Returns the Cholesky factorisation of an n×n matrix. */
  public Runnable cholesky(int n, long a) {
    MethodHandle call = link("potrf", JAVA_INT, JAVA_BYTE, JAVA_INT, JAVA_LONG, JAVA_INT);
    return run(() -> (int) call.invokeExact(COLUMNS, UPPER, n, a, n));
  }

  /** Returns the LU factorisation of an n×n matrix; n pivots. */
  public Runnable lu(int n, long a, long pivots) {
    MethodHandle call = link("getrf", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
    return run(() -> (int) call.invokeExact(COLUMNS, n, n, a, n, pivots));
  }

  /** Returns the factorisation of Bunch and Kaufman of an n×n matrix; n pivots. */
  public Runnable ldlt(int n, long a, long pivots) {
    MethodHandle call =
        link("sytrf", JAVA_INT, JAVA_BYTE, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
    return run(() -> (int) call.invokeExact(COLUMNS, UPPER, n, a, n, pivots));
  }

  /** Returns the QR factorisation of an n×n matrix; n factors. */
  public Runnable qr(int n, long a, long tau) {
    MethodHandle call = link("geqrf", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
    return run(() -> (int) call.invokeExact(COLUMNS, n, n, a, n, tau));
  }

  /** Returns eigenvalues and eigenvectors of an n×n matrix by divide and conquer; n values. */
  public Runnable eigen(int n, long a, long values) {
    MethodHandle call =
        link("syevd", JAVA_INT, JAVA_BYTE, JAVA_BYTE, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
    return run(() -> (int) call.invokeExact(COLUMNS, (byte) 'V', UPPER, n, a, n, values));
  }

  /** Returns the thin singular value decomposition of an n×n matrix by divide and conquer. */
  public Runnable svd(int n, long a, long values, long u, long v) {
    MemoryLayout[] types = {
      JAVA_INT, JAVA_BYTE, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT,
      JAVA_LONG, JAVA_INT
    };
    MethodHandle call = link("gesdd", types);
    return run(() -> (int) call.invokeExact(COLUMNS, (byte) 'S', n, n, a, n, values, u, n, v, n));
  }

  private MethodHandle link(String name, MemoryLayout... arguments) {
    return NativeLibraries.function(
        library, prefix + name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private interface Call {
    int invoke() throws Throwable;
  }

  private static Runnable run(Call call) {
    return () -> {
      int info;
      try {
        info = call.invoke();
      } catch (Throwable e) {
        throw NativeLibraries.failure(e);
      }
      if (info != 0) {
        throw new IllegalStateException("LAPACK says " + info);
      }
    };
  }
}
