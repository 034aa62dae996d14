package gatun.gpu;

import gatun.engine.Backend;
import gatun.gpu.bind.Driver;

/**
 * Measures how long work takes on the device of a backend, by events in its stream. Calls that
 * return no number do not wait for each other while they are measured; the host's own cost shows
 * only where the device waits for it.
 *
 * <p>One thread at a time. Close it before its backend.
 */
public final class Stopwatch implements AutoCloseable {
  private final DeviceQueue queue;
  private final Event begin;
  private final Event end;

  private Stopwatch(DeviceQueue queue) {
    this.queue = queue;
    this.begin = new Event(queue.stream().context());
    this.end = new Event(queue.stream().context());
  }

  /**
   * Creates a watch for a backend.
   *
   * @throws IllegalArgumentException if the backend is not {@code cuda}
   */
  public static Stopwatch on(Backend backend) {
    if (backend instanceof CudaBackend cuda) {
      return new Stopwatch(cuda.queue());
    }
    throw new IllegalArgumentException(
        "Stopwatch: expected a backend 'cuda', found '" + backend.name() + "'");
  }

  /**
   * Runs work on the backend and waits for its end.
   *
   * @return the seconds of the device from its beginning to its end
   */
  public double seconds(Runnable work) {
    queue.hold();
    try {
      begin.record(queue.stream());
      work.run();
      end.record(queue.stream());
    } finally {
      queue.rest();
    }
    return end.secondsSince(begin);
  }

  /**
   * Returns the seconds of one copy within the memory of the device, the measure that bandwidths
   * are compared with: it reads and writes so many bytes.
   *
   * @param bytes what is copied, at least 1; twice as much is allocated meanwhile
   * @param times how many copies are measured together, at least 1
   * @throws CudaException if there is not enough memory
   */
  public double copySeconds(long bytes, int times) {
    queue.hold();
    try (DeviceMemory from = new DeviceMemory(queue.stream(), bytes);
        DeviceMemory to = new DeviceMemory(queue.stream(), bytes)) {
      for (int i = -1; i < times; i++) {
        if (i == 0) {
          begin.record(queue.stream());
        }
        Status.driver(
            "cuMemcpyDtoDAsync",
            Driver.cuMemcpyDtoDAsync_v2(
                to.address(), from.address(), bytes, queue.stream().handle()));
      }
      end.record(queue.stream());
      queue.stream().await();
    } finally {
      queue.rest();
    }
    return end.secondsSince(begin) / times;
  }

  /** Ends the events; a second call does nothing. */
  @Override
  public void close() {
    begin.close();
    end.close();
  }
}
