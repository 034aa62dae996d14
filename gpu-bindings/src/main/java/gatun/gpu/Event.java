package gatun.gpu;

import gatun.gpu.bind.Driver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A mark in a {@link Stream} that remembers when the device reached it. */
public final class Event implements AutoCloseable {
  private final Context context;
  private final MemorySegment handle;
  private boolean closed;

  /**
   * Creates an event.
   *
   * @throws CudaException if the driver refuses
   */
  public Event(Context context) {
    this.context = context;
    context.bind();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cell = arena.allocate(ValueLayout.ADDRESS);
      Status.driver("cuEventCreate", Driver.cuEventCreate(cell, Driver.CU_EVENT_DEFAULT()));
      this.handle = cell.get(ValueLayout.ADDRESS, 0);
    }
  }

  /** Puts this mark behind what the stream holds. */
  public void record(Stream stream) {
    context.bind();
    Status.driver("cuEventRecord", Driver.cuEventRecord(handle, stream.handle()));
  }

  /**
   * Waits for this mark and returns the time since an earlier one, in seconds of the device
   * (resolution about half a microsecond).
   */
  public double secondsSince(Event earlier) {
    context.bind();
    Status.driver("cuEventSynchronize", Driver.cuEventSynchronize(handle));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment milliseconds = arena.allocate(ValueLayout.JAVA_FLOAT);
      Status.driver(
          "cuEventElapsedTime", Driver.cuEventElapsedTime(milliseconds, earlier.handle, handle));
      return milliseconds.get(ValueLayout.JAVA_FLOAT, 0) / 1e3;
    }
  }

  /** Ends the event; a second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.bind();
      Status.driver("cuEventDestroy", Driver.cuEventDestroy_v2(handle));
    }
  }
}
