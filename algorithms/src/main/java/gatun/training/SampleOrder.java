package gatun.training;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.random.RandomGenerator;

/** Orders in which samples are taken. */
public final class SampleOrder {
  private SampleOrder() {}

  /** Writes 0, 1, 2 … into an I64 vector. */
  public static void identity(HostTensor order) {
    Check.dense("order", order, DType.I64, order.size());
    MemorySegment memory = order.segment();
    for (long i = 0; i < order.size(); i++) {
      memory.setAtIndex(ValueLayout.JAVA_LONG, i, i);
    }
  }

  /**
   * Brings the elements of an I64 vector into random order (Fisher, Yates): every order is equally
   * likely. Cost: one random number and one exchange for each element.
   */
  public static void shuffle(HostTensor order, RandomGenerator random) {
    Check.dense("order", order, DType.I64, order.size());
    MemorySegment memory = order.segment();
    for (long i = order.size() - 1; i > 0; i--) {
      long j = random.nextLong(i + 1);
      long other = memory.getAtIndex(ValueLayout.JAVA_LONG, j);
      memory.setAtIndex(ValueLayout.JAVA_LONG, j, memory.getAtIndex(ValueLayout.JAVA_LONG, i));
      memory.setAtIndex(ValueLayout.JAVA_LONG, i, other);
    }
  }

  /**
   * Writes the order of an epoch into an I64 vector: a permutation of 0, 1, 2 … that depends on the
   * seed, the epoch and the length alone, so that any epoch can be repeated without those before
   * it.
   *
   * @param epoch from 0 on
   */
  public static void ofEpoch(long seed, long epoch, HostTensor order) {
    identity(order);
    shuffle(order, new Philox(seed, Streams.order(epoch)));
  }
}
