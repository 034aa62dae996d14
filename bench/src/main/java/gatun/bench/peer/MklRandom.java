package gatun.bench.peer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** MKL's random numbers (VSL) of its Philox 4×32-10, on one thread. */
public final class MklRandom implements AutoCloseable {
  private static final int PHILOX = 16 << 20;
  private static final int STANDARD = 0;
  private static final int BOX_MULLER = 1; // both numbers of a pair are used

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment holder = arena.allocate(JAVA_LONG);
  private final MethodHandle uniform;
  private final MethodHandle normal;
  private final boolean wide;
  private final MemorySegment stream;

  /** Opens a stream for numbers of one type. */
  public MklRandom(DType dtype, int seed) {
    wide = dtype == DType.F64;
    uniform = function(wide ? "vdRngUniform" : "vsRngUniform");
    normal = function(wide ? "vdRngGaussian" : "vsRngGaussian");
    try {
      int status =
          (int)
              NativeLibraries.function(
                      Mkl.load().require(),
                      "vslNewStream",
                      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT))
                  .invokeExact(holder, PHILOX, seed);
      check(status);
      stream = MemorySegment.ofAddress(holder.get(JAVA_LONG, 0));
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  private MethodHandle function(String name) {
    MemoryLayout real = wide ? JAVA_DOUBLE : JAVA_FLOAT;
    return NativeLibraries.function(
        Mkl.load().require(),
        name,
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, real, real));
  }

  /** Fills with uniform numbers from [0, 1). */
  public void uniform(HostTensor x) {
    run(uniform, STANDARD, x);
  }

  /** Fills with standard normal numbers. */
  public void normal(HostTensor x) {
    run(normal, BOX_MULLER, x);
  }

  private void run(MethodHandle function, int method, HostTensor x) {
    MemorySegment to = MemorySegment.ofAddress(x.address());
    int n = (int) x.size();
    try {
      check(
          wide
              ? (int) function.invokeExact(method, stream, n, to, 0d, 1d)
              : (int) function.invokeExact(method, stream, n, to, 0f, 1f));
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  private static void check(int status) {
    if (status != 0) {
      throw new IllegalStateException("MKL's random numbers: status " + status);
    }
  }

  /** Closes the stream. */
  @Override
  public void close() {
    try {
      check(
          (int)
              NativeLibraries.function(
                      Mkl.load().require(),
                      "vslDeleteStream",
                      FunctionDescriptor.of(JAVA_INT, ADDRESS))
                  .invokeExact(holder));
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    } finally {
      arena.close();
    }
  }
}
