package gatun.cli;

import gatun.training.EpochResult;
import gatun.training.TrainingProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * One line on a terminal that is drawn over again: how much of the training is done, the loss, how
 * fast the steps come and when they will be done at this rate. Epochs leave a line each.
 */
final class TrainingLine implements TrainingProgress, AutoCloseable {
  private static final long REDRAW_NANOS = 100_000_000;
  private static final int BAR = 10;
  private static final String ERASE = "\r\u001b[K";

  private final PrintWriter terminal;
  private final LongSupplier clock;
  private long drawnAt;
  private long drawnStep = -1;
  private double rate; // steps a second, lately
  private double smooth = Double.NaN; // the loss, lately
  private boolean drawn;

  /**
   * Creates a line.
   *
   * @param terminal where to draw
   * @param clock the time in nanoseconds
   */
  TrainingLine(PrintWriter terminal, LongSupplier clock) {
    this.terminal = terminal;
    this.clock = clock;
    this.drawnAt = clock.getAsLong();
  }

  @Override
  public boolean step(long step, long steps, double loss) {
    smooth = Double.isNaN(smooth) ? loss : 0.98 * smooth + 0.02 * loss;
    long now = clock.getAsLong();
    if (now - drawnAt >= REDRAW_NANOS) {
      if (drawnStep >= 0) {
        double recent = (step - drawnStep) / ((now - drawnAt) * 1e-9);
        rate = rate == 0 ? recent : 0.9 * rate + 0.1 * recent;
        terminal.print(ERASE + text(step, steps));
        terminal.flush();
        drawn = true;
      }
      drawnStep = step;
      drawnAt = now;
    }
    return true;
  }

  private String text(long step, long steps) {
    int full = (int) (BAR * step / steps);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%  loss %.4f  step %d of %d, %s/s, %s left",
        "#".repeat(full),
        ".".repeat(BAR - full),
        100 * step / steps,
        smooth,
        step,
        steps,
        rate < 10 ? String.format(Locale.ROOT, "%.1f", rate) : Math.round(rate),
        ProgressLine.duration((steps - step) / rate));
  }

  @Override
  public void epoch(EpochResult result) {
    terminal.print(drawn ? ERASE : "");
    terminal.println(TrainReport.line(result));
    terminal.flush();
    drawn = false;
  }

  /** Wipes the line. */
  @Override
  public void close() {
    if (drawn) {
      terminal.print(ERASE);
      terminal.flush();
    }
  }
}
