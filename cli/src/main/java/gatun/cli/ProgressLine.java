package gatun.cli;

import gatun.engine.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * One line on a terminal that is drawn over again: how far the residual has fallen, on a
 * logarithmic scale, how fast the iterations come, and when they will be done at this rate.
 */
final class ProgressLine implements Progress, AutoCloseable {
  private static final long REDRAW_NANOS = 100_000_000;
  private static final int BAR = 10;
  private static final String ERASE = "\r\u001b[K";

  private final PrintWriter terminal;
  private final LongSupplier clock;
  private long drawnAt;
  private long drawnIteration;
  private double rate; // iterations a second, lately
  private double first = Double.NaN;
  private double best = Double.POSITIVE_INFINITY;
  private long next;
  private boolean drawn;

  /**
   * Creates a line; nothing is drawn until the computation has run for a tenth of a second.
   *
   * @param terminal where to draw
   * @param clock the time in nanoseconds
   */
  ProgressLine(PrintWriter terminal, LongSupplier clock) {
    this.terminal = terminal;
    this.clock = clock;
    this.drawnAt = clock.getAsLong();
    this.next = drawnAt + REDRAW_NANOS;
  }

  @Override
  public boolean report(long iteration, long limit, double measure, double goal) {
    if (Double.isNaN(first)) {
      first = Math.max(measure, goal);
    }
    best = Math.min(best, measure);
    long now = clock.getAsLong();
    if (now - next >= 0) {
      next = now + REDRAW_NANOS;
      double recent = (iteration - drawnIteration) / ((now - drawnAt) * 1e-9);
      rate =
          drawn ? 0.9 * rate + 0.1 * recent : recent; // the first iterations are slow: forget them
      drawnIteration = iteration;
      drawnAt = now;
      terminal.print(ERASE + text(iteration, limit, measure, goal));
      terminal.flush();
      drawn = true;
    }
    return true;
  }

  private String text(long iteration, long limit, double measure, double goal) {
    double done = Math.max(fallen(goal), (double) iteration / limit);
    int full = (int) Math.round(done * BAR);
    double more = Math.min(iteration * (1 - done) / Math.max(done, 1e-9), limit - iteration);
    double left = more / rate;
    return String.format(
        Locale.ROOT,
        "[%s%s] %3.0f %%  residual %.1e of %.0e  %d it, %s/s, %s left",
        "#".repeat(full),
        ".".repeat(BAR - full),
        100 * done,
        measure,
        goal,
        iteration,
        rate < 10 ? String.format(Locale.ROOT, "%.1f", rate) : Math.round(rate),
        duration(left));
  }

  /** Returns the share of the way from the first residual to the goal, in logarithms. */
  private double fallen(double goal) {
    double all = Math.log(first / goal);
    return all > 0 ? Math.clamp(Math.log(first / best) / all, 0, 1) : 0;
  }

  static String duration(double seconds) {
    if (!(seconds < 1e6)) {
      return "a long time";
    }
    long whole = (long) Math.ceil(seconds);
    return whole < 100
        ? whole + " s"
        : whole < 6000
            ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
            : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole / 60 % 60);
  }

  /** Wipes the line. */
  @Override
  public void close() {
    if (drawn) {
      terminal.print(ERASE);
      terminal.flush();
    }
  }

  /** Returns whether the standard error stream is shown to a person. */
  static boolean wanted() {
    Path stream = Path.of("/proc/self/fd/2");
    try {
      String target = Files.readSymbolicLink(stream).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null && System.console().isTerminal();
    }
  }
}
