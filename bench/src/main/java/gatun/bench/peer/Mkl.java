package gatun.bench.peer;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.SymbolLookup;

/** Intel MKL through the foreign-function interface, with 32-bit sizes. */
public final class Mkl {
  private static final int INTEL_THREADS = 0; // 1, the sequential layer, is not in the artifact

  private static final Loaded<SymbolLookup> LIBRARY = open();

  /** Linked when first called: the library is there by then. */
  private static final class Calls {
    static final Cblas BLAS = Cblas.of(LIBRARY.require());
    static final CblasMatrices MATRICES = CblasMatrices.of(LIBRARY.require());
  }

  private Mkl() {}

  private static Loaded<SymbolLookup> open() {
    Loaded<SymbolLookup> found = NativeLibraries.open("libmkl_rt.so.3", "libiomp5.so");
    found.library().ifPresent(library -> call(library, "MKL_Set_Threading_Layer", INTEL_THREADS));
    return found;
  }

  /** Says whether MKL is here, and if not, what to do. */
  public static Loaded<SymbolLookup> load() {
    return LIBRARY;
  }

  /**
   * Returns the vector operations, a constant: call it in the hot method itself. Beside {@link
   * MklSparse} they share its threads, which another BLAS would not.
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

  /** Sets the number of threads of this process's MKL. */
  public static void threads(int count) {
    call(LIBRARY.require(), "MKL_Set_Dynamic", 0); // else it takes fewer than asked for
    call(LIBRARY.require(), "MKL_Set_Num_Threads", count);
  }

  private static void call(SymbolLookup library, String name, int argument) {
    try {
      // The result that some of them return is of no interest.
      NativeLibraries.function(library, name, FunctionDescriptor.ofVoid(JAVA_INT))
          .invokeExact(argument);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }
}
