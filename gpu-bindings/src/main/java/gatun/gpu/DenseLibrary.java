package gatun.gpu;

import gatun.engine.DType;
import gatun.gpu.bind.Cublas;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * cuBLAS on one stream, with memory of its own, so that it takes none in a call. Products of F32
 * are computed in F32; the system property {@code gatun.cuda.tf32=true} of whoever starts the
 * process lets tensor cores round the factors to TF32 (11 significant bits).
 *
 * <p>A matrix is handed over as cuBLAS sees it, by columns. One thread at a time, that of the
 * queue.
 */
final class DenseLibrary implements AutoCloseable {
  private static final boolean TF32 = Boolean.getBoolean("gatun.cuda.tf32");
  private static final long WORKSPACE = 32L << 20; // what cuBLAS advises for large devices

  private final MemorySegment handle;
  private final DeviceMemory memory;
  private final MemorySegment alpha;
  private final MemorySegment beta;

  /**
   * Opens the library.
   *
   * @throws CudaException if it is missing or refuses
   */
  DenseLibrary(Stream stream) {
    Library.CUBLAS.require();
    Arena arena = Arena.ofAuto(); // lives as long as this library
    this.alpha = arena.allocate(Double.BYTES, Double.BYTES);
    this.beta = arena.allocate(Double.BYTES, Double.BYTES);
    this.memory = new DeviceMemory(stream, WORKSPACE);
    MemorySegment cell = arena.allocate(ValueLayout.ADDRESS);
    int code = Cublas.cublasCreate_v2(cell);
    if (code != Cublas.CUBLAS_STATUS_SUCCESS()) {
      memory.close();
    }
    Status.cublas("cublasCreate", code);
    this.handle = cell.get(ValueLayout.ADDRESS, 0);
    try {
      Status.cublas("cublasSetStream", Cublas.cublasSetStream_v2(handle, stream.handle()));
      Status.cublas(
          "cublasSetWorkspace",
          Cublas.cublasSetWorkspace_v2(handle, at(memory.address()), WORKSPACE));
    } catch (CudaException failure) {
      close();
      throw failure;
    }
  }

  /** Returns cuBLAS's number of a letter of transposition. */
  static int operation(boolean transposed) {
    return transposed ? Cublas.CUBLAS_OP_T() : Cublas.CUBLAS_OP_N();
  }

  private static MemorySegment at(long address) {
    return MemorySegment.ofAddress(address);
  }

  private static int type(DType dtype) {
    return switch (dtype) {
      case F32 -> Cublas.CUDA_R_32F();
      case F64 -> Cublas.CUDA_R_64F();
      case F16 -> Cublas.CUDA_R_16F();
      case BF16 -> Cublas.CUDA_R_16BF();
      case I8, I32, I64 -> throw new IllegalArgumentException("no products of " + dtype);
    };
  }

  private static MemorySegment scalar(MemorySegment cell, DType dtype, double value) {
    if (dtype == DType.F64) {
      cell.set(ValueLayout.JAVA_DOUBLE, 0, value);
    } else {
      cell.set(ValueLayout.JAVA_FLOAT, 0, (float) value);
    }
    return cell;
  }

  /** Computes C_t ← α op(A_t) op(B_t) + β C_t, op(A) m×k, for matrices {@code as} apart. */
  void gemm(
      DType in,
      DType out,
      boolean turnA,
      boolean turnB,
      long m,
      long n,
      long k,
      double factor,
      long a,
      long lda,
      long as,
      long b,
      long ldb,
      long bs,
      double old,
      long c,
      long ldc,
      long cs,
      long count) {
    int compute = Cublas.CUBLAS_COMPUTE_32F();
    if (out == DType.F64) {
      compute = Cublas.CUBLAS_COMPUTE_64F();
    } else if (TF32 && in == DType.F32) {
      compute = Cublas.CUBLAS_COMPUTE_32F_FAST_TF32();
    }
    MemorySegment first = scalar(alpha, out, factor);
    MemorySegment second = scalar(beta, out, old);
    int opA = operation(turnA);
    int opB = operation(turnB);
    int read = type(in);
    int written = type(out);
    int choice = Cublas.CUBLAS_GEMM_DEFAULT();
    if (count == 1) {
      Status.cublas(
          "cublasGemmEx",
          Cublas.cublasGemmEx_64(
              handle, opA, opB, m, n, k, first, at(a), read, lda, at(b), read, ldb, second, at(c),
              written, ldc, compute, choice));
      return;
    }
    Status.cublas(
        "cublasGemmStridedBatchedEx",
        Cublas.cublasGemmStridedBatchedEx_64(
            handle, opA, opB, m, n, k, first, at(a), read, lda, as, at(b), read, ldb, bs, second,
            at(c), written, ldc, cs, count, compute, choice));
  }

