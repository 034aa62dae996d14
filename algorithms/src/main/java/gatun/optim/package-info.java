/**
 * Optimizers: rules that move parameters by their gradients, chained with clipping, accumulation
 * and averages, and schedules of learning rates. Decision 0013 says how they are built.
 */
@org.jspecify.annotations.NullMarked
package gatun.optim;
