package gatun.cli;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;

/** A slice through a solution on a grid as a map of colours; what is not fluid stays grey. */
final class SlicePlot {
  private static final int MOST_CELLS = 160;
  private static final Color OUTSIDE = new Color(0xC8C8C8);
  private static final Color[] COLOURS = {
    new Color(0x2C3E91),
    new Color(0x3F8FC4),
    new Color(0xF2F2E6),
    new Color(0xE58B3A),
    new Color(0xA51D24)
  };

  private SlicePlot() {}

  /**
   * Returns the bytes of the picture.
   *
   * @param fileName decides the format by its ending
   * @param slice [height][width], NaN outside the fluid
   * @throws InputError if this machine cannot draw
   */
  static byte[] draw(String fileName, String title, double[][] slice) {
    return ConvergencePlot.encode(fileName, () -> chart(title, slice));
  }

  private static HeatMapChart chart(String title, double[][] slice) {
    int step = Math.ceilDiv(Math.max(slice.length, slice[0].length), MOST_CELLS);
    List<Integer> x = every(step, slice[0].length);
    List<Integer> z = every(step, slice.length);
    List<Number[]> values = new ArrayList<>();
    for (int k = 0; k < z.size(); k++) {
      for (int i = 0; i < x.size(); i++) {
        double value = slice[z.get(k)][x.get(i)];
        if (Double.isFinite(value)) {
          values.add(new Number[] {i, k, value});
        }
      }
    }
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(ConvergencePlot.HEIGHT + 180)
            .height(ConvergencePlot.HEIGHT)
            .title(title + ", slice at the middle of y")
            .xAxisTitle("x, cells")
            .yAxisTitle("z, cells")
            .build();
    chart.getStyler().setLocale(Locale.ROOT);
    chart.getStyler().setRangeColors(COLOURS);
    chart.getStyler().setShowValue(false);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBackgroundColor(OUTSIDE);
    chart.getStyler().setPlotContentSize(1);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridLinesVisible(false);
    chart.getStyler().setXAxisMaxLabelCount(9);
    chart.getStyler().setHeatMapDecimalValueFormatter(ConvergencePlot::number);
    chart.addSeries("x", x, z, values);
    return chart;
  }

  private static List<Integer> every(int step, int extent) {
    return IntStream.range(0, extent).filter(i -> i % step == 0).boxed().toList();
  }
}