  /** Computes one triangle of C ← α op(A) op(A)ᵀ + β C. */
  void syrk(
      DType dtype,
      boolean lower,
      boolean turned,
      long n,
      long k,
      double factor,
      long a,
      long lda,
      double old,
      long c,
      long ldc) {
    int part = lower ? Cublas.CUBLAS_FILL_MODE_LOWER() : Cublas.CUBLAS_FILL_MODE_UPPER();
    int op = operation(turned);
    MemorySegment first = scalar(alpha, dtype, factor);
    MemorySegment second = scalar(beta, dtype, old);
    int code =
        dtype == DType.F64
            ? Cublas.cublasDsyrk_v2_64(
                handle, part, op, n, k, first, at(a), lda, second, at(c), ldc)
            : Cublas.cublasSsyrk_v2_64(
                handle, part, op, n, k, first, at(a), lda, second, at(c), ldc);
    Status.cublas("cublasSyrk", code);
  }

  /** Solves op(A) X = α B or X op(A) = α B for B m×n. */
  void trsm(
      DType dtype,
      boolean left,
      boolean lower,
      boolean turned,
      boolean unit,
      long m,
      long n,
      double factor,
      long a,
      long lda,
      long b,
      long ldb) {
    int side = left ? Cublas.CUBLAS_SIDE_LEFT() : Cublas.CUBLAS_SIDE_RIGHT();
    int part = lower ? Cublas.CUBLAS_FILL_MODE_LOWER() : Cublas.CUBLAS_FILL_MODE_UPPER();
    int op = operation(turned);
    int diagonal = unit ? Cublas.CUBLAS_DIAG_UNIT() : Cublas.CUBLAS_DIAG_NON_UNIT();
    MemorySegment first = scalar(alpha, dtype, factor);
    int code =
        dtype == DType.F64
            ? Cublas.cublasDtrsm_v2_64(
                handle, side, part, op, diagonal, m, n, first, at(a), lda, at(b), ldb)
            : Cublas.cublasStrsm_v2_64(
                handle, side, part, op, diagonal, m, n, first, at(a), lda, at(b), ldb);
    Status.cublas("cublasTrsm", code);
  }

  /** Computes y ← α op(A) x + β y for A m×n. */
  void gemv(
      DType dtype,
      boolean turned,
      long m,
      long n,
      double factor,
      long a,
      long lda,
      long x,
      long sx,
      double old,
      long y,
      long sy) {
    int op = operation(turned);
    MemorySegment first = scalar(alpha, dtype, factor);
    MemorySegment second = scalar(beta, dtype, old);
    int code =
        dtype == DType.F64
            ? Cublas.cublasDgemv_v2_64(
                handle, op, m, n, first, at(a), lda, at(x), sx, second, at(y), sy)
            : Cublas.cublasSgemv_v2_64(
                handle, op, m, n, first, at(a), lda, at(x), sx, second, at(y), sy);
    Status.cublas("cublasGemv", code);
  }

  /** Ends the library and frees its memory; the stream has been waited for. */
  @Override
  public void close() {
    Status.cublas("cublasDestroy", Cublas.cublasDestroy_v2(handle));
    memory.close();
  }
}
