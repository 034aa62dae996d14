package gatun.bench;

import gatun.engine.DType;
import gatun.simd.Ceilings;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Measures the limit of this machine before every iteration of a benchmark, in the same process and
 * with the same number of threads, and stores it beside the score (JMH's secondary results). The
 * benchmark's set-up takes the meter and declares the budget of one operation; the benchmark
 * methods themselves must not take it.
 *
 * <pre>{@code
 * @Setup public void setup(Meter meter) {
 *   ...
 *   meter.memory(24L * n, 2L * n, 16L * n);
 * }
 * @Benchmark public void axpy() { ... }
 * }</pre>
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Meter {
  /** Below this working set no limit is stated: caches differ too much from one another. */
  private static final long IN_CACHE = 24L << 20;

  private static final long TRIAD_BYTES = 256L << 20;
  private static final double SECONDS = 0.03;

  private String kernel = "";
  private int threads = 1;
  private double bytes;
  private double flops;
  private boolean memoryBound;
  private DType arithmetic = DType.F64;
  private boolean computeBound;
  private boolean timed;
  private boolean declared;
  private @Nullable Ceilings ceilings;
  private double limit;

  /** Reads which benchmark this is, before the benchmark's own set-up. */
  @Setup(Level.Trial)
  public void open(BenchmarkParams parameters) {
    String name = parameters.getBenchmark();
    kernel = name.substring(name.lastIndexOf('.') + 1);
    String count = parameters.getParam("threads");
    threads = count == null ? 1 : Integer.parseInt(count);
  }

  /** Returns the name of the benchmark method that runs. */
  String kernel() {
    return kernel;
  }

  /**
   * Declares an operation that moves much and computes little: its score is stated in GB/s, its
   * limit is the triad over memory, none if the working set fits in a cache.
   *
   * @param bytesMoved compulsory traffic of one operation, the same for every subject
   * @param operations floating-point operations
   * @param workingSetBytes what the operation touches, the size that has to fit in a cache
   */
  void memory(long bytesMoved, long operations, long workingSetBytes) {
    declare(bytesMoved, operations);
    memoryBound = workingSetBytes > IN_CACHE;
  }

  /** Declares an operation that arithmetic bounds: score in GFLOP/s, limit the FMA peak. */
  void compute(DType dtype, long bytesMoved, long operations) {
    declare(bytesMoved, operations);
    computeBound = true;
    arithmetic = dtype;
  }

  /** States the score as a time; alone for what has no budget, or after a budget. */
  void time() {
    declared = true;
    timed = true;
  }

  private void declare(long bytesMoved, long operations) {
    declared = true;
    bytes = bytesMoved;
    flops = operations;
  }

  /** Measures the limit, some 30 ms. */
  @Setup(Level.Iteration)
  public void measure() {
    if (!declared) {
      throw new IllegalStateException(
          kernel + ": its set-up must declare the budget: meter.memory, compute or time");
    }
    if (computeBound) {
      limit = Ceilings.fma(arithmetic, threads, SECONDS);
    } else if (memoryBound) {
      if (ceilings == null) {
        ceilings = new Ceilings(threads, TRIAD_BYTES);
      }
      limit = ceilings.triad(SECONDS);
    }
  }

  /** Frees the triad's arrays. */
  @TearDown(Level.Trial)
  public void close() {
    if (ceilings != null) {
      ceilings.close();
      ceilings = null;
    }
  }

  /** Returns the limit measured before this iteration, bytes or operations per second; 0: none. */
  public double limit() {
    return limit;
  }

  /** Returns the declared bytes of one operation. */
  public double bytes() {
    return bytes;
  }

  /** Returns the declared floating-point operations of one operation. */
  public double flops() {
    return flops;
  }

  /** Returns how the score is stated: 0 in bytes, 1 in flops, 2 in time. */
  public double unit() {
    return computeBound ? 1 : bytes > 0 && !timed ? 0 : 2;
  }
}
