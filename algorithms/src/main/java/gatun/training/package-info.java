/** Training: data sets, batches, checkpoints and the loop that joins them to a model. */
@org.jspecify.annotations.NullMarked
package gatun.training;
