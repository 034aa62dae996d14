package gatun.cli;

import java.io.PrintWriter;

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
}
