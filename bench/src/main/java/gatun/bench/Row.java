package gatun.bench;

import org.jspecify.annotations.Nullable;

/**
 * One line of {@code summary.json}: a subject, alone or beside one peer.
 *
 * @param machine the name of the machine
 * @param kernel family and method, such as {@code Level1.axpy}
 * @param shape what was worked on
 * @param dtype element type
 * @param threads number of threads
 * @param subject whose score this is
 * @param score median over all iterations, in {@code unit}
 * @param unit {@code GB/s}, {@code GFLOP/s} or {@code us}
 * @param peer whom the ratio compares with, null for none
 * @param ratio time of the peer by time of the subject, above 1 if the subject is faster; null
 *     without a peer
 * @param limit median of the limit measured before each iteration, null for none
 * @param share median of score by limit, null without a limit
 * @param error half the distance between the quartiles of the score, in {@code unit}
 */
public record Row(
    String machine,
    String kernel,
    String shape,
    String dtype,
    int threads,
    String subject,
    double score,
    String unit,
    @Nullable String peer,
    @Nullable Double ratio,
    @Nullable Double limit,
    @Nullable Double share,
    double error) {

  /** Returns what must be equal for two subjects to be comparable. */
  String work() {
    return machine + "|" + kernel + "|" + shape + "|" + dtype + "|" + threads;
  }
}
