package gatun.linear;

import gatun.engine.SparseMatrix;
import java.util.List;

/** Chooses solvers: by name, or by what an operator is. */
public final class LinearSolvers {
  private static final List<String> NAMES =
      List.of("cg", "pcg", "fcg", "minres", "bicgstab", "gmres");
  private static final int RESTART = 30;

  private LinearSolvers() {}

  /**
   * A solver and a preconditioner, and why these.
   *
   * @param solver the method
   * @param preconditioner what to prepare it with
   * @param reason one sentence for people
   */
  public record Plan(Solver solver, Preconditioner preconditioner, String reason) {}

  /** Returns the names that {@link #named} knows. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * Returns the method of a name.
   *
   * @throws IllegalArgumentException if there is none of this name; the message lists the names
   */
  public static Solver named(String name, Stopping stopping) {
    return switch (name) {
      case "cg" -> new ConjugateGradient(stopping);
      case "pcg" -> PreconditionedConjugateGradient.fixed(stopping);
      case "fcg" -> PreconditionedConjugateGradient.flexible(stopping);
      case "minres" -> new Minres(stopping);
      case "bicgstab" -> new BiCgStab(stopping);
      case "gmres" -> new Gmres(stopping, RESTART);
      default ->
          throw new IllegalArgumentException(
              "method '" + name + "' is unknown; expected one of " + String.join(", ", NAMES));
    };
  }

  /**
   * Plans a solve by traits, structure and size.
   *
   * <ul>
   *   <li>symmetric positive definite without a matrix: {@code cg}
   *   <li>symmetric positive definite M-matrix (no positive entry off the diagonal): {@code pcg}
   *       with {@code mic0}
   *   <li>other symmetric positive definite matrices: {@code pcg} with {@code ic0}
   *   <li>symmetric: {@code minres}
   *   <li>anything else: {@code gmres}
   * </ul>
   */
  public static Plan auto(LinearOperator a, Stopping stopping) {
    if (!a.traits().contains(Trait.SYMMETRIC)) {
      return plan("gmres", "none", "the operator is not symmetric", stopping);
    }
    if (!a.traits().contains(Trait.POSITIVE_DEFINITE)) {
      return plan(
          "minres", "none", "the operator is symmetric and not known to be definite", stopping);
    }
    if (!(a instanceof MatrixBacked backed)) {
      return plan(
          "cg",
          "none",
          "the operator is symmetric positive definite and has no matrix to factorise",
          stopping);
    }
    return uniform(backed.matrix())
        ? plan("pcg", "mic0", "a Laplacian with equal couplings", stopping)
        : plan("pcg", "ic0", "a symmetric positive definite matrix", stopping);
  }

  private static Plan plan(String method, String preconditioner, String reason, Stopping stopping) {
    return new Plan(named(method, stopping), Preconditioners.named(preconditioner), reason);
  }

  /** Returns whether all entries off the diagonal are one negative number. */
  private static boolean uniform(SparseMatrix a) {
    double coupling = Double.NaN;
    for (long i = 0; i < a.rows(); i++) {
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1); e++) {
        double value = a.value(e);
        if (a.column(e) != i && value != coupling) {
          if (!Double.isNaN(coupling) || !(value < 0)) {
            return false;
          }
          coupling = value;
        }
      }
    }
    return true;
  }
}
