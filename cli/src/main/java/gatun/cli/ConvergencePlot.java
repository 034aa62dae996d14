package gatun.cli;

import gatun.engine.Outcome;
import java.awt.AWTError;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The relative residual over the iterations, drawn on a logarithmic scale as PNG or SVG. */
final class ConvergencePlot {
  static final int WIDTH = 900;
  static final int HEIGHT = 560;
  private static final int MOST_POINTS = 4000;
  private static final double LARGEST = 1e300; // the axis ends at a larger power of ten

  private ConvergencePlot() {}

  /**
   * Checks, before any work is done, that a picture could be written.
   *
   * @throws InputError if its folder does not take it, or its name is not that of a picture
   */
  static void check(Path plot) {
    OutputFile.check("--plot", plot);
    String name = plot.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".png") && !name.endsWith(".svg")) {
      throw new InputError("--plot " + plot + ": expected a file name ending in .png or .svg");
    }
  }

  /**
   * Returns the bytes of the picture.
   *
   * @param fileName decides the format by its ending
   * @param title what was solved and how
   * @param tolerance drawn as a horizontal line
   * @throws InputError if this machine cannot draw
   */
  static byte[] draw(String fileName, String title, Outcome outcome, double tolerance) {
    return encode(fileName, () -> chart(title, outcome, tolerance));
  }

  /**
   * Returns the bytes of a picture.
   *
   * @param fileName decides the format by its ending
   * @throws InputError if this machine cannot draw
   */
  @SuppressWarnings("deprecation") // of overloads that only narrow the type of the chart
  static byte[] encode(String fileName, Supplier<? extends IChart> chart) {
    try {
      var bytes = new ByteArrayOutputStream();
      if (fileName.toLowerCase(Locale.ROOT).endsWith(".svg")) {
        VectorGraphicsEncoder.saveVectorGraphic(chart.get(), bytes, VectorGraphicsFormat.SVG);
      } else {
        BitmapEncoder.saveBitmap(chart.get(), bytes, BitmapFormat.PNG);
      }
      return bytes.toByteArray();
    } catch (IOException | AWTError | LinkageError e) {
      throw new InputError(
          "--plot "
              + fileName
              + ": this machine cannot draw ("
              + e.getMessage()
              + "); unset DISPLAY, install fonts (fontconfig) or leave --plot out",
          e);
    }
  }

  /** Returns a chart without series and with a logarithmic axis upward. */
  static XYChart empty(String title, String right, String up) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(right)
            .yAxisTitle(up)
            .build();
    chart.getStyler().setLocale(Locale.ROOT);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setPlotGridLinesColor(new Color(0xECECEC));
    chart.getStyler().setPlotGridLinesStroke(new BasicStroke(1));
    chart.getStyler().setXAxisTickMarkSpacingHint(90);
    chart.getStyler().setYAxisDecimalPattern("0E0");
    chart.getStyler().setXAxisDecimalPattern("#,##0");
    return chart;
  }

  private static XYChart chart(String title, Outcome outcome, double tolerance) {
    XYChart chart = empty(title, "iteration", "relative residual");
    double[] history = outcome.history();
    double[] iterations = IntStream.range(0, history.length).asDoubleStream().toArray();
    double[][] points = points(iterations, history);
    if (points[0].length > 0) {
      chart
          .addSeries("seen by the iteration", points[0], points[1])
          .setMarker(SeriesMarkers.NONE)
          .setLineColor(new Color(0x1F6FB4));
    }
    double last = Math.max(1, history.length - 1);
    chart
        .addSeries(
            "tolerance " + number(tolerance),
            new double[] {0, last},
            new double[] {tolerance, tolerance})
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(new Color(0x999999));
    if (outcome.residual() > 0 && Double.isFinite(outcome.residual())) {
      chart
          .addSeries(
              "true at the end: " + number(outcome.residual()),
              new double[] {outcome.iterations()},
              new double[] {outcome.residual()})
          .setMarker(SeriesMarkers.DIAMOND)
          .setMarkerColor(new Color(0xC0392B))
          .setLineColor(new Color(0xC0392B));
    }
    return chart;
  }

  /** Returns x and y of the points that a logarithm of y can show, thinned out evenly. */
  static double[][] points(double[] x, double[] y) {
    int step = Math.ceilDiv(Math.max(1, y.length), MOST_POINTS);
    int[] shown =
        IntStream.range(0, y.length)
            .filter(i -> i % step == 0 || i == y.length - 1)
            .filter(i -> y[i] > 0 && y[i] < LARGEST)
            .toArray();
    double[][] points = new double[2][shown.length];
    for (int i = 0; i < shown.length; i++) {
      points[0][i] = x[shown[i]];
      points[1][i] = y[shown[i]];
    }
    return points;
  }

  static String number(double value) {
    return Report.text("%.2g", value);
  }
}
