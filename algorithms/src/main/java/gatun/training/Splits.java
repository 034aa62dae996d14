package gatun.training;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Slice;
import java.lang.foreign.ValueLayout;

/**
 * Parts of a data set that share no sample.
 *
 * @param train to learn from
 * @param validation to choose by
 * @param test to judge by, once
 */
public record Splits(Dataset train, Dataset validation, Dataset test) {

  /**
   * Divides a set at random; the same seed gives the same parts.
   *
   * @param validation how many samples go there
   * @param test how many samples go there; all others are for training
   * @throws IllegalArgumentException if there are not so many samples
   */
  public static Splits random(Dataset all, long validation, long test, long seed) {
    requireSizes(all, validation, test);
    HostTensor order = shuffled(all, seed);
    return cut(all, order, validation, test);
  }

  /**
   * Divides a set at random so that every part has the classes in the same proportion, up to
   * rounding. The same seed gives the same parts.
   *
   * @param validation how many samples go there
   * @param test how many samples go there; all others are for training
   * @throws IllegalArgumentException if there are not so many samples, or they have no classes
   */
  public static Splits stratified(Dataset all, long validation, long test, long seed) {
    Check.that(all.classes() > 0, () -> "stratified: expected samples with classes, found " + all);
    requireSizes(all, validation, test);
    HostTensor order = shuffled(all, seed);
    return cut(all, spread(all, order), validation, test);
  }

  private static void requireSizes(Dataset all, long validation, long test) {
    Check.that(
        validation >= 0 && test >= 0 && validation <= all.size() - test,
        () ->
            "expected parts that fit into "
                + all.size()
                + " samples, found "
                + validation
                + " for validation and "
                + test
                + " for testing");
  }

  private static HostTensor shuffled(Dataset all, long seed) {
    HostTensor order = all.features().owner().zeros(DType.I64, all.size());
    SampleOrder.identity(order);
    SampleOrder.shuffle(order, new Philox(seed, Streams.split()));
    return order;
  }

  private static Splits cut(Dataset all, HostTensor order, long validation, long test) {
    long first = all.size() - validation - test;
    return new Splits(
        all.select(order.view(Slice.range(0, first))),
        all.select(order.view(Slice.range(first, first + validation))),
        all.select(order.view(Slice.range(first + validation, all.size()))));
  }

  /**
   * Returns the samples in an order in which every stretch has the classes in proportion: the j-th
   * of m samples of a class stands where (j + ½) / m of all are passed.
   */
  private static HostTensor spread(Dataset all, HostTensor order) {
    long[] counts = new long[all.classes()];
    for (long i = 0; i < order.size(); i++) {
      counts[all.label(order.segment().getAtIndex(ValueLayout.JAVA_LONG, i))]++;
    }
    HostTensor[] members = new HostTensor[counts.length];
    for (int c = 0; c < counts.length; c++) {
      members[c] = order.owner().zeros(DType.I64, counts[c]);
      counts[c] = 0;
    }
    for (long i = 0; i < order.size(); i++) {
      long sample = order.segment().getAtIndex(ValueLayout.JAVA_LONG, i);
      int c = all.label(sample);
      members[c].segment().setAtIndex(ValueLayout.JAVA_LONG, counts[c]++, sample);
    }
    HostTensor result = order.owner().zeros(DType.I64, order.size());
    long[] next = new long[counts.length];
    for (long i = 0; i < result.size(); i++) {
      int c = mostDue(next, counts);
      long sample = members[c].segment().getAtIndex(ValueLayout.JAVA_LONG, next[c]++);
      result.segment().setAtIndex(ValueLayout.JAVA_LONG, i, sample);
    }
    return result;
  }

  private static int mostDue(long[] next, long[] counts) {
    int best = -1;
    double earliest = 2;
    for (int c = 0; c < counts.length; c++) {
      double due = counts[c] == 0 ? 2 : (next[c] + 0.5) / counts[c];
      if (next[c] < counts[c] && due < earliest) {
        earliest = due;
        best = c;
      }
    }
    return best;
  }
}
