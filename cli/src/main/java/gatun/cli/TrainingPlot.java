package gatun.cli;

import gatun.training.EpochResult;
import java.awt.Color;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The curves of a training run over its epochs, drawn as PNG or SVG. */
final class TrainingPlot {
  private TrainingPlot() {}

  /**
   * Returns the bytes of the picture.
   *
   * @param fileName decides the format by its ending
   * @throws InputError if this machine cannot draw
   */
  static byte[] draw(String fileName, String title, List<EpochResult> epochs) {
    return ConvergencePlot.encode(fileName, () -> chart(title, epochs));
  }

  private static XYChart chart(String title, List<EpochResult> epochs) {
    XYChart chart = ConvergencePlot.empty(title, "epoch", "loss");
    chart.getStyler().setYAxisLogarithmic(false);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setXAxisDecimalPattern("#,##0");
    chart.getStyler().setYAxisDecimalPattern("0.####");
    chart.setYAxisGroupTitle(1, "held-out images that are wrong, %");
    chart.getStyler().setYAxisGroupPosition(1, YAxisPosition.Right);
    add(chart, "training loss", epochs, EpochResult::trainLoss, 0x1F6FB4, 0);
    add(chart, "held-out loss", epochs, EpochResult::validationLoss, 0xC0392B, 0);
    add(chart, "held out, wrong", epochs, e -> 100 * (1 - e.validationAccuracy()), 0x3A9D5D, 1);
    return chart;
  }

  /** Adds the points that are numbers. */
  private static void add(
      XYChart chart,
      String name,
      List<EpochResult> epochs,
      ToDoubleFunction<EpochResult> value,
      int colour,
      int axis) {
    List<EpochResult> shown =
        epochs.stream().filter(e -> Double.isFinite(value.applyAsDouble(e))).toList();
    if (!shown.isEmpty()) {
      double[] x = shown.stream().mapToDouble(e -> e.epoch() + 1).toArray();
      XYSeries series = chart.addSeries(name, x, shown.stream().mapToDouble(value).toArray());
      series.setYAxisGroup(axis);
      series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(new Color(colour));
      series.setLineColor(new Color(colour));
    }
  }
}
