package gatun.simd;

import gatun.engine.Window;
import java.util.List;

/**
 * One axis of a pass, cut into blocks of {@code length} targets, and for each target where its
 * sources begin and which run it belongs to.
 *
 * @param runs the runs of {@link AxisRun}
 * @param first the first source of each target
 * @param run the run of each target
 * @param sources extent of the source
 * @param length targets in a block
 * @param window most sources that a block meets
 */
record RowAxis(
    List<AxisRun> runs, long[] first, int[] run, long sources, long length, long window) {

  /** Cuts an axis into blocks of at most so many targets. */
  static RowAxis of(Window.Axis a, long inputs, long outputs, boolean forward, long most) {
    List<AxisRun> runs =
        forward ? AxisRun.forward(a, inputs, outputs) : AxisRun.backward(a, inputs, outputs);
    int targets = Math.toIntExact(forward ? outputs : inputs);
    long[] first = new long[targets];
    int[] run = new int[targets];
    for (int r = 0; r < runs.size(); r++) {
      AxisRun one = runs.get(r);
      for (long i = 0; i < one.count(); i++) {
        int target = (int) (one.target() + i * one.targetStep());
        first[target] = one.source() + i * one.sourceStep();
        run[target] = r;
      }
    }
    RowAxis axis = new RowAxis(runs, first, run, forward ? inputs : outputs, most, 1);
    long window = 1;
    for (long at = 0; at < targets; at += most) {
      long end = Math.min(targets, at + most);
      window = Math.max(window, axis.high(at, end) - axis.low(at, end));
    }
    return new RowAxis(runs, first, run, axis.sources, most, window);
  }

  /** Returns the longest block whose window is at most so many sources, at least 1. */
  static long length(Window.Axis a, long inputs, long outputs, boolean forward, long most) {
    long length = Math.max(1, Math.min(most, forward ? outputs : inputs));
    while (length > 1 && of(a, inputs, outputs, forward, length).window > most) {
      length--;
    }
    return length;
  }

  int targets() {
    return first.length;
  }

  long blocks() {
    return Math.ceilDiv((long) first.length, length);
  }

  /** Returns the number of taps of all runs together. */
  int taps() {
    return runs.stream().mapToInt(AxisRun::taps).sum();
  }

  long source(long target) {
    return first[(int) target];
  }

  int run(long target) {
    return run[(int) target];
  }

  /** Returns the first source that targets of a range meet. */
  long low(long from, long to) {
    long low = Long.MAX_VALUE;
    for (long i = from; i < to; i++) {
      low = runs.get(run(i)).taps() > 0 ? Math.min(low, source(i)) : low;
    }
    return low == Long.MAX_VALUE ? 0 : low;
  }

  /** Returns one behind the last source that targets of a range meet. */
  long high(long from, long to) {
    long high = 0;
    for (long i = from; i < to; i++) {
      AxisRun one = runs.get(run(i));
      if (one.taps() > 0) {
        high = Math.max(high, source(i) + (one.taps() - 1L) * one.sourcePerTap() + 1);
      }
    }
    return high;
  }
}
