package gatun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What a person sees while a solve runs. */
class ProgressLineTest {
  private final StringWriter screen = new StringWriter();
  private long now;

  private ProgressLine line() {
    return new ProgressLine(new PrintWriter(screen), () -> now);
  }

  @Test
  void shortSolvesDrawNothing() {
    try (ProgressLine line = line()) {
      now = 50_000_000;
      assertTrue(line.report(10, 100, 0.1, 1e-4));
    }
    assertEquals("", screen.toString());
  }

  @Test
  void theLineSaysHowFarHowFastAndHowLong() {
    try (ProgressLine line = line()) {
      line.report(0, 10_000, 1, 1e-4);
      now = 1_000_000_000;
      line.report(50, 10_000, 1e-2, 1e-4); // half the way in 50 iterations and a second
      String text = screen.toString();
      assertTrue(text.startsWith("\r\u001b[K[#####.....]  50 %"), text);
      assertTrue(text.contains("residual 1.0e-02 of 1e-04  50 it, 50/s, 1 s left"), text);
      assertTrue(text.length() - 4 < 72, text); // room for larger numbers on 80 columns
    }
    assertTrue(screen.toString().endsWith("\r\u001b[K"), "the line is wiped");
  }

  /** The first iterations run before the compiler has done its work. */
  @Test
  void theRateForgetsTheBeginning() {
    try (ProgressLine line = line()) {
      line.report(0, 10_000, 1, 1e-4);
      now = 1_000_000_000;
      line.report(1, 10_000, 0.9, 1e-4);
      for (int k = 1; k <= 60; k++) {
        now += 100_000_000;
        line.report(1 + 10L * k, 10_000, 0.5, 1e-4);
      }
      String text = screen.toString();
      assertTrue(text.substring(text.lastIndexOf('\r')).contains(", 100/s, "), text);
    }
  }

  @Test
  void durationsAreForPeople() {
    assertEquals("1 s", ProgressLine.duration(0.2));
    assertEquals("2:05 min", ProgressLine.duration(125));
    assertEquals("2:00 h", ProgressLine.duration(7200));
    assertEquals("a long time", ProgressLine.duration(Double.NaN));
  }
}
