package gatun.gpu;

import gatun.engine.DType;
import gatun.gpu.bind.Driver;
import gatun.gpu.bind.Nvrtc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntSupplier;

/**
 * What a call of CUDA costs from Java: the time of calls that do next to nothing, to be set beside
 * the same calls from C. A measurement, not part of any computation.
 */
public final class CallCost {
  private static final int BATCH = 512; // launches that fit the queue of a stream

  private CallCost() {}

  /**
   * Returns the nanoseconds of one {@code nvrtcVersion}: two results through pointers, no work.
   * Needs no device.
   *
   * @throws CudaException if NVRTC is missing
   */
  public static double version(int calls) {
    Library.NVRTC.require();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment major = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment minor = arena.allocate(ValueLayout.JAVA_INT);
      return nanoseconds(calls, () -> Nvrtc.nvrtcVersion(major, minor));
    }
  }

  /** Returns the nanoseconds of one {@code cuStreamQuery} of a stream at rest. */
  public static double query(Stream stream, int calls) {
    stream.context().bind();
    stream.await();
    MemorySegment handle = stream.handle();
    return nanoseconds(calls, () -> Driver.cuStreamQuery(handle));
  }

  /**
   * Returns the machine code of a kernel that does nothing, named {@code empty}, with one parameter
   * of 64 bits.
   *
   * @throws CudaException see {@link KernelCompiler#compile}
   */
  public static byte[] empty(String architecture) {
    String source = KernelModule.source("empty.cu", DType.F64);
    return KernelCompiler.compile("empty.cu", source, architecture);
  }

  /**
   * Returns the nanoseconds that the host needs to hand over one kernel of one block: the least of
   * several batches, waits for the device not counted.
   *
   * @param cubin the code of {@link #empty} for the stream's device
   */
  public static double launch(Stream stream, byte[] cubin, int calls) {
    try (KernelModule module = new KernelModule(stream.context(), "empty", cubin)) {
      KernelFunction empty = module.function("empty", "i");
      stream.await();
      double best = Double.POSITIVE_INFINITY;
      for (int done = 0; done < calls; done += BATCH) {
        long begin = System.nanoTime();
        for (int i = 0; i < BATCH; i++) {
          empty.begin().with((long) i).launch(stream, 1);
        }
        best = Math.min(best, (System.nanoTime() - begin) / (double) BATCH);
        stream.await();
      }
      return best;
    }
  }

  private static double nanoseconds(int calls, IntSupplier call) {
    double best = Double.POSITIVE_INFINITY;
    for (int round = 0; round < 10; round++) {
      int failures = 0;
      long begin = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        failures |= call.getAsInt();
      }
      best = Math.min(best, (System.nanoTime() - begin) / (double) calls);
      if (failures != 0) {
        throw CudaException.because("CallCost", failures, "a call failed");
      }
    }
    return best;
  }
}
