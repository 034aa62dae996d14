package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.gpu.bind.Cusparse;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the kernels of one backend share: the stream, the code that is loaded, the small buffers of
 * reductions, and the lock that lets one thread at a time use them.
 *
 * <p>A kernel's method enters, hands over its launches, waits and leaves: the tensors then hold the
 * result, for the host too.
 */
final class DeviceQueue implements AutoCloseable {
  /** Bytes of the memory that kernels leave partial results in. */
  static final long SCRATCH = 16L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, KernelModule> modules = new HashMap<>();
  private final CubinCache cache;
  private final Stream stream;
  private final DeviceMemory partials; // the numbers of the blocks, behind them the ticket
  private final PinnedMemory result;
  private @Nullable MemorySegment sparse; // the handle of cuSPARSE
  private @Nullable DenseLibrary dense;
  private @Nullable DeviceMemory scratch;
  private final HeldOperands operands = new HeldOperands();
  private boolean held; // calls hand over and do not wait
  private boolean closed;

  /**
   * Opens a stream and its buffers.
   *
   * @throws CudaException if the driver refuses
   */
  DeviceQueue(Context context, CubinCache cache) {
    this.cache = cache;
    this.stream = new Stream(context);
    try {
      this.result = new PinnedMemory(context, Double.BYTES);
      this.partials = new DeviceMemory(stream, (KernelFunction.REDUCING + 1L) * Double.BYTES);
      stream.await();
    } catch (CudaException failure) {
      stream.close();
      throw failure;
    }
  }

  Stream stream() {
    return stream;
  }

  /**
   * Takes the queue for the calling thread. {@link #leave} follows in any case.
   *
   * @throws IllegalStateException if it is closed
   */
  void enter() {
    lock.lock();
    if (closed) {
      lock.unlock();
      throw new IllegalStateException("backend 'cuda' is closed; open it again");
    }
    try {
      stream.context().bind();
    } catch (CudaException failure) {
      lock.unlock();
      throw failure;
    }
  }

  /** Gives the queue back. */
  void leave() {
    lock.unlock();
  }

  /**
   * Takes the queue for many calls of this thread: from now on those that return no number do not
   * wait for the device. {@link #rest} follows in any case.
   */
  void hold() {
    enter();
    if (held) {
      leave();
      throw new IllegalStateException("backend 'cuda' is in a batch of calls already");
    }
    held = true;
  }

  /** Waits for what was handed over since {@link #hold} and gives the queue back. */
  void rest() {
    held = false;
    try {
      stream.await();
    } finally {
      operands.release();
      leave();
    }
  }

  /** Returns the operands whose memory is held until {@link #rest}. */
  HeldOperands operands() {
    return operands;
  }

  /** Keeps memory that the collector would free until {@link #rest}, if this call does not wait. */
  void keep(Object memory) {
    if (held) {
      operands.keep(memory);
    }
  }

  /** Waits for the device, but not within {@link #hold}: every call ends with it. */
  void settle() {
    if (!held) {
      stream.await();
    }
  }

  /** Returns the kernels of a source for an element type, loaded when first asked for. */
  KernelModule module(String file, DType dtype) {
    enter();
    try {
      return modules.computeIfAbsent(
          file + dtype, _ -> new KernelModule(stream.context(), cache, file, dtype));
    } finally {
      leave();
    }
  }

  /** Returns a kernel that was written at run time, loaded when first asked for. */
  KernelFunction generated(String title, String source, String name, String parameters) {
    Context context = stream.context();
    enter();
    try {
      return modules
          .computeIfAbsent(source, text -> new KernelModule(context, cache, title, text))
          .function(name, parameters);
    } finally {
      leave();
    }
  }

