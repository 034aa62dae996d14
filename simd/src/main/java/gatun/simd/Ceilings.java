package gatun.simd;

import gatun.engine.Check;
import gatun.engine.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.IntToDoubleFunction;
import jdk.incubator.vector.DoubleVector;

/**
 * Measures what this machine can do at most, now: bandwidth by the triad a ← b + s c of the STREAM
 * benchmark, arithmetic by chains of fused multiply-adds. Speeds of kernels are stated as shares of
 * these.
 *
 * <p>Threads are started for each measurement, and the clock runs from the first start to the last
 * end. Each figure is an average over the given time, not a best case, because machines are shared
 * and kernels are judged by averages too. Not for use by several threads at once.
 */
public final class Ceilings implements AutoCloseable {
  private static final int STEP = 64; // elements of a share are a multiple of it, for any width
  private static final int LINKS = 1_000;
  private static final double WARM_SECONDS = 0.4;

  private static volatile double sink; // keeps results alive

  /** What is measured; each warms up once, until the compiler has surely done its best. */
  private enum Loop {
    TRIAD,
    FMA_F64,
    FMA_F32;

    private volatile boolean warm;

    private void warmUp(IntToDoubleFunction pass) {
      long begin = System.nanoTime();
      while (!warm) {
        sink = pass.applyAsDouble(0);
        warm = System.nanoTime() - begin > 1e9 * WARM_SECONDS;
      }
    }
  }

  private final int threads;
  private final long share;
  private final Arena arena = Arena.ofShared();
  private final long a;
  private final long b;
  private final long c;

  /**
   * Allocates and touches the three arrays of the triad.
   *
   * @param threads number of threads, at least 1
   * @param workingSetBytes the size of the three arrays together: several times the last-level
   *     cache for the bandwidth of memory, less for that of a cache
   */
  public Ceilings(int threads, long workingSetBytes) {
    Check.that(threads >= 1, () -> "threads: expected at least 1, found " + threads);
    this.threads = threads;
    this.share = Math.ceilDiv(workingSetBytes, 24L * threads * STEP) * STEP;
    this.a = allocate(0);
    this.b = allocate(1);
    this.c = allocate(2);
  }

  /** Staggers the arrays by some cache lines: the same offset in a page would cost conflicts. */
  private long allocate(int number) {
    long offset = number * 5 * 64L;
    MemorySegment memory = arena.allocate(8 * share * threads + offset, 4096);
    return memory.fill((byte) 0).address() + offset; // filled: pages never written share one frame
  }

  /**
   * Returns the bytes per second of a_i ← b_i + s c_i, counted as 24 bytes an element (the cache
   * line that a store reads first is not counted, as is the custom).
   *
   * @param seconds about how long to measure
   */
  public double triad(double seconds) {
    IntToDoubleFunction pass =
        thread -> {
          long from = thread * share * 8;
          triad(a + from, b + from, c + from, share);
          return 0;
        };
    return 24.0 * share * threads * rate(Loop.TRIAD, threads, seconds, pass);
  }

  /**
   * Returns the floating-point operations per second of independent chains of fused multiply-adds
   * in registers, two operations each.
   *
   * @param dtype F32 or F64
   * @param seconds about how long to measure
   */
  public static double fma(DType dtype, int threads, double seconds) {
    Check.that(dtype.computes(), () -> "fma: expected F32 or F64, found " + dtype);
    boolean wide = dtype == DType.F64;
    int lanes = wide ? Lanes.F64.length() : Lanes.F32.length();
    IntToDoubleFunction pass = thread -> wide ? FmaChainsF64.run(LINKS) : FmaChainsF32.run(LINKS);
    Loop loop = wide ? Loop.FMA_F64 : Loop.FMA_F32;
    return 2.0 * FmaChainsF64.CHAINS * LINKS * lanes * threads * rate(loop, threads, seconds, pass);
  }

  /** Returns how often a second all threads together do a pass, each its own share. */
  private static double rate(Loop loop, int threads, double seconds, IntToDoubleFunction pass) {
    loop.warmUp(pass);
    double once = time(threads, 1, pass);
    int some = (int) Math.clamp(seconds / 8 / Math.max(once, 1e-8), 1, 1e6);
    once = time(threads, some, pass) / some; // one pass alone may be shorter than a thread's start
    int passes = (int) Math.clamp(seconds / Math.max(once, 1e-8), 1, 1e7);
    return passes / time(threads, passes, pass);
  }

  private static double time(int threads, int passes, IntToDoubleFunction pass) {
    long[] begin = new long[threads];
    long[] end = new long[threads];
    CyclicBarrier barrier = new CyclicBarrier(threads);
    Thread[] others = new Thread[threads];
    for (int t = 1; t < threads; t++) {
      int thread = t;
      others[t] =
          Thread.ofPlatform().daemon().start(() -> run(thread, passes, pass, barrier, begin, end));
    }
    run(0, passes, pass, barrier, begin, end);
    long first = begin[0];
    long last = end[0];
    for (int t = 1; t < threads; t++) {
      join(others[t]);
      first = Math.min(first, begin[t]);
      last = Math.max(last, end[t]);
    }
    return (last - first) * 1e-9;
  }

  private static void run(
      int thread,
      int passes,
      IntToDoubleFunction pass,
      CyclicBarrier barrier,
      long[] begin,
      long[] end) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException("the measurement was interrupted", e);
    }
    begin[thread] = System.nanoTime();
    double sum = 0;
    for (int i = 0; i < passes; i++) {
      sum += pass.applyAsDouble(thread);
    }
    end[thread] = System.nanoTime();
    sink = sum;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("the measurement was interrupted", e);
    }
  }

  /** Budget: 24 bytes and 2 flops an element. */
  private static void triad(long a, long b, long c, long count) {
    int step = 8 * Lanes.F64.length();
    for (long at = 0; at < 8 * count; at += step) {
      Lanes.CLASS_F64
          .cast(
              DoubleVector.fromMemorySegment(Lanes.F64, Lanes.ALL, c + at, Lanes.ORDER)
                  .mul(3.0)
                  .add(DoubleVector.fromMemorySegment(Lanes.F64, Lanes.ALL, b + at, Lanes.ORDER)))
          .intoMemorySegment(Lanes.ALL, a + at, Lanes.ORDER);
    }
  }

  /** Frees the arrays. */
  @Override
  public void close() {
    arena.close();
  }
}
