/** Experiments of papers, repeated at small scale; {@code gatun bench --experiment NAME}. */
@org.jspecify.annotations.NullMarked
package gatun.bench.experiment;
