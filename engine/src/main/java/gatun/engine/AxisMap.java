package gatun.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A linear map along one axis of a tensor: every output is a weighted sum of a few inputs. Padding,
 * up-sampling and averages are such maps, one for each axis; {@link Resampling} applies them.
 * Immutable.
 *
 * <p>Inputs with weight zero are left out: they do not pass on a NaN.
 */
public final class AxisMap {
  /** What stands outside the input when it is padded. */
  public enum Border {
    /** Zeros. */
    ZERO,
    /** The input mirrored without repeating its last element: c b | a b c | b a. */
    REFLECT,
    /** The last element again and again: a a | a b c | c c. */
    REPLICATE,
    /** The input again from its other end: b c | a b c | a b. */
    CIRCULAR
  }

  private final int inputs;
  private final int[] starts;
  private final int[] sources;
  private final double[] weights;

  private AxisMap(int inputs, int[] starts, int[] sources, double[] weights) {
    this.inputs = inputs;
    this.starts = starts;
    this.sources = sources;
    this.weights = weights;
  }

  /** Collects the terms of one output after the other. */
  private static final class Builder {
    private final List<int[]> places = new ArrayList<>(); // output, input
    private final List<Double> weights = new ArrayList<>();

    void add(int output, long input, double weight) {
      if (weight != 0) {
        places.add(new int[] {output, Math.toIntExact(input)});
        weights.add(weight);
      }
    }

    AxisMap build(long inputs, long outputs) {
      int[] starts = new int[Math.toIntExact(outputs) + 1];
      int[] sources = new int[places.size()];
      double[] values = new double[places.size()];
      for (int i = 0; i < sources.length; i++) {
        starts[places.get(i)[0] + 1]++;
        sources[i] = places.get(i)[1];
        values[i] = weights.get(i);
      }
      for (int o = 0; o < outputs; o++) {
        starts[o + 1] += starts[o];
      }
      return new AxisMap(Math.toIntExact(inputs), starts, sources, values);
    }
  }

  private static void extent(String name, long extent) {
    Check.that(
        extent >= 1 && extent <= Integer.MAX_VALUE - 8,
        () -> name + ": expected an extent from 1 to 2^31 - 9, found " + extent);
  }

  /** Returns the map that changes nothing. */
  public static AxisMap identity(long extent) {
    return nearest(extent, extent);
  }

  /** Returns the map y(o) = x(⌊o · inputs / outputs⌋): up-sampling by the nearest neighbour. */
  public static AxisMap nearest(long inputs, long outputs) {
    extent("nearest inputs", inputs);
    extent("nearest outputs", outputs);
    Builder map = new Builder();
    for (int o = 0; o < outputs; o++) {
      map.add(o, o * inputs / outputs, 1);
    }
    return map.build(inputs, outputs);
  }

  /**
   * Returns linear interpolation at t(o) = (o + ½) · inputs / outputs − ½, held inside the input;
   * with {@code corners} at t(o) = o · (inputs − 1)/(outputs − 1), so that the first and the last
   * elements of both meet. Along two axes that is bilinear, along three trilinear interpolation.
   */
  public static AxisMap linear(long inputs, long outputs, boolean corners) {
    extent("linear inputs", inputs);
    extent("linear outputs", outputs);
    Builder map = new Builder();
    for (int o = 0; o < outputs; o++) {
      double scale =
          corners ? (outputs > 1 ? (inputs - 1.0) / (outputs - 1) : 0) : (double) inputs / outputs;
      double at = Math.max(0, corners ? o * scale : (o + 0.5) * scale - 0.5);
      long below = Math.min((long) at, inputs - 1);
      double part = below == inputs - 1 ? 0 : at - below;
      map.add(o, below, 1 - part);
      if (below < inputs - 1) {
        map.add(o, below + 1, part);
      }
    }
    return map.build(inputs, outputs);
  }

