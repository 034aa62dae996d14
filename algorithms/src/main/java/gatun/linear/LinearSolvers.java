package gatun.linear;

import gatun.engine.Bytes;
import gatun.engine.SparseMatrix;
import gatun.linear.Multigrid.Cycle;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Chooses solvers: by name, or by what an operator is. */
public final class LinearSolvers {
  private static final int RESTART = 30;

  /** Every method by name; a new one is one line here. */
  private static final List<Method> METHODS =
      List.of(
          new Method("cg", true, ConjugateGradient::new),
          new Method("pcg", true, PreconditionedConjugateGradient::fixed),
          new Method("fcg", true, PreconditionedConjugateGradient::flexible),
          new Method("minres", true, Minres::new),
          new Method("bicgstab", true, BiCgStab::new),
          new Method("gmres", true, stopping -> new Gmres(stopping, RESTART)),
          new Method("mg", false, MultigridSolver::new),
          new Method("mg-w", false, s -> new MultigridSolver(s, new Multigrid(Cycle.W))),
          new Method("mg-f", false, s -> new MultigridSolver(s, new Multigrid(Cycle.F))),
          new Method("amg", false, s -> new MultigridSolver(s, new AlgebraicMultigrid())),
          new Method("direct", false, Direct::new),
          new Method("dcdm", false, ConjugateDirections::new));

  private static final long BASIS_LIMIT = 1L << 30;

  /** Cells from which multigrid pays even for a first solve, whose kernels are not compiled yet. */
  private static final long MULTIGRID = 128 * 128 * 128;

  /** Unknowns from which algebraic multigrid beats an incomplete factorisation, set-up included. */
  private static final long ALGEBRAIC = 300_000;

  /** The same where all couplings are equal, so that mic0 halves the iterations. */
  private static final long ALGEBRAIC_UNIFORM = 1_000_000;

  /** Unknowns up to which a matrix of high contrast is factorised. */
  private static final long DIRECT = 50_000;

  private LinearSolvers() {}

  /**
   * A method with its default settings.
   *
   * @param general whether it takes any operator with the traits it names, not only some structures
   */
  private record Method(String name, boolean general, Function<Stopping, Solver> with) {}

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
    return METHODS.stream().map(Method::name).toList();
  }

  /** Returns the names of the methods that take an operator of any structure. */
  public static List<String> general() {
    return METHODS.stream().filter(Method::general).map(Method::name).toList();
  }

  /**
   * Returns the method of a name.
   *
   * @throws IllegalArgumentException if there is none of this name; the message lists the names
   */
  public static Solver named(String name, Stopping stopping) {
    return METHODS.stream()
        .filter(method -> method.name.equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "method '" + name + "' is unknown; expected one of " + String.join(", ", names())))
        .with
        .apply(stopping);
  }

  /**
   * Plans a solve by traits, structure and size; {@code docs/decisions/0010-linear-plans.md},
   * {@code 0018-multigrid.md} and {@code 0023-algebraic-multigrid.md} have the measurements.
   *
   * <ul>
   *   <li>the operator of a MAC grid of at least 128³ cells, where the backend can: {@code pcg}
   *       with {@code mg}
   *   <li>other symmetric positive definite operators without a matrix: {@code cg}; its iterations
   *       are so cheap that assembling and factorising a matrix did not pay at any size measured
   *   <li>symmetric positive definite matrix of at least a million unknowns, or 300,000 where the
   *       couplings differ: {@code pcg} with {@code amg}
   *   <li>up to 50,000 unknowns and a diagonal that spans more than 10⁴: {@code direct}
   *   <li>symmetric positive definite matrix with equal negative couplings: {@code pcg} with {@code
   *       mic0}
   *   <li>other symmetric positive definite matrices: {@code pcg} with {@code ic0}
   *   <li>symmetric: {@code minres}
   *   <li>anything else: {@code gmres} while its basis fits into 1 GiB, then {@code bicgstab},
   *       which holds 5 vectors
   * </ul>
   */
  public static Plan auto(LinearOperator a, Stopping stopping) {
    long n = a.shape().extent(0);
    if (!a.traits().contains(Trait.SYMMETRIC)) {
      long basis = (RESTART + 3) * n * a.dtype().bytes();
      return basis <= BASIS_LIMIT
          ? plan("gmres", "none", n, "the operator is not symmetric", stopping)
          : plan(
              "bicgstab",
              "none",
              n,
              "the operator is not symmetric, and the basis of gmres would take "
                  + Bytes.text(basis),
              stopping);
    }
    if (!a.traits().contains(Trait.POSITIVE_DEFINITE)) {
      String reason = "the operator is symmetric and not known to be definite";
      return plan("minres", "none", n, reason, stopping);
    }
    if (n >= MULTIGRID && a instanceof MacOperator mac && mac.takesMultigrid()) {
      String reason = "a MAC grid: with multigrid the iterations do not grow with the grid";
      return plan("pcg", "mg", n, reason, stopping);
    }
    if (!(a instanceof MatrixBacked backed)) {
      String reason =
          "symmetric positive definite, without a matrix: cheap iterations beat the assembly and"
              + " factorisation that fewer of them would need";
      return plan("cg", "none", n, reason, stopping);
    }
    return matrix(backed.matrix(), n, stopping);
  }

  private static Plan matrix(SparseMatrix a, long n, Stopping stopping) {
    boolean uniform = uniform(a);
    if (n >= (uniform ? ALGEBRAIC_UNIFORM : ALGEBRAIC)) {
      String reason = "a large positive definite matrix: with multigrid the iterations hardly grow";
      return plan("pcg", "amg", n, reason, stopping);
    }
    if (!uniform && n <= DIRECT && contrast(a) > AlgebraicMultigrid.CONTRAST) {
      String reason = "a positive definite matrix whose diagonal spans orders of magnitude";
      return plan("direct", "none", n, reason, stopping);
    }
    return uniform
        ? plan("pcg", "mic0", n, "a Laplacian with equal couplings", stopping)
        : plan("pcg", "ic0", n, "a symmetric positive definite matrix", stopping);
  }

  /** Returns the largest over the smallest diagonal entry. */
  private static double contrast(SparseMatrix a) {
    double smallest = Double.MAX_VALUE;
    double largest = 0;
    for (long i = 0; i < a.rows(); i++) {
      double d = a.at(i, i);
      smallest = Math.min(smallest, d);
      largest = Math.max(largest, d);
    }
    return largest / smallest;
  }

  private static Plan plan(
      String method, String preconditioner, long n, String why, Stopping stopping) {
    String reason = String.format(Locale.ROOT, "%s, %,d unknowns", why, n);
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
