package gatun.gpu;

import gatun.engine.Bytes;

/**
 * A CUDA device, as the driver describes it.
 *
 * @param ordinal the driver's number
 * @param name the name of the product
 * @param major the compute capability before the point
 * @param minor the compute capability after the point
 * @param memoryBytes all memory of the device
 * @param multiprocessors the number of streaming multiprocessors
 * @param cacheBytes the second-level cache
 * @param unified whether device and host may use the same memory at the same time
 */
public record Device(
    int ordinal,
    String name,
    int major,
    int minor,
    long memoryBytes,
    int multiprocessors,
    long cacheBytes,
    boolean unified) {

  /** Returns the architecture that kernels are compiled for, such as {@code sm_90}. */
  public String architecture() {
    return "sm_" + major + minor;
  }

  @Override
  public String toString() {
    return name
        + ", "
        + architecture()
        + ", "
        + multiprocessors
        + " multiprocessors, "
        + Bytes.text(memoryBytes);
  }
}