  /**
   * Returns the handle of cuSPARSE on this stream, made when first asked for.
   *
   * @throws CudaException if the library is missing or refuses
   */
  MemorySegment sparse() {
    Library.CUSPARSE.require();
    enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = sparse;
      if (made == null) {
        MemorySegment cell = arena.allocate(ValueLayout.ADDRESS);
        Status.cusparse("cusparseCreate", Cusparse.cusparseCreate(cell));
        made = cell.get(ValueLayout.ADDRESS, 0);
        int code = Cusparse.cusparseSetStream(made, stream.handle());
        if (code != Cusparse.CUSPARSE_STATUS_SUCCESS()) {
          Cusparse.cusparseDestroy(made);
        }
        Status.cusparse("cusparseSetStream", code);
        sparse = made;
      }
      return made;
    } finally {
      leave();
    }
  }

  /**
   * Returns cuBLAS on this stream, opened when first asked for.
   *
   * @throws CudaException if the library is missing or refuses
   */
  DenseLibrary dense() {
    enter();
    try {
      DenseLibrary opened = dense;
      if (opened == null) {
        opened = new DenseLibrary(stream);
        dense = opened;
      }
      return opened;
    } finally {
      leave();
    }
  }

  /**
   * Returns the address of {@link #SCRATCH} bytes that live from launch to launch of one call. Only
   * between enter and leave.
   */
  long scratch() {
    DeviceMemory memory = scratch;
    if (memory == null) {
      memory = new DeviceMemory(stream, SCRATCH);
      scratch = memory;
    }
    return memory.address();
  }

  /** Hands over a kernel that others of the same call follow. Only between enter and leave. */
  void launch(KernelFunction kernel, long blocks) {
    kernel.launch(stream, blocks);
  }

  /** Runs a kernel and settles. Only between enter and leave. */
  void run(KernelFunction kernel, long blocks) {
    kernel.launch(stream, blocks);
    settle();
  }

  /** As {@link #reduce(KernelFunction, long)}, but the result stays on the device, in a cell. */
  void reduce(KernelFunction kernel, long blocks, HostTensor cells, int cell) {
    run(into(kernel, address(cells) + cell * (long) Double.BYTES), blocks);
  }

  /** Runs a kernel whose last parameters are those of a reduction and returns the result. */
  double reduce(KernelFunction kernel, long blocks) {
    MemorySegment cell = result.segment();
    launch(into(kernel, cell.address()), blocks);
    stream.await();
    return cell.get(ValueLayout.JAVA_DOUBLE, 0);
  }

  /** Appends what a reduction ends with: the numbers of the blocks, the ticket, the result. */
  private KernelFunction into(KernelFunction kernel, long address) {
    long ticket = partials.address() + KernelFunction.REDUCING * (long) Double.BYTES;
    return kernel.with(partials.address()).with(ticket).with(address);
  }

  /**
   * Returns where a tensor begins.
   *
   * @throws IllegalArgumentException if the device does not see its memory
   */
  static long address(Tensor tensor) {
    HostTensor operand = (HostTensor) tensor;
    if (operand.owner().backend() instanceof CudaBackend cuda) {
      DeviceQueue queue = cuda.queue();
      if (queue.held && queue.lock.isHeldByCurrentThread()) {
        queue.operands.hold(operand.lifetime());
      }
    } else {
      throw new IllegalArgumentException(
          "backend 'cuda' works on tensors of its own workspaces, found "
              + operand
              + " of a workspace of backend '"
              + operand.owner().backend().name()
              + "'; open it with Workspace.on(the cuda backend)");
    }
    return operand.address();
  }

  /** Returns {@link #address} of a tensor, 0 if there is none. */
  static long optional(@Nullable Tensor tensor) {
    return tensor == null ? 0 : address(tensor);
  }

  /** Waits for the work of other threads, then frees everything; a second call does nothing. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        stream.context().bind();
        stream.await();
        MemorySegment opened = sparse;
        if (opened != null) {
          Status.cusparse("cusparseDestroy", Cusparse.cusparseDestroy(opened));
        }
        DenseLibrary products = dense;
        if (products != null) {
          products.close();
        }
        modules.values().forEach(KernelModule::close);
        DeviceMemory lent = scratch;
        if (lent != null) {
          lent.close();
        }
        partials.close();
        result.close();
        stream.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
