package gatun.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Residuals of several methods, against iterations on the left and against seconds on the right.
 */
final class ComparePlot {
  private static final int[] COLOURS = {
    0x1F6FB4, 0xC0392B, 0x3A9D5D, 0xD98F1B, 0x7D4FA8, 0x2AA5A5, 0x8C564B, 0x555555
  };

  private ComparePlot() {}

  /**
   * Returns the bytes of the picture.
   *
   * @param fileName decides the format by its ending
   * @param entries the methods, all with a report
   * @throws InputError if this machine cannot draw
   */
  static byte[] draw(String fileName, String title, List<CompareJob.Entry> entries, double goal) {
    return ConvergencePlot.encode(
        fileName,
        () ->
            new Pair(
                chart(title, "iteration", entries, goal, false),
                chart(title, "seconds, set-up included", entries, goal, true)));
  }

  /** Two charts side by side. */
  private record Pair(XYChart left, XYChart right) implements IChart {
    @Override
    public void paint(Graphics2D target, int width, int height) {
      left.paint(target, width / 2, height);
      target.translate(width / 2, 0);
      right.paint(target, width / 2, height);
    }

    @Override
    public int getWidth() {
      return 2 * ConvergencePlot.WIDTH;
    }

    @Override
    public int getHeight() {
      return ConvergencePlot.HEIGHT;
    }

    @Override
    public String getTitle() {
      return left.getTitle();
    }
  }

  private static XYChart chart(
      String title, String axis, List<CompareJob.Entry> entries, double goal, boolean time) {
    XYChart chart = ConvergencePlot.empty(title, axis, "relative residual");
    if (time) {
      chart.getStyler().setXAxisDecimalPattern("0.###");
    }
    double end = 0;
    for (int e = 0; e < entries.size(); e++) {
      SolveReport report = entries.get(e).report();
      if (report == null) {
        continue;
      }
      double[] history = report.outcome().history();
      double[] x = new double[history.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = time ? report.setupSeconds() + report.clock()[i] : i;
      }
      end = Math.max(end, x.length == 0 ? 0 : x[x.length - 1]);
      add(chart, entries.get(e).choice().name(), x, history, COLOURS[e % COLOURS.length]);
    }
    chart
        .addSeries("goal", new double[] {0, Math.max(end, 1e-3)}, new double[] {goal, goal})
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(new Color(0x999999));
    return chart;
  }

  private static void add(XYChart chart, String name, double[] x, double[] y, int colour) {
    double[][] points = ConvergencePlot.points(x, y);
    if (points[0].length > 0) {
      chart
          .addSeries(name, points[0], points[1])
          .setMarker(points[0].length <= 50 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE)
          .setMarkerColor(new Color(colour))
          .setLineColor(new Color(colour));
    }
  }
}
