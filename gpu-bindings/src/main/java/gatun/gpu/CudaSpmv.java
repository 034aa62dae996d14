package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Level1;
import gatun.engine.spi.Recurrence;
import gatun.engine.spi.Spmv;
import gatun.gpu.bind.Cusparse;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * Products with matrices in compressed sparse rows by cuSPARSE, with the algorithm that gives the
 * same bits in every run. The row pointers are stored once more with 32 bits, the columns and
 * values are read where the matrix has them.
 */
final class CudaSpmv implements Spmv {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final long ALIGNMENT = 256; // of the buffer, as the driver's own memory has it

  private final DeviceQueue queue;
  private final DType dtype;
  private final Level1 level1;
  private final MemorySegment handle;

  /**
   * Uses the queue's cuSPARSE.
   *
   * @throws CudaException if the library is missing or refuses
   */
  CudaSpmv(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    this.dtype = dtype;
    this.level1 = new CudaLevel1(queue, dtype);
    this.handle = queue.sparse();
  }

  @Override
  public Product prepare(SparseMatrix matrix, SparseFormat format, Workspace workspace) {
    if (format != SparseFormat.AUTO && format != SparseFormat.CSR) {
      throw new UnsupportedOperationException(
          "backend 'cuda' has no products with the format " + format + "; choose CSR or AUTO");
    }
    if (matrix.nonzeros() > Integer.MAX_VALUE) {
      throw new UnsupportedOperationException(
          "backend 'cuda' multiplies with at most 2^31 - 1 entries, found " + matrix.nonzeros());
    }
    HostTensor rows = workspace.zeros(DType.I32, matrix.rows() + 1);
    for (long i = 0; i <= matrix.rows(); i++) {
      rows.setInteger(matrix.rowPointer(i), i);
    }
    DeviceQueue.address(rows); // refuses workspaces that the device does not see
    DeviceQueue.address(matrix.values());
    return new Rows(this, matrix, rows, workspace);
  }

  /** One matrix: cuSPARSE's descriptions of it and of the two vectors, and its buffer. */
  private static final class Rows implements Product {
    private final CudaSpmv parent;
    private final SparseMatrix matrix;
    private final int type;
    private final MemorySegment one;
    private final MemorySegment zero;
    private final Descriptions made = new Descriptions();
    private final MemorySegment buffer;

    @SuppressWarnings({"unused", "FieldCanBeLocal"}) // keep what cuSPARSE points to
    private final HostTensor[] kept;

    Rows(CudaSpmv parent, SparseMatrix matrix, HostTensor rows, Workspace workspace) {
      this.parent = parent;
      this.matrix = matrix;
      boolean wide = parent.dtype == DType.F64;
      this.type = wide ? Cusparse.CUDA_R_64F() : Cusparse.CUDA_R_32F();
      Arena arena = Arena.ofAuto();
      this.one = scalar(arena, wide, 1);
      this.zero = scalar(arena, wide, 0);
      this.kept = new HostTensor[] {rows, workspace.zeros(DType.I8, 1)};
      if (matrix.nonzeros() == 0) {
        this.buffer = MemorySegment.NULL;
        return;
      }
      Cleaner.Cleanable end = CLEANER.register(this, made);
      parent.queue.enter();
      try {
        MemorySegment cell = arena.allocate(ValueLayout.ADDRESS);
        made.a = describe(cell, rows);
        made.in = vector(cell, matrix.columns(), matrix.values());
        made.out = vector(cell, matrix.rows(), matrix.values());
        long bytes = bufferBytes(arena);
        this.kept[1] = workspace.zeros(DType.I8, bytes + ALIGNMENT);
        long gap = -this.kept[1].address() & (ALIGNMENT - 1);
        this.buffer = this.kept[1].segment().asSlice(gap, bytes);
      } catch (RuntimeException refused) {
        end.clean();
        throw refused;
      } finally {
        parent.queue.leave();
      }
    }

    private MemorySegment describe(MemorySegment cell, HostTensor rows) {
      Status.cusparse(
          "cusparseCreateCsr",
          Cusparse.cusparseCreateCsr(
              cell,
              matrix.rows(),
              matrix.columns(),
              matrix.nonzeros(),
              rows.segment(),
              MemorySegment.ofAddress(matrix.columnSegment().address()),
              matrix.values().segment(),
              Cusparse.CUSPARSE_INDEX_32I(),
              Cusparse.CUSPARSE_INDEX_32I(),
              Cusparse.CUSPARSE_INDEX_BASE_ZERO(),
              type));
      return cell.get(ValueLayout.ADDRESS, 0);
    }

