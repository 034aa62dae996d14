package gatun.simd;

import static gatun.simd.Lanes.ALL;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.spi.RandomFill;
import java.lang.foreign.ValueLayout;

/**
 * Random numbers in parallel over chunks of blocks: the words of a chunk are made in the
 * first-level cache and turned into numbers from there. Budget: 1 value is written.
 */
final class RandomFillF64 implements RandomFill {
  /** Blocks of one chunk: 16 KiB of words. */
  private static final int BLOCKS = 1024;

  private static final int B = Double.BYTES;
  private static final int VALUES = 16 / B; // of one block
  private static final int CHUNK = BLOCKS * VALUES;
  private static final int TOSSES = BLOCKS * 4;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final ThreadLocal<Nest> NEST = ThreadLocal.withInitial(Nest::new);

  private final Workers workers;

  RandomFillF64(Workers workers) {
    this.workers = workers;
  }

  /** Seed p0, stream p1, block p2; the tensor at p3 with its nest, if it is not dense. */
  private static void operands(Arguments a, long seed, long stream, long block, Tensor t) {
    HostTensor x = (HostTensor) t;
    a.n = x.size();
    a.p0 = seed;
    a.p1 = stream;
    a.p2 = block;
    a.p3 = x.address();
    if (!x.contiguous()) {
      Nest nest = NEST.get();
      nest.clear();
      for (int k = 0; k < x.shape().rank(); k++) {
        nest.axis(k, x, x, x, x);
      }
      nest.merge();
      a.object = nest;
    }
  }

  @Override
  public void uniform(
      long seed, long stream, long block, /* wide */ double low, /* wide */ double high, Tensor x) {
    try (Arguments a = Arguments.borrow()) {
      operands(a, seed, stream, block, x);
      a.s0 = low;
      a.s1 = high - low;
      workers.run(RandomFillF64::uniform, a, Math.ceilDiv(a.n, (long) CHUNK), 2);
    }
  }

  @Override
  public void normal(
      long seed,
      long stream,
      long block,
      /* wide */ double mean,
      /* wide */ double deviation,
      Tensor x) {
    try (Arguments a = Arguments.borrow()) {
      operands(a, seed, stream, block, x);
      a.s0 = mean;
      a.s1 = deviation;
      workers.run(RandomFillF64::normal, a, Math.ceilDiv(a.n, (long) CHUNK), 2);
    }
  }

  @Override
  public void bernoulli(long seed, long stream, long block, long threshold, Tensor x) {
    try (Arguments a = Arguments.borrow()) {
      operands(a, seed, stream, block, x);
      a.p4 = threshold;
      workers.run(RandomFillF64::bernoulli, a, Math.ceilDiv(a.n, (long) TOSSES), 2);
    }
  }

  /** Makes the words for {@code values} numbers, {@code each} of a block, from number i on. */
  private static void words(Arguments a, long i, long values, int each, long room) {
    int blocks = (int) Math.ceilDiv(values, (long) each);
    int multiple = PhiloxWords.MULTIPLE;
    int whole = (blocks + multiple - 1) / multiple * multiple;
    PhiloxWords.fill(a.p0, a.p1, a.p2 + i / each, room, whole);
  }

  private static int padded(int n) {
    int multiple = RandomNumbersF64.MULTIPLE;
    return (n + multiple - 1) / multiple * multiple;
  }

  private static void uniform(Arguments a, long from, long to) {
    long room = ThreadMemory.of(2 * CHUNK * B);
    for (long c = from; c < to; c++) {
      int n = (int) Math.min(CHUNK, a.n - c * CHUNK);
      words(a, c * CHUNK, padded(n), VALUES, room);
      long x = target(a, c * CHUNK, n, room);
      RandomNumbersF64.uniform(room, (double) a.s0, (double) a.s1, x, padded(n));
      deliver(a, c * CHUNK, n, x);
    }
  }

  private static void normal(Arguments a, long from, long to) {
    long room = ThreadMemory.of(2 * CHUNK * B);
    for (long c = from; c < to; c++) {
      int n = (int) Math.min(CHUNK, a.n - c * CHUNK);
      words(a, c * CHUNK, padded(n), VALUES, room);
      RandomNumbersF64.radii(room, padded(n));
      long x = target(a, c * CHUNK, n, room);
      RandomNumbersF64.rotate(room, (double) a.s0, (double) a.s1, x, padded(n));
      deliver(a, c * CHUNK, n, x);
    }
  }

  private static void bernoulli(Arguments a, long from, long to) {
    long room = ThreadMemory.of(TOSSES * 4L + (long) TOSSES * B);
    long results = room + TOSSES * 4L;
    for (long c = from; c < to; c++) {
      int n = (int) Math.min(TOSSES, a.n - c * TOSSES);
      words(a, c * TOSSES, n, 4, room);
      boolean dense = a.object == null;
      long x = dense ? a.p3 + c * TOSSES * B : results;
      for (int i = 0; i < n; i++) {
        double toss = Raw.unsigned32(room + 4L * i) < a.p4 ? 1 : 0;
        ALL.set(SCALAR, x + (long) B * i, toss);
      }
      deliver(a, c * TOSSES, n, x);
    }
  }

  /** Returns where the numbers from i on are made: in place if the tensor is dense and has room. */
  private static long target(Arguments a, long i, int n, long room) {
    boolean inPlace = a.object == null && padded(n) == n;
    return inPlace ? a.p3 + i * B : room + CHUNK * B;
  }

  private static void deliver(Arguments a, long i, int n, long x) {
    if (a.object instanceof Nest nest) {
      for (int k = 0; k < n; k++) {
        Raw.copy(x + (long) B * k, a.p3 + nest.offset(0, i + k), B);
      }
    } else if (x != a.p3 + i * B) {
      ALL.asSlice(a.p3 + i * B, (long) n * B).copyFrom(ALL.asSlice(x, (long) n * B));
    }
  }
}
