package gatun.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** What a job did, for programs and for people. */
sealed interface Report permits DirectionReport, SolveReport, TrainReport {
  /** Returns the report as JSON. */
  Json json();

  /** Prints the summary for people. */
  void print(PrintWriter out);

  /** Shows one or the other. */
  default void show(boolean json, PrintWriter out) {
    if (json) {
      out.println(json().text());
    } else {
      print(out);
    }
    out.flush();
  }

  /** Returns a number of things, one or more. */
  static String count(long number, String thing) {
    return text("%,d %s%s", number, thing, number == 1 ? "" : "s");
  }

  /** Returns a text that is the same in every country. */
  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