    private static MemorySegment scalar(Arena arena, boolean wide, int value) {
      return wide
          ? arena.allocateFrom(ValueLayout.JAVA_DOUBLE, value)
          : arena.allocateFrom(ValueLayout.JAVA_FLOAT, value);
    }

    /** Describes a vector; each product says where it lies. */
    private MemorySegment vector(MemorySegment cell, long length, HostTensor anywhere) {
      Status.cusparse(
          "cusparseCreateDnVec",
          Cusparse.cusparseCreateDnVec(cell, length, anywhere.segment(), type));
      return cell.get(ValueLayout.ADDRESS, 0);
    }

    private long bufferBytes(Arena arena) {
      MemorySegment bytes = arena.allocate(ValueLayout.JAVA_LONG);
      Status.cusparse(
          "cusparseSpMV_bufferSize",
          Cusparse.cusparseSpMV_bufferSize(
              parent.handle,
              Cusparse.CUSPARSE_OPERATION_NON_TRANSPOSE(),
              one,
              made.a,
              made.in,
              zero,
              made.out,
              type,
              Cusparse.CUSPARSE_SPMV_CSR_ALG2(),
              bytes));
      return bytes.get(ValueLayout.JAVA_LONG, 0);
    }

    @Override
    public void apply(Tensor x, Tensor y) {
      if (matrix.nonzeros() == 0) {
        parent.level1.fill(0, y);
        return;
      }
      parent.queue.enter();
      try {
        DeviceQueue.address(kept[0]); // the layout and the matrix are in use, too
        DeviceQueue.address(matrix.values());
        DeviceQueue.address(x);
        DeviceQueue.address(y);
        set(made.in, x);
        set(made.out, y);
        Status.cusparse(
            "cusparseSpMV",
            Cusparse.cusparseSpMV(
                parent.handle,
                Cusparse.CUSPARSE_OPERATION_NON_TRANSPOSE(),
                one,
                made.a,
                made.in,
                zero,
                made.out,
                type,
                Cusparse.CUSPARSE_SPMV_CSR_ALG2(),
                buffer));
        parent.queue.settle();
      } finally {
        parent.queue.leave();
        Reference.reachabilityFence(this); // else its descriptions may be given back meanwhile
      }
    }

    private static void set(MemorySegment vector, Tensor x) {
      MemorySegment memory = ((HostTensor) x).segment();
      Status.cusparse("cusparseDnVecSetValues", Cusparse.cusparseDnVecSetValues(vector, memory));
    }

    @Override
    public double applyDot(Tensor x, Tensor y) {
      apply(x, y);
      return parent.level1.dot(x, y);
    }

    @Override
    public void applyDot(Tensor x, Tensor y, Recurrence numbers) {
      apply(x, y);
      parent.level1.dot(x, y, numbers, Recurrence.PQ);
    }

    @Override
    public SparseFormat format() {
      return SparseFormat.CSR;
    }

    @Override
    public String description() {
      return "CSR by cuSPARSE, 32-bit row pointers";
    }

    @Override
    public long bytes() {
      return 4 * (matrix.rows() + 1) + (4L + matrix.dtype().bytes()) * matrix.nonzeros();
    }
  }

  /** What cuSPARSE made for a product, given back when that is unreachable: memory of the host. */
  private static final class Descriptions implements Runnable {
    private volatile MemorySegment a = MemorySegment.NULL;
    private volatile MemorySegment in = MemorySegment.NULL;
    private volatile MemorySegment out = MemorySegment.NULL;

    @Override
    public void run() {
      int first = a.address() == 0 ? 0 : Cusparse.cusparseDestroySpMat(a);
      int second = in.address() == 0 ? 0 : Cusparse.cusparseDestroyDnVec(in);
      int third = out.address() == 0 ? 0 : Cusparse.cusparseDestroyDnVec(out);
      if (first != 0 || second != 0 || third != 0) {
        System.getLogger(CudaSpmv.class.getName())
            .log(System.Logger.Level.DEBUG, "a matrix of cuSPARSE was not given back");
      }
    }
  }
}
