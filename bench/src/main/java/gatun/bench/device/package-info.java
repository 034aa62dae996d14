/**
 * Measurements on a machine with a CUDA device: the device beside the processor in one run, the
 * lines that other programs add, and the table that judges them.
 */
@NullMarked
package gatun.bench.device;

import org.jspecify.annotations.NullMarked;
