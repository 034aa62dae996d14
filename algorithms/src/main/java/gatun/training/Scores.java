package gatun.training;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Counts how well a classifier does over many batches: accuracy, accuracy among the k best, mean
 * loss, confusion matrix. Adding a batch reads its scores once and allocates nothing. Not for
 * several threads at once.
 */
public final class Scores {
  private final int classes;
  private final int best;
  private final long[] confusion;
  private long samples;
  private long right;
  private long among;
  private double lossSum;
  private double lossWeight;

  /**
   * Begins to count.
   *
   * @param classes number of classes
   * @param best the k of the accuracy among the k best
   */
  public Scores(int classes, int best) {
    Check.that(
        classes > 0 && best > 0 && best <= classes,
        () -> "scores: expected 1 to " + classes + " best classes, found " + best);
    this.classes = classes;
    this.best = best;
    this.confusion = new long[Math.multiplyExact(classes, classes)];
  }

  /** Forgets all that was added. */
  public void clear() {
    java.util.Arrays.fill(confusion, 0);
    samples = 0;
    right = 0;
    among = 0;
    lossSum = 0;
    lossWeight = 0;
  }

  /**
   * Adds a batch. The class of the greatest score is taken, of the first one among equals; NaN
   * counts as less than all numbers.
   *
   * @param scores F32 or F64 [samples, classes], densely packed
   * @param labels I32 [samples]
   */
  public void add(HostTensor scores, HostTensor labels) {
    Check.rank("scores", scores, 2);
    Check.dense("labels", labels, DType.I32, scores.shape().extent(0));
    Check.that(
        scores.dtype().computes() && scores.contiguous() && scores.shape().extent(1) == classes,
        () -> "scores: expected F32 or F64 [n, " + classes + "], densely packed, found " + scores);
    MemorySegment memory = labels.segment();
    for (long i = 0; i < labels.size(); i++) {
      int label = memory.getAtIndex(ValueLayout.JAVA_INT, i);
      if (label < 0 || label >= classes) { // no lambda: this must not allocate
        throw new IllegalArgumentException(
            "labels: expected classes from 0 to " + (classes - 1) + ", found " + label);
      }
      add(scores.segment(), scores.dtype(), i * classes, label);
    }
  }

  private void add(MemorySegment scores, DType dtype, long first, int label) {
    double own = score(scores, dtype, first + label);
    int ahead = 0;
    int top = 0;
    double topScore = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      double score = score(scores, dtype, first + c);
      if (score > topScore) {
        top = c;
        topScore = score;
      }
      ahead += score > own || score == own && c < label ? 1 : 0;
    }
    boolean counts = own > Double.NEGATIVE_INFINITY;
    samples++;
    right += counts && top == label ? 1 : 0;
    among += counts && ahead < best ? 1 : 0;
    confusion[label * classes + top]++;
  }

  private static double score(MemorySegment scores, DType dtype, long k) {
    double score =
        dtype == DType.F32
            ? scores.getAtIndex(ValueLayout.JAVA_FLOAT, k)
            : scores.getAtIndex(ValueLayout.JAVA_DOUBLE, k);
    return Double.isNaN(score) ? Double.NEGATIVE_INFINITY : score;
  }

  /**
   * Adds the mean loss of a batch.
   *
   * @param weight how many samples it is the mean of
   */
  public void addLoss(double loss, double weight) {
    lossSum += loss * weight;
    lossWeight += weight;
  }

  /** Returns how many samples were added. */
  public long samples() {
    return samples;
  }

  /** Returns the part of the samples whose class had the greatest score; NaN without samples. */
  public double accuracy() {
    return (double) right / samples;
  }

  /** Returns the part of the samples whose class was among the k best; NaN without samples. */
  public double accuracyAmongBest() {
    return (double) among / samples;
  }

  /** Returns the mean loss over the samples; NaN if none was added. */
  public double meanLoss() {
    return lossSum / lossWeight;
  }

  /** Returns how often samples of one class were taken for another. */
  public long confusion(int actual, int taken) {
    Check.that(
        actual >= 0 && actual < classes && taken >= 0 && taken < classes,
        () -> "confusion: expected classes from 0 to " + (classes - 1));
    return confusion[actual * classes + taken];
  }
}
