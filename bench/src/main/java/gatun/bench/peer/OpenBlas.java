package gatun.bench.peer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;

/** OpenBLAS through the foreign-function interface. */
public final class OpenBlas {
  private static final Loaded<SymbolLookup> LIBRARY =
      NativeLibraries.open(
          "libopenblas.so.0", "libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5");

  /** Linked when first called: the library is there by then. */
  private static final class Calls {
    static final Cblas BLAS = Cblas.of(LIBRARY.require());
    static final CblasMatrices MATRICES = CblasMatrices.of(LIBRARY.require());
  }

  private OpenBlas() {}

  /** Says whether OpenBLAS is here, and if not, what to do. */
  public static Loaded<SymbolLookup> load() {
    return LIBRARY;
  }

  /**
   * Returns the vector operations, a constant: call it in the hot method itself.
   *
   * @throws IllegalStateException if the library is missing
   */
  public static Cblas cblas() {
    return Calls.BLAS;
  }

  /** Returns the products of matrices, a constant like {@link #cblas}. */
  public static CblasMatrices matrices() {
    return Calls.MATRICES;
  }

  /** Sets the number of threads of this process's OpenBLAS. */
  public static void threads(int count) {
    try {
      NativeLibraries.function(
              LIBRARY.require(), "openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT))
          .invokeExact(count);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Returns the name of the processor family whose kernels OpenBLAS chose. */
  @SuppressWarnings("restricted")
  public static String core() {
    try {
      var name =
          (MemorySegment)
              NativeLibraries.function(
                      LIBRARY.require(), "openblas_get_corename", FunctionDescriptor.of(ADDRESS))
                  .invokeExact();
      return name.reinterpret(64).getString(0);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }
}
