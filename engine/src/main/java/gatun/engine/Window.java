package gatun.engine;

/**
 * How a kernel of taps moves over a line, an image or a volume: extents of the kernel, stride,
 * padding and dilation along each axis. Shared by convolutions and pooling.
 *
 * <p>Along an axis, output o meets the inputs {@code o · stride − padding + k · dilation} for the
 * taps k = 0 … kernel − 1; those outside the input are left out (they count as zeros).
 *
 * <pre>{@code
 * Window.square(3).padding(1)                 // 3 × 3, the output is as large as the input
 * Window.cube(3).padding(1).stride(2)
 * new Window(2, Window.NONE, new Window.Axis(1, 1, 0, 1), new Window.Axis(7, 1, 3, 1))
 * }</pre>
 *
 * @param axes how many axes there are, 1 (width), 2 (height, width) or 3 (depth, height, width)
 * @param depth the outermost axis, {@link #NONE} unless there are three
 * @param height the middle axis, {@link #NONE} unless there are two
 * @param width the innermost axis
 */
public record Window(int axes, Axis depth, Axis height, Axis width) {
  /** An axis that is not there: one tap over an extent of one. */
  public static final Axis NONE = new Axis(1, 1, 0, 1);

  /** Checks that the axes that are not there have one tap. */
  public Window {
    Check.that(axes >= 1 && axes <= 3, () -> "Window: expected 1, 2 or 3 axes, found " + axes);
    Axis above = axes < 3 ? depth : NONE;
    Axis middle = axes < 2 ? height : NONE;
    Check.that(
        above.equals(NONE) && middle.equals(NONE),
        () -> "Window of " + axes + " axes: the others must be Window.NONE");
  }

  /**
   * One axis of a window.
   *
   * @param kernel number of taps, at least 1
   * @param stride distance between the windows of neighbouring outputs, at least 1
   * @param padding how far the first window begins before the input, at least 0, and as far the
   *     last one ends behind it
   * @param dilation distance between neighbouring taps, at least 1
   */
  public record Axis(int kernel, int stride, int padding, int dilation) {
    /** Checks the numbers. */
    public Axis {
      if (kernel < 1 || stride < 1 || padding < 0 || dilation < 1) {
        throw new IllegalArgumentException(
            "Window axis: expected kernel, stride, dilation >= 1 and padding >= 0, found kernel "
                + kernel
                + ", stride "
                + stride
                + ", padding "
                + padding
                + ", dilation "
                + dilation);
      }
    }

    /** Returns the extent of the output over an input: 0 if the window does not fit. */
    public long output(long input) {
      long room = input + 2L * padding - (long) dilation * (kernel - 1) - 1;
      return room < 0 ? 0 : room / stride + 1;
    }
  }

  /** Returns a window of {@code kernel} taps along one axis, stride 1, no padding. */
  public static Window line(int kernel) {
    return new Window(1, NONE, NONE, new Axis(kernel, 1, 0, 1));
  }

  /** Returns a window of {@code kernel}² taps, stride 1, no padding. */
  public static Window square(int kernel) {
    Axis axis = new Axis(kernel, 1, 0, 1);
    return new Window(2, NONE, axis, axis);
  }

  /** Returns a window of {@code kernel}³ taps, stride 1, no padding. */
  public static Window cube(int kernel) {
    Axis axis = new Axis(kernel, 1, 0, 1);
    return new Window(3, axis, axis, axis);
  }

  /** Returns this window with another stride along all its axes. */
  public Window stride(int stride) {
    return map(a -> new Axis(a.kernel, stride, a.padding, a.dilation));
  }

  /** Returns this window with another padding along all its axes. */
  public Window padding(int padding) {
    return map(a -> new Axis(a.kernel, a.stride, padding, a.dilation));
  }

  /** Returns this window with another dilation along all its axes. */
  public Window dilation(int dilation) {
    return map(a -> new Axis(a.kernel, a.stride, a.padding, dilation));
  }

  private Window map(java.util.function.UnaryOperator<Axis> change) {
    return new Window(
        axes,
        axes < 3 ? depth : change.apply(depth),
        axes < 2 ? height : change.apply(height),
        change.apply(width));
  }

  /** Returns the number of taps. */
  public int taps() {
    return Math.multiplyExact(Math.multiplyExact(depth.kernel(), height.kernel()), width.kernel());
  }
}
