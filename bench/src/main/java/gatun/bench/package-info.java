/**
 * Benchmarks: one class for each kernel family, one method for each kernel, and the report that
 * sets the subjects beside their peers and the limits of the machine.
 */
@org.jspecify.annotations.NullMarked
package gatun.bench;