  /**
   * Returns the map that pads an axis.
   *
   * @param before elements in front, {@code after} behind, at least 0; for {@code REFLECT} less
   *     than the extent, for {@code CIRCULAR} at most the extent
   */
  public static AxisMap pad(long inputs, int before, int after, Border border) {
    extent("pad", inputs);
    long most =
        switch (border) {
          case ZERO, REPLICATE -> Integer.MAX_VALUE;
          case REFLECT -> inputs - 1;
          case CIRCULAR -> inputs;
        };
    Check.that(
        before >= 0 && after >= 0 && before <= most && after <= most,
        () -> "pad " + border + ": expected 0 to " + most + ", found " + before + ", " + after);
    long outputs = inputs + before + after;
    Builder map = new Builder();
    for (int o = 0; o < outputs; o++) {
      long i = o - (long) before;
      switch (border) {
        case ZERO -> map.add(o, Math.clamp(i, 0, inputs - 1), i >= 0 && i < inputs ? 1 : 0);
        case REPLICATE -> map.add(o, Math.clamp(i, 0, inputs - 1), 1);
        case CIRCULAR -> map.add(o, Math.floorMod(i, inputs), 1);
        case REFLECT -> map.add(o, i < 0 ? -i : i < inputs ? i : 2 * (inputs - 1) - i, 1);
      }
    }
    return map.build(inputs, outputs);
  }

  /**
   * Returns the average over a window: the sum over the taps that meet the input, divided by the
   * number of all taps if {@code padded}, else by the number of those that meet it.
   */
  public static AxisMap average(Window.Axis window, long inputs, boolean padded) {
    extent("average", inputs);
    long outputs = window.output(inputs);
    Builder map = new Builder();
    for (int o = 0; o < outputs; o++) {
      List<Long> met = new ArrayList<>();
      for (int k = 0; k < window.kernel(); k++) {
        long i = (long) o * window.stride() - window.padding() + (long) k * window.dilation();
        if (i >= 0 && i < inputs) {
          met.add(i);
        }
      }
      for (long i : met) {
        map.add(o, i, 1.0 / (padded ? window.kernel() : met.size()));
      }
    }
    return map.build(inputs, outputs);
  }

  /** Returns the average of the whole axis; along all axes the global average. */
  public static AxisMap mean(long inputs) {
    extent("mean", inputs);
    Builder map = new Builder();
    for (long i = 0; i < inputs; i++) {
      map.add(0, i, 1.0 / inputs);
    }
    return map.build(inputs, 1);
  }

  /** Returns the transposed map, which carries gradients back. */
  public AxisMap transpose() {
    int[] counts = new int[inputs + 1];
    for (int source : sources) {
      counts[source + 1]++;
    }
    for (int i = 0; i < inputs; i++) {
      counts[i + 1] += counts[i];
    }
    int[] next = Arrays.copyOf(counts, counts.length);
    int[] targets = new int[sources.length];
    double[] values = new double[sources.length];
    for (int o = 0; o < outputs(); o++) {
      for (int e = starts[o]; e < starts[o + 1]; e++) {
        int at = next[sources[e]]++;
        targets[at] = o;
        values[at] = weights[e];
      }
    }
    return new AxisMap(outputs(), counts, targets, values);
  }

  /** Returns the extent of the input. */
  public int inputs() {
    return inputs;
  }

  /** Returns the extent of the output. */
  public int outputs() {
    return starts.length - 1;
  }

  /** Returns the number of the first term of an output; the terms end where the next begin. */
  public int start(int output) {
    return starts[output];
  }

  /** Returns the input of a term. */
  public int source(int term) {
    return sources[term];
  }

  /** Returns the weight of a term. */
  public double weight(int term) {
    return weights[term];
  }

  /** Returns the most terms that an output has. */
  public int terms() {
    int most = 0;
    for (int o = 0; o < outputs(); o++) {
      most = Math.max(most, starts[o + 1] - starts[o]);
    }
    return most;
  }
}
