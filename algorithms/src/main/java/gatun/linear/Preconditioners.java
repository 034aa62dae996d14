package gatun.linear;

import gatun.linear.learned.StoredDirections;
import java.util.List;
import java.util.stream.Collectors;

/** The preconditioners by name, with their default settings. */
public final class Preconditioners {
  private static final List<Preconditioner> ALL =
      List.of(
          new Identity(),
          new Jacobi(),
          new Ssor(),
          new IncompleteCholesky(),
          new ModifiedIncompleteCholesky(),
          new Multigrid(),
          new Multigrid(Multigrid.Cycle.W),
          new Multigrid(Multigrid.Cycle.F),
          new AlgebraicMultigrid(),
          StoredDirections.shipped());

  private Preconditioners() {}

  /** Returns the names that {@link #named} knows, from the cheapest to the strongest. */
  public static List<String> names() {
    return ALL.stream().map(Preconditioner::name).toList();
  }

  /**
   * Returns the preconditioner of a name, with its default settings.
   *
   * @throws IllegalArgumentException if there is none of this name; the message lists the names
   */
  public static Preconditioner named(String name) {
    return ALL.stream()
        .filter(preconditioner -> preconditioner.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "preconditioner '"
                    + name
                    + "' is unknown; expected one of "
                    + names().stream().collect(Collectors.joining(", "))));
  }

  /** Returns the identity: no preconditioning. */
  public static Preconditioner none() {
    return ALL.getFirst();
  }
}
