package gatun.bench.peer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import gatun.engine.DType;
import gatun.engine.SparseMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A sparse matrix in MKL's inspector-executor interface: created from a copy of the rows with
 * 32-bit row pointers, hinted for many products and optimised.
 */
public final class MklSparse implements AutoCloseable {
  private static final int NON_TRANSPOSE = 10;
  private static final int TRANSPOSE = 11;
  private static final int GENERAL = 20;
  private static final int TRIANGULAR = 23;
  private static final int LOWER = 40;
  private static final int NON_UNIT = 50;
  private static final int EXPECTED_CALLS = 10_000;

  private static final MemoryLayout DESCRIPTION =
      MemoryLayout.structLayout(JAVA_INT, JAVA_INT, JAVA_INT);

  /** Linked when first called: the library is there by then. */
  private static final class Calls {
    private static final SymbolLookup LIBRARY = Mkl.load().require();
    static final MethodHandle CREATE_F64 = create("mkl_sparse_d_create_csr");
    static final MethodHandle CREATE_F32 = create("mkl_sparse_s_create_csr");
    static final MethodHandle HINT =
        link("mkl_sparse_set_mv_hint", ADDRESS, JAVA_INT, DESCRIPTION, JAVA_INT);
    static final MethodHandle SOLVE_HINT =
        link("mkl_sparse_set_sv_hint", ADDRESS, JAVA_INT, DESCRIPTION, JAVA_INT);
    static final MethodHandle OPTIMIZE = link("mkl_sparse_optimize", ADDRESS);
    static final MethodHandle DESTROY = link("mkl_sparse_destroy", ADDRESS);
    static final MethodHandle MV_F64 = multiply("mkl_sparse_d_mv", JAVA_DOUBLE);
    static final MethodHandle MV_F32 = multiply("mkl_sparse_s_mv", JAVA_FLOAT);

    static final MethodHandle SOLVE_F64 = solve("mkl_sparse_d_trsv", JAVA_DOUBLE);
    static final MethodHandle SOLVE_F32 = solve("mkl_sparse_s_trsv", JAVA_FLOAT);

    private static MethodHandle create(String name) {
      return link(name, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    }

    private static MethodHandle multiply(String name, MemoryLayout real) {
      return link(name, JAVA_INT, real, ADDRESS, DESCRIPTION, JAVA_LONG, real, JAVA_LONG);
    }

    private static MethodHandle solve(String name, MemoryLayout real) {
      return link(name, JAVA_INT, real, ADDRESS, DESCRIPTION, JAVA_LONG, JAVA_LONG);
    }

    private static MethodHandle link(String name, MemoryLayout... types) {
      return NativeLibraries.function(LIBRARY, name, FunctionDescriptor.of(JAVA_INT, types));
    }
  }

  private final Arena arena = Arena.ofShared();
  private final MemorySegment description;
  private final MemorySegment handle;
  private final boolean wide;

  /**
   * Copies and optimises a matrix, as a general one (every entry stored): that is MKL's fastest
   * path for products, symmetric or not.
   *
   * @throws IllegalStateException if MKL is missing or refuses
   */
  public MklSparse(SparseMatrix a) {
    this(a, GENERAL);
  }

  private MklSparse(SparseMatrix a, int kind) {
    wide = a.dtype() == DType.F64;
    description = arena.allocateFrom(JAVA_INT, kind, LOWER, NON_UNIT);
    int rows = Math.toIntExact(a.rows());
    MemorySegment pointers = arena.allocate(JAVA_INT, rows + 1L);
    for (int i = 0; i <= rows; i++) {
      pointers.setAtIndex(JAVA_INT, i, Math.toIntExact(a.rowPointer(i)));
    }
    MemorySegment columns = copy(a.columnSegment());
    MemorySegment values = copy(a.values().segment());
    MemorySegment target = arena.allocate(ADDRESS);
    try {
      int status =
          (int)
              (wide ? Calls.CREATE_F64 : Calls.CREATE_F32)
                  .invokeExact(
                      target,
                      0,
                      rows,
                      Math.toIntExact(a.columns()),
                      pointers,
                      pointers.asSlice(4),
                      columns,
                      values);
      check("create", status);
      handle = target.get(ValueLayout.ADDRESS, 0);
      if (kind == TRIANGULAR) {
        solveHint(NON_TRANSPOSE);
        solveHint(TRANSPOSE);
      } else {
        check(
            "hint",
            (int) Calls.HINT.invokeExact(handle, NON_TRANSPOSE, description, EXPECTED_CALLS));
      }
      check("optimize", (int) Calls.OPTIMIZE.invokeExact(handle));
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Copies and optimises a lower triangular matrix for solves. */
  public static MklSparse triangle(SparseMatrix lower) {
    return new MklSparse(lower, TRIANGULAR);
  }

  private void solveHint(int operation) throws Throwable {
    check(
        "solve hint",
        (int) Calls.SOLVE_HINT.invokeExact(handle, operation, description, EXPECTED_CALLS));
  }

  private MemorySegment copy(MemorySegment source) {
    return arena.allocate(Math.max(64, source.byteSize()), 64).copyFrom(source);
  }

  /** Computes y ← A x for vectors at two addresses, of the type of the matrix. */
  public void apply(long x, long y) {
    try {
      int status =
          wide
              ? (int) Calls.MV_F64.invokeExact(NON_TRANSPOSE, 1.0, handle, description, x, 0.0, y)
              : (int)
                  Calls.MV_F32.invokeExact(NON_TRANSPOSE, 1.0f, handle, description, x, 0.0f, y);
      check("mv", status);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Computes x ← L⁻¹ b, or L⁻ᵀ b if transposed, for vectors at two addresses. */
  public void solve(boolean transposed, long b, long x) {
    int operation = transposed ? TRANSPOSE : NON_TRANSPOSE;
    try {
      int status =
          wide
              ? (int) Calls.SOLVE_F64.invokeExact(operation, 1.0, handle, description, b, x)
              : (int) Calls.SOLVE_F32.invokeExact(operation, 1.0f, handle, description, b, x);
      check("trsv", status);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  private static void check(String what, int status) {
    if (status != 0) {
      throw new IllegalStateException("mkl_sparse " + what + " returned status " + status);
    }
  }

  @Override
  public void close() {
    try {
      check("destroy", (int) Calls.DESTROY.invokeExact(handle));
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
    arena.close();
  }
}
