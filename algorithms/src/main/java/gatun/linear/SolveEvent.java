package gatun.linear;

import gatun.engine.Outcome;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Flight-recorder event: one solve of a linear system. */
@Name("gatun.Solve")
@Label("Linear solve")
@Category("Gatun")
@Description("A solver ran from a right-hand side to an outcome")
final class SolveEvent extends Event {
  @Label("Method")
  private String method = "";

  @Label("Unknowns")
  private long unknowns;

  @Label("Iterations")
  private int iterations;

  @Label("True relative residual")
  private double residual;

  @Label("Outcome")
  private String outcome = "";

  /** Creates an event; call {@link #begin} before the work and {@link #finish} after it. */
  SolveEvent() {}

  /** Ends the event, fills in what happened and commits it. */
  void finish(String solver, long size, Outcome result) {
    end();
    if (shouldCommit()) {
      method = solver;
      unknowns = size;
      iterations = result.iterations();
      residual = result.residual();
      outcome = result.kind().name();
      commit();
    }
  }
}
