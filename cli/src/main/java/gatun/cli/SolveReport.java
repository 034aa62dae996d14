package gatun.cli;

import static gatun.cli.Report.text;

import gatun.engine.Bytes;
import gatun.engine.Outcome;
import java.io.PrintWriter;

/**
 * What one solve did.
 *
 * @param problem the system: a file or a grid
 * @param rightHandSide the right-hand side
 * @param operator one line on how the operator is stored
 * @param unknowns number of unknowns
 * @param nonzeros entries of the matrix, stored or not
 * @param method name of the method that ran last
 * @param preconditioner name of the preconditioner
 * @param backend name of the backend
 * @param backendDescription one line about the backend
 * @param backendReason why this backend
 * @param threads threads of the backend
 * @param precision the arithmetic
 * @param tolerance the goal
 * @param reason why this method and preconditioner
 * @param outcome how it ended
 * @param accuracy residual and backward error, recomputed on an independent path
 * @param verified whether the recomputed numbers bear out the outcome
 * @param loadSeconds reading or building the system
 * @param setupSeconds laying out the operator, the preconditioner, the work memory
 * @param solveSeconds the iteration itself
 * @param clock seconds from the beginning of the iteration to each element of the history
 * @param workspaceBytes off-heap memory held
 * @param peakBytes the most memory that the whole process held
 */
record SolveReport(
    String problem,
    String rightHandSide,
    String operator,
    long unknowns,
    long nonzeros,
    String method,
    String preconditioner,
    String backend,
    String backendDescription,
    String backendReason,
    int threads,
    Precision precision,
    double tolerance,
    String reason,
    Outcome outcome,
    Accuracy accuracy,
    boolean verified,
    double loadSeconds,
    double setupSeconds,
    double solveSeconds,
    double[] clock,
    long workspaceBytes,
    long peakBytes)
    implements Report {

  /** Returns whether there is a solution to the tolerance. */
  boolean success() {
    return outcome.success() && verified;
  }

  /** Returns what was solved and by what, in a few words. */
  String title() {
    String by = preconditioner.equals("none") ? "" : " with " + preconditioner;
    String arithmetic = precision == Precision.F64 ? "" : " (" + precision + ")";
    return problem + " by " + method + by + arithmetic;
  }

  /** Returns what the user should know beyond the numbers; empty if nothing. */
  String advice() {
    return outcome.success() && !verified
        ? text(
            "the solver's own residual met the tolerance in %s, but the true one is %.2e; use"
                + " --precision f64",
            precision, accuracy.relativeResidual())
        : outcome.advice();
  }

  @Override
  public Json json() {
    return new Json()
        .with("outcome", outcome.kind().name())
        .with("success", success())
        .with("problem", problem)
        .with("rhs", rightHandSide)
        .with("method", method)
        .with("preconditioner", preconditioner)
        .with("reason", reason)
        .with("backend", backend)
        .with("backendDescription", backendDescription)
        .with("backendReason", backendReason)
        .with("threads", threads)
        .with("precision", precision.toString())
        .with("operator", operator)
        .with("unknowns", unknowns)
        .with("nonzeros", nonzeros)
        .with("tolerance", tolerance)
        .with("iterations", outcome.iterations())
        .with("relativeResidual", accuracy.relativeResidual())
        .with("backwardError", accuracy.backwardError())
        .with("loadSeconds", loadSeconds)
        .with("setupSeconds", setupSeconds)
        .with("solveSeconds", solveSeconds)
        .with("workspaceBytes", workspaceBytes)
        .with("peakBytes", peakBytes)
        .with("advice", advice());
  }

  @Override
  public void print(PrintWriter out) {
    out.println(
        text(
            "%s, right-hand side %s: %s, %s",
            problem,
            rightHandSide,
            Report.count(unknowns, "unknown"),
            Report.count(nonzeros, "nonzero")));
    out.println(text("  operator   %s", operator));
    String by = preconditioner.equals("none") ? "no preconditioner" : preconditioner;
    out.println(text("  method     %s, %s (%s)", method, by, reason));
    out.println(
        text(
            "  backend    %s, %s, %s: %s",
            backend, Report.count(threads, "thread"), precision, backendDescription));
    if (!backendReason.startsWith("named") && !backendReason.contains("refused")) {
      out.println(text("             %s", backendReason)); // there was a choice
    }
    out.println(
        text(
            "  time       load %.3f s, set-up %.3f s, solve %.3f s%s",
            loadSeconds, setupSeconds, solveSeconds, perIteration()));
    out.println(
        text(
            "  memory     %s off heap, %s the whole process at most",
            Bytes.text(workspaceBytes), Bytes.text(peakBytes)));
    out.println(
        text(
            "  residual   %.3e true, recomputed (goal %.0e); backward error %.1e",
            accuracy.relativeResidual(), tolerance, accuracy.backwardError()));
    out.println(verdict());
    if (!advice().isEmpty()) {
      out.println("  " + advice());
    }
  }

  private String verdict() {
    String end =
        switch (outcome.kind()) {
          case CONVERGED -> verified ? "converged" : "NOT converged (the true residual is above)";
          case CONVERGED_BACKWARD -> "converged to the backward error";
          case ZERO_RHS -> "the right-hand side is zero, and so is the solution";
          case LIMIT_REACHED -> "NOT converged: the iterations allowed are used up";
          case STAGNATED -> "NOT converged: the residual stopped falling";
          case NOT_DEFINITE -> "NOT converged: the operator is not positive definite";
          case BREAKDOWN -> "NOT converged: the method broke down";
          case NON_FINITE -> "NOT converged: NaN or infinity";
          case CANCELLED -> "stopped";
        };
    return end + " after " + Report.count(outcome.iterations(), "iteration");
  }

  private String perIteration() {
    return outcome.iterations() == 0
        ? ""
        : text(" (%.3f ms an iteration)", 1e3 * solveSeconds / outcome.iterations());
  }
}
