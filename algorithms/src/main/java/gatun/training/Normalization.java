package gatun.training;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Brings features to mean 0 and standard deviation 1: x becomes (x − mean) / deviation.
 *
 * @param mean one for each channel (the last of three axes of an image), or one for all
 * @param deviation likewise, each above 0
 */
public record Normalization(List<Double> mean, List<Double> deviation) {
  /** Leaves features as they are. */
  public static final Normalization NONE = new Normalization(List.of(0.0), List.of(1.0));

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there are none or not as many of both, or a deviation is
   *     not above 0
   */
  public Normalization {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    boolean sound = !mean.isEmpty() && mean.size() == deviation.size();
    for (double one : deviation) {
      sound &= one > 0;
    }
    int means = mean.size();
    String found = deviation.toString();
    Check.that(
        sound,
        () ->
            "normalisation: expected as many deviations above 0 as means, "
                + means
                + ", found "
                + found);
  }

  /**
   * Measures the samples of a set, which is meant to be the one for training. Channels without any
   * variation get deviation 1. Cost: two passes over the features.
   *
   * @throws IllegalArgumentException if there are no samples
   */
  public static Normalization of(Dataset set) {
    Check.that(set.size() > 0, () -> "normalisation: expected samples to measure, found none");
    Shape shape = set.sampleShape();
    int channels = shape.rank() == 3 ? Math.toIntExact(shape.extent(2)) : 1;
    long plane = shape.size() / channels;
    double count = (double) set.size() * plane;
    double[] mean = sums(set, channels, plane, new double[channels], false);
    for (int c = 0; c < channels; c++) {
      mean[c] /= count;
    }
    double[] squares = sums(set, channels, plane, mean, true);
    Double[] deviation = new Double[channels];
    Double[] means = new Double[channels];
    for (int c = 0; c < channels; c++) {
      double spread = Math.sqrt(squares[c] / count);
      deviation[c] = spread > 0 ? spread : 1;
      means[c] = mean[c];
    }
    return new Normalization(List.of(means), List.of(deviation));
  }

  /** Returns for each channel the sum of x − centre, or of its square. */
  private static double[] sums(
      Dataset set, int channels, long plane, double[] centre, boolean squared) {
    double[] sums = new double[channels];
    HostTensor features = set.features();
    MemorySegment memory = features.segment();
    for (long i = 0; i < set.size(); i++) {
      long first = set.row(i) * channels * plane;
      for (int c = 0; c < channels; c++) {
        double sum = 0;
        for (long k = first + c; k < first + channels * plane; k += channels) {
          double x = value(memory, features.dtype(), k) - centre[c];
          sum += squared ? x * x : x;
        }
        sums[c] += sum;
      }
    }
    return sums;
  }

  /** Returns an element as features are understood: bytes as multiples of 1/255. */
  static double value(MemorySegment memory, DType dtype, long k) {
    return switch (dtype) {
      case F32 -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, k);
      case F64 -> memory.getAtIndex(ValueLayout.JAVA_DOUBLE, k);
      default -> (memory.get(ValueLayout.JAVA_BYTE, k) & 0xff) / 255.0;
    };
  }
}
