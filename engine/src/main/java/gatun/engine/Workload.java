package gatun.engine;

/**
 * What is to be computed, as far as the choice of a backend depends on it.
 *
 * @param kernel the kernel whose time decides, named as in the reports: {@code cg stencil}, {@code
 *     cg matrix}, {@code gemm}, {@code axpy}
 * @param dtype its element type
 * @param size unknowns of a system, elements of a vector, rows of a square matrix; 0 if unknown
 */
public record Workload(String kernel, DType dtype, long size) {
  /** Checks the size. */
  public Workload {
    Check.that(size >= 0, () -> "workload size: expected >= 0, found " + size);
  }

  @Override
  public String toString() {
    return kernel + " " + dtype + (size == 0 ? " of unknown size" : " of size " + size);
  }
}
