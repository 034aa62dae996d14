package gatun.engine.spi;

import gatun.engine.DType;
import gatun.engine.Philox;
import gatun.engine.Tensor;

/** Random numbers as formulas, one block after the other. */
final class ReferenceRandomFill implements RandomFill {
  /** Turns the words of a pair of numbers, as unsigned bits of the type's width, into the pair. */
  private interface Pair {
    void of(long first, long second, double[] result);
  }

  private static void fill(long seed, long stream, long block, Tensor x, boolean wide, Pair pair) {
    int[] words = new int[4];
    double[] values = new double[4];
    int each = wide ? 2 : 4;
    long[] i = {0};
    Index.each(
        x.shape(),
        at -> {
          if (i[0] % each == 0) {
            Philox.words(seed, stream, block + i[0] / each, words);
            numbers(words, wide, pair, values);
          }
          Index.put(x, values[(int) (i[0]++ % each)], at);
        });
  }

  private static void numbers(int[] w, boolean wide, Pair pair, double[] values) {
    if (wide) {
      pair.of(bits(w[0], w[1]), bits(w[2], w[3]), values);
      return;
    }
    double[] two = new double[2];
    for (int k = 0; k < 4; k += 2) {
      pair.of(Integer.toUnsignedLong(w[k]), Integer.toUnsignedLong(w[k + 1]), two);
      values[k] = two[0];
      values[k + 1] = two[1];
    }
  }

  private static long bits(int low, int high) {
    return (long) high << 32 | Integer.toUnsignedLong(low);
  }

  @Override
  public void uniform(long seed, long stream, long block, double low, double high, Tensor x) {
    boolean wide = x.dtype() == DType.F64;
    fill(
        seed,
        stream,
        block,
        x,
        wide,
        (a, b, v) -> {
          v[0] = Math.fma(unit(a, wide), high - low, low);
          v[1] = Math.fma(unit(b, wide), high - low, low);
        });
  }

  private static double unit(long bits, boolean wide) {
    return wide ? (bits >>> 12) * 0x1p-52 : (bits >>> 8) * 0x1p-24;
  }

  @Override
  public void normal(long seed, long stream, long block, double mean, double deviation, Tensor x) {
    boolean wide = x.dtype() == DType.F64;
    fill(
        seed,
        stream,
        block,
        x,
        wide,
        (a, b, v) -> {
          double u = wide ? (a >>> 12) * 0x1p-52 + 0x1p-53 : (float) (a * 0x1p-32 + 0x1p-33);
          double r = Math.sqrt(-2 * Math.log(u));
          int top = (int) (wide ? b >>> 62 : b >>> 30);
          double f = wide ? (b << 2 >>> 12) * 0x1p-52 : ((int) b << 2 >>> 9) * 0x1p-23;
          double cos = Math.cos((f - 0.5) * Math.PI / 2) * ((top & 2) == 0 ? 1 : -1);
          double sin = Math.sin((f - 0.5) * Math.PI / 2);
          boolean swap = (top & 1) == 1;
          v[0] = Math.fma(r * (swap ? sin : cos), deviation, mean);
          v[1] = Math.fma(r * (swap ? cos : sin), deviation, mean);
        });
  }

  @Override
  public void bernoulli(long seed, long stream, long block, long threshold, Tensor x) {
    fill(
        seed,
        stream,
        block,
        x,
        false,
        (a, b, v) -> {
          v[0] = a < threshold ? 1 : 0;
          v[1] = b < threshold ? 1 : 0;
        });
  }
}
