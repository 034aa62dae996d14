package gatun.simd;

import gatun.engine.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Positions along one axis of a result that gather from the same taps of a window: {@code count}
 * positions from {@code target} on, {@code targetStep} apart. The first tap of the first position
 * meets the source at {@code source}; the source moves by {@code sourceStep} from position to
 * position and by {@code sourcePerTap} ≥ 0 from tap to tap.
 *
 * <p>An axis is cut into such runs, once for the forward pass (results are outputs) and once for
 * the backward pass (results are inputs). No position needs a test for the border afterwards.
 */
record AxisRun(
    long target,
    int targetStep,
    long count,
    long source,
    int sourceStep,
    int tap,
    int tapStep,
    int taps,
    int sourcePerTap) {

  /** Returns the first output whose tap k meets the input. */
  static long low(Window.Axis axis, int k) {
    return Math.max(0, Math.ceilDiv(axis.padding() - k * axis.dilation(), axis.stride()));
  }

  /** Returns one behind the last output whose tap k meets an input of this extent. */
  static long high(Window.Axis axis, int k, long extent) {
    long last = extent - 1 + axis.padding() - (long) k * axis.dilation();
    return Math.min(axis.output(extent), Math.floorDiv(last, (long) axis.stride()) + 1);
  }

  /** Returns the input that tap k of an output meets. */
  static long source(Window.Axis axis, int k, long output) {
    return output * axis.stride() - axis.padding() + (long) k * axis.dilation();
  }

  /** Returns the runs of the outputs: output o meets input o·stride − padding + k·dilation. */
  static List<AxisRun> forward(Window.Axis a, long inputs, long outputs) {
    List<AxisRun> runs = new ArrayList<>();
    for (long o = 0; o < outputs; ) {
      long at = o * a.stride() - a.padding();
      int first = Math.max(0, Math.toIntExact(Math.ceilDiv(-at, a.dilation())));
      int last = last(a, at, inputs);
      long end = o + 1;
      while (end < outputs && same(a, end * a.stride() - a.padding(), inputs, first, last)) {
        end++;
      }
      int taps = Math.max(0, last - first + 1);
      long source = at + (long) first * a.dilation();
      runs.add(new AxisRun(o, 1, end - o, source, a.stride(), first, 1, taps, a.dilation()));
      o = end;
    }
    return runs;
  }

  private static boolean same(Window.Axis a, long at, long inputs, int first, int last) {
    return Math.max(0, Math.ceilDiv(-at, a.dilation())) == first && last(a, at, inputs) == last;
  }

  private static int last(Window.Axis a, long at, long inputs) {
    return (int)
        Math.clamp(Math.floorDiv(inputs - 1 - at, (long) a.dilation()), -1, a.kernel() - 1);
  }

  /** Returns the runs of the inputs: input i is met by output (i + padding − k·dilation)/stride. */
  static List<AxisRun> backward(Window.Axis a, long inputs, long outputs) {
    List<AxisRun> runs = new ArrayList<>();
    for (int residue = 0; residue < Math.min(a.stride(), inputs); residue++) {
      AxisRun open = null;
      for (long i = residue; i < inputs; i += a.stride()) {
        AxisRun one = single(a, i, outputs);
        if (open != null && open.tap == one.tap && open.taps == one.taps) {
          open = open.longer();
        } else {
          if (open != null) {
            runs.add(open);
          }
          open = one;
        }
      }
      if (open != null) {
        runs.add(open);
      }
    }
    return runs;
  }

  /** The taps that input i meets, the last one first, so that the outputs go up. */
  private static AxisRun single(Window.Axis a, long i, long outputs) {
    int first = -1;
    int second = -1;
    int taps = 0;
    long source = 0;
    for (int k = a.kernel() - 1; k >= 0; k--) {
      long scaled = i + a.padding() - (long) k * a.dilation();
      boolean met = scaled >= 0 && scaled % a.stride() == 0 && scaled / a.stride() < outputs;
      if (met) {
        source = first < 0 ? scaled / a.stride() : source;
        second = first >= 0 && second < 0 ? k : second;
        first = first < 0 ? k : first;
        taps++;
      }
    }
    int step = second < 0 ? 0 : second - first;
    int perTap = Math.toIntExact(-(long) step * a.dilation() / a.stride());
    return new AxisRun(i, a.stride(), 1, source, 1, first, step, taps, perTap);
  }

  private AxisRun longer() {
    return new AxisRun(
        target, targetStep, count + 1, source, sourceStep, tap, tapStep, taps, sourcePerTap);
  }
}
