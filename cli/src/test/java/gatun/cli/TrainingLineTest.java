package gatun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.training.EpochResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person sees while a network trains. */
class TrainingLineTest {
  @Test
  void anEpochLeavesALineWithTheAccuracyIfItHasOne() {
    StringWriter screen = new StringWriter();
    try (TrainingLine line = new TrainingLine(new PrintWriter(screen), () -> 0)) {
      line.epoch(new EpochResult(0, 10, 0.5, 0.25, 0.75));
      line.epoch(new EpochResult(1, 20, 0.5, 0.25, Double.NaN));
    }
    assertEquals(
        List.of(
            "epoch   1  loss 0.5000  held out: loss 0.2500, 75.00 % right",
            "epoch   2  loss 0.5000  held out: loss 0.2500"),
        screen.toString().lines().toList());
  }
}
