package gatun.cli;

import gatun.training.EpochResult;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The loss of {@code gatun train dcdm} over its steps, drawn as PNG or SVG. */
final class DirectionPlot {
  private static final int WINDOW = 20; // steps in a point

  private DirectionPlot() {}

  /**
   * Returns the bytes of the picture.
   *
   * @param fileName decides the format by its ending
   * @throws InputError if this machine cannot draw
   */
  static byte[] draw(String fileName, DirectionReport report) {
    return ConvergencePlot.encode(fileName, () -> chart(report));
  }

  private static XYChart chart(DirectionReport report) {
    XYChart chart = ConvergencePlot.empty(report.title(), "step", "loss");
    chart.getStyler().setXAxisDecimalPattern("#,##0");
    chart.getStyler().setYAxisDecimalPattern("0.####");
    List<Double> losses = report.losses();
    int points = Math.ceilDiv(losses.size(), WINDOW);
    long first = report.training().steps() - losses.size();
    double[] x = new double[points];
    double[] y = new double[points];
    for (int i = 0; i < points; i++) {
      List<Double> some = losses.subList(i * WINDOW, Math.min(losses.size(), (i + 1) * WINDOW));
      x[i] = first + i * WINDOW + some.size();
      y[i] = some.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
    add(chart, "training, means of " + WINDOW + " steps", x, y, 0x1F6FB4);
    List<EpochResult> epochs = report.training().epochs();
    add(
        chart,
        "held out",
        epochs.stream().mapToDouble(EpochResult::step).toArray(),
        epochs.stream().mapToDouble(EpochResult::validationLoss).toArray(),
        0xC0392B);
    return chart;
  }

  private static void add(XYChart chart, String name, double[] x, double[] y, int colour) {
    if (x.length > 0) {
      XYSeries series = chart.addSeries(name, x, y);
      series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(new Color(colour));
      series.setLineColor(new Color(colour));
    }
  }
}
