package gatun.linear;

import gatun.engine.Workspace;
import java.util.Locale;

/** What solvers ask of operators and preconditioners, checked once when a solve is prepared. */
final class Requirements {
  private Requirements() {}

  /**
   * Checks that an operator is square and carries traits.
   *
   * @param remedy what to do instead, such as {@code "use gmres or bicgstab"}
   * @throws IllegalArgumentException naming what is missing and the remedy
   */
  static void operator(String method, LinearOperator a, String remedy, Trait... needed) {
    if (a.shape().rank() != 2 || a.shape().extent(0) != a.shape().extent(1)) {
      throw new IllegalArgumentException(
          method + ": expected a square operator, found shape " + a.shape());
    }
    check(method + ": expected an operator", a, remedy, needed);
  }

  /**
   * Prepares a preconditioner and checks that it fits the operator and carries traits.
   *
   * @throws IllegalArgumentException naming what is missing and the remedy
   */
  static LinearOperator preconditioner(
      String method,
      Preconditioner m,
      LinearOperator a,
      Workspace workspace,
      String remedy,
      Trait... needed) {
    LinearOperator inverse = m.prepare(a, workspace);
    if (!inverse.shape().equals(a.shape()) || inverse.dtype() != a.dtype()) {
      throw new IllegalArgumentException(
          method
              + ": expected a preconditioner of shape "
              + a.shape()
              + " in "
              + a.dtype()
              + ", found "
              + m.name()
              + " of shape "
              + inverse.shape()
              + " in "
              + inverse.dtype());
    }
    check(method + ": expected a preconditioner", inverse, remedy, needed);
    return inverse;
  }

  private static void check(String subject, LinearOperator a, String remedy, Trait... needed) {
    for (Trait trait : needed) {
      if (!a.traits().contains(trait)) {
        throw new IllegalArgumentException(
            subject + " declared " + words(trait) + ", found " + a.description() + "; " + remedy);
      }
    }
  }

  private static String words(Trait trait) {
    return trait.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
