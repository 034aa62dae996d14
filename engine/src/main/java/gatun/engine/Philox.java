package gatun.engine;

import java.util.random.RandomGenerator;

/**
 * The counter-based generator Philox 4×32-10 (Salmon, Moraes, Dror, Shaw, SC 2011). Four 32-bit
 * words come out of each block number, whoever computes it: so tensors can be filled in parallel,
 * with any vector width or on a GPU, with the same numbers.
 *
 * <p>The map, exactly. With {@code key} = (low, high 32 bits of the seed) and counter words (low
 * and high 32 bits of the block number, low and high 32 bits of the stream), block b gives words
 * w0…w3, the outputs of Random123's {@code philox4x32-10}. A generator stands at a block; {@link
 * Sampling} begins at a fresh block and takes as many as it needs. Element i (row-major) of an F32
 * tensor takes word i mod 4 of block i / 4 from there; of an F64 tensor the 64 bits (w1 w0) or (w3
 * w2) of block i / 2. How words become numbers is stated at the methods of {@link Sampling}.
 *
 * <p>The same seed with another stream is an independent sequence of 2^66 words. Not for several
 * threads at once: give each a stream of its own.
 */
public final class Philox implements RandomGenerator {
  private static final long M0 = 0xD2511F53L;
  private static final long M1 = 0xCD9E8D57L;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;
  private static final long LOW = 0xFFFF_FFFFL;

  private final long seed;
  private final long stream;
  private final int[] words = new int[4];
  private long block;
  private int next = 4;

  /** Creates the generator of a seed at block 0 of stream 0. */
  public Philox(long seed) {
    this(seed, 0);
  }

  /** Creates the generator of a seed and a stream at block 0. */
  public Philox(long seed, long stream) {
    this.seed = seed;
    this.stream = stream;
  }

  /** Returns the seed, the key of the generator. */
  public long seed() {
    return seed;
  }

  /** Returns the stream. */
  public long stream() {
    return stream;
  }

  /** Returns the block that is taken next. */
  public long position() {
    return block;
  }

  /** Goes to a block; what is left of the present one is dropped. */
  public void position(long newBlock) {
    block = newBlock;
    next = 4;
  }

  /** Returns the next block and passes over {@code count} of them, for numbers made elsewhere. */
  public long take(long count) {
    long first = block;
    position(block + count);
    return first;
  }

  /** Returns a new generator of the same seed at block 0 of another stream. */
  public Philox split(long otherStream) {
    return new Philox(seed, otherStream);
  }

  /** Returns 32 random bits. */
  @Override
  public int nextInt() {
    if (next == 4) {
      words(seed, stream, block++, words);
      next = 0;
    }
    return words[next++];
  }

  /** Returns 64 random bits, the first word in the lower half. */
  @Override
  public long nextLong() {
    long low = nextInt() & LOW;
    return (long) nextInt() << 32 | low;
  }

  /** Returns a multiple of 2^−52 from [0, 1), of 64 random bits. */
  @Override
  public double nextDouble() {
    return (nextLong() >>> 12) * 0x1p-52;
  }

  /** Computes the four words of a block. About 100 integer operations. */
  public static void words(long seed, long stream, long block, int[] words) {
    long c0 = block & LOW;
    long c1 = block >>> 32;
    long c2 = stream & LOW;
    long c3 = stream >>> 32;
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < 10; round++) {
      long p = c0 * M0;
      long q = c2 * M1;
      c0 = (q >>> 32) ^ c1 ^ (k0 & LOW);
      c2 = (p >>> 32) ^ c3 ^ (k1 & LOW);
      c1 = q & LOW;
      c3 = p & LOW;
      k0 += W0;
      k1 += W1;
    }
    words[0] = (int) c0;
    words[1] = (int) c1;
    words[2] = (int) c2;
    words[3] = (int) c3;
  }
}
