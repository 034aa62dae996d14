package gatun.bench;

import gatun.simd.Dispatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Parallel regions without work: what it costs to share. Needs two idle processors. */
@State(Scope.Thread)
public class WorkersBenchmark {
  /** Who shares. */
  @Param("simd")
  public String subject = "";

  /** How many threads share. */
  @Param("threads=2")
  public String shape = "";

  private Dispatch dispatch = new Dispatch(2);

  /** Makes the pool. */
  @Setup
  public void setup(Meter meter) {
    dispatch.close();
    dispatch = new Dispatch(Integer.parseInt(shape.substring(8)));
    meter.time();
  }

  /** From the call until the second thread has begun, and back to the caller. */
  @Benchmark
  public void begin() {
    dispatch.run();
  }

  /** An empty region: mostly, the caller does both shares before anybody else has begun. */
  @Benchmark
  public void empty() {
    dispatch.empty();
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    dispatch.close();
  }
}
