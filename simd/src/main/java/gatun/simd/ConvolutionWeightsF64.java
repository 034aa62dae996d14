package gatun.simd;

import static gatun.simd.Lanes.ALL;

import gatun.engine.ConvolutionShape;
import java.lang.foreign.ValueLayout;

/**
 * Rearranges the weights (tap, input of a group, output) for a pass whose results are not whole
 * vectors or not outputs. Moves each weight once in and once out; done in every call, because
 * training changes them every step.
 */
final class ConvolutionWeightsF64 {
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /** Rows of weights that are worth a thread. */
  private static final long GRAIN = 256;

  private ConvolutionWeightsF64() {}

  private static void run(
      Workers workers, ConvolutionShape s, long from, long to, long rows, Workers.Task task) {
    try (Arguments a = Arguments.borrow()) {
      a.p0 = from;
      a.p1 = to;
      a.p2 = s.groups();
      a.p3 = s.inputs() / s.groups();
      a.p4 = s.outputs() / s.groups();
      workers.run(task, a, rows, GRAIN);
    }
  }

  /** Pads the outputs of each group to whole vectors: (tap, input, group, padded output). */
  static void pad(Workers workers, ConvolutionShape s, long from, long to) {
    long rows = (long) s.window().taps() * (s.inputs() / s.groups());
    run(workers, s, from, to, rows, ConvolutionWeightsF64::padRows);
  }

  private static void padRows(Arguments a, long from, long to) {
    int outputs = (int) a.p4;
    int padded = ConvolutionGatherF64.padded(outputs);
    for (long row = from; row < to; row++) {
      for (int g = 0; g < a.p2; g++) {
        long x = a.p0 + (row * a.p2 + g) * outputs * B;
        long y = a.p1 + (row * a.p2 + g) * padded * B;
        for (int c = 0; c < outputs; c++) {
          ALL.set(SCALAR, y + (long) B * c, ALL.get(SCALAR, x + (long) B * c));
        }
      }
    }
  }

  /** Takes {@link #pad} back for so many lines of so many outputs. */
  static void unpad(long lines, int outputs, long from, long to) {
    int padded = ConvolutionGatherF64.padded(outputs);
    for (long line = 0; line < lines; line++) {
      for (int c = 0; c < outputs; c++) {
        long x = from + (line * padded + c) * B;
        ALL.set(SCALAR, to + (line * outputs + c) * B, ALL.get(SCALAR, x));
      }
    }
  }

  /** Transposes each tap and pads: (tap, output of a group, group, padded input of the group). */
  static void transpose(Workers workers, ConvolutionShape s, long from, long to) {
    long rows = (long) s.window().taps() * (s.outputs() / s.groups());
    run(workers, s, from, to, rows, ConvolutionWeightsF64::transposeRows);
  }

  private static void transposeRows(Arguments a, long from, long to) {
    int groups = (int) a.p2;
    int inputs = (int) a.p3;
    int outputs = (int) a.p4;
    int padded = ConvolutionGatherF64.padded(inputs);
    long row = (long) groups * outputs * B;
    for (long r = from; r < to; r++) {
      long tap = r / outputs;
      long output = r - tap * outputs;
      for (int g = 0; g < groups; g++) {
        long x = a.p0 + tap * inputs * row + ((long) g * outputs + output) * B;
        long y = a.p1 + (r * groups + g) * padded * B;
        for (int i = 0; i < inputs; i++) {
          ALL.set(SCALAR, y + (long) B * i, ALL.get(SCALAR, x + i * row));
        }
      }
    }
  }
}
