package gatun.nn;

import gatun.engine.Window;
import gatun.engine.grad.Pooling;
import gatun.engine.grad.Variable;

/**
 * The largest value, or the average, of each window of a map, every channel for itself.
 *
 * @param window how it moves
 * @param largest whether the largest value, else the average
 * @param padded whether positions in the padding count in an average
 */
public record Pool(Window window, boolean largest, boolean padded) implements Layer {
  /** Returns the largest value of each square of an image; squares lie side by side. */
  public static Pool max(int kernel) {
    return max(Window.square(kernel).stride(kernel));
  }

  /** Returns the largest value of each window. */
  public static Pool max(Window window) {
    return new Pool(window, true, false);
  }

  /** Returns the average of each square of an image; squares lie side by side. */
  public static Pool average(int kernel) {
    return average(Window.square(kernel).stride(kernel));
  }

  /** Returns the average of each window; padding counts, as in PyTorch. */
  public static Pool average(Window window) {
    return new Pool(window, false, true);
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    return largest ? Pooling.max(x, window) : Pooling.average(x, window, padded);
  }
}
