package gatun.linear;

import gatun.engine.HostTensor;
import java.util.Locale;

/** The sentences of outcomes: what happened and what to try. */
final class Advice {
  private Advice() {}

  static String limit(double truth, Stopping stopping) {
    return text(
        "the relative residual fell to %.2e, not to %.2e, in the %d iterations allowed; allow more"
            + " or use a stronger preconditioner",
        truth, stopping.tolerance(), stopping.maxIterations());
  }

  static String cancelled(double truth, Stopping stopping) {
    return text(
        "stopped on request at a relative residual of %.2e (goal %.2e); solving again from this x"
            + " goes on from there",
        truth, stopping.tolerance());
  }

  static String growth(int iterations) {
    return text(
        "the residual overflowed or became NaN in iteration %d; the operator or the preconditioner"
            + " has values beyond the range of the element type: scale the system, or solve in F64",
        iterations);
  }

  static String backward(double truth, double backward, String arithmetic) {
    return text(
        "rounding in %s keeps the relative residual at %.2e, but the backward error is %.2e: x"
            + " solves a system within that relative distance of the given one",
        arithmetic, truth, backward);
  }

  static String stagnated(double truth, double backward, String arithmetic, String method) {
    String remedy =
        !arithmetic.equals("F64")
            ? "solve in F64" + (arithmetic.equals("F32") ? " or in mixed precision" : "")
            : "the system may be singular or nearly so: check b, use a stronger preconditioner"
                + (method.equals("minres") ? "" : ", or minres or gmres")
                + ", or ask for less";
    return text(
        "the relative residual stopped falling at %.2e (backward error %.2e); %s",
        truth, backward, remedy);
  }

  static String indefinite(double curvature, int iteration, String alternative) {
    return text(
        "iteration %d met a direction p with pᵀA p = %.3e: the operator is not positive definite;"
            + " use %s, or -A if A is negative definite",
        iteration, curvature, alternative);
  }

  static String preconditioner(double product, int iteration, String alternative) {
    return text(
        "in iteration %d rᵀM⁻¹r = %.3e for a residual r: the preconditioner is not positive"
            + " definite; use %s",
        iteration, product, alternative);
  }

  static String proposal(int iteration) {
    return text(
        "in iteration %d the proposed direction had no energy or was not finite; use the safeguard"
            + " SPAN, which goes on without it",
        iteration);
  }

  static String fallbacks(int fallbacks, int asked, int overtaken, int iterations) {
    String end =
        overtaken > 0
            ? text(", and conjugate gradients, run beside, were ahead from iteration %d", overtaken)
            : "";
    return text(
        "the proposals do not suit this system: in %d of %d iterations they were of no use (asked"
            + " for %d)%s; train a network on this domain, or use pcg with mg",
        fallbacks, iterations, asked, end);
  }

  static String singular(int iterations) {
    return text(
        "after %d iterations the operator maps a direction of the search space to nothing new: it is"
            + " singular and b is not in its range; check b, or fix the null space",
        iterations);
  }

  static String breakdown(int iterations) {
    return text(
        "after %d iterations the recurrence of bicgstab divides by zero, from a fresh start too; use"
            + " gmres, or minres if the operator is symmetric",
        iterations);
  }

  static String operator(String description) {
    return "the operator gave NaN or infinity for a finite vector: "
        + description
        + "; look for such values in its entries";
  }

  static String input(String operand, HostTensor values) {
    for (long i = 0; i < values.size(); i++) {
      if (!Double.isFinite(values.at(i))) {
        return operand
            + " holds "
            + values.at(i)
            + " at index "
            + i
            + "; every element must be finite";
      }
    }
    return operand + " has a norm beyond the range of F64; scale the system";
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
