package gatun.cli;

import gatun.linear.LinearSolvers;
import gatun.linear.Preconditioners;
import gatun.linear.Stopping;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** The names of methods and preconditioners on the command line. */
final class SolveNames {
  static final List<String> METHODS = withAuto(LinearSolvers.names());
  static final List<String> PRECONDITIONERS = withAuto(Preconditioners.names());

  /** What {@code --compare} runs by itself; what refuses a problem is shown as such. */
  private static final String ON_BOX = "cg,mic0,pcg+mg,mg,direct";

  private static final String ON_MAC = "cg,mic0,pcg+mg,mg";
  private static final String ON_MATRIX = "cg,jacobi,ic0,amg,minres,bicgstab,gmres";

  private SolveNames() {}

  /**
   * A method with a preconditioner.
   *
   * @param name as the user wrote it
   */
  record Choice(String name, String method, String preconditioner) {
    /** Reads {@code method}, {@code preconditioner} or {@code method+preconditioner}. */
    static Choice parse(String text) {
      String[] parts = text.split("\\+", -1);
      if (parts.length == 2 && METHODS.contains(parts[0]) && PRECONDITIONERS.contains(parts[1])) {
        return new Choice(text, parts[0], parts[1]);
      }
      if (METHODS.contains(text)) {
        return new Choice(text, text, SolveSettings.AUTO);
      }
      if (PRECONDITIONERS.contains(text)) {
        return new Choice(text, text.equals("none") ? "cg" : "pcg", text);
      }
      throw new InputError(
          "--compare '"
              + text
              + "': expected METHOD, PRECONDITIONER or METHOD+PRECONDITIONER, methods "
              + String.join(", ", METHODS)
              + ", preconditioners "
              + String.join(", ", PRECONDITIONERS)
              + " (written as --compare=M1,M2)");
    }
  }

  /** Reads the list of {@code --compare}; without one it goes by the kind of the problem. */
  static List<Choice> choices(String list, Source source) {
    String chosen =
        !list.isBlank()
            ? list
            : source instanceof Source.PoissonGrid grid ? grid.mac() ? ON_MAC : ON_BOX : ON_MATRIX;
    return Arrays.stream(chosen.split(",", -1)).map(Choice::parse).distinct().toList();
  }

  /** Returns whether what is asked for works on a matrix only. */
  static boolean needsMatrix(SolveSettings settings) {
    String method = settings.method();
    String preconditioner = settings.preconditioner();
    return !method.equals(SolveSettings.AUTO)
            && LinearSolvers.named(method, Stopping.defaults()).needsMatrix()
        || !preconditioner.equals(SolveSettings.AUTO)
            && Preconditioners.named(preconditioner).needsMatrix();
  }

  private static List<String> withAuto(List<String> names) {
    return Stream.concat(Stream.of(SolveSettings.AUTO), names.stream()).toList();
  }

  /** For picocli: the methods. */
  static final class Methods implements Iterable<String> {
    /** For picocli. */
    Methods() {}

    @Override
    public Iterator<String> iterator() {
      return METHODS.iterator();
    }
  }

  /** For picocli: the preconditioners. */
  static final class PreconditionerNames implements Iterable<String> {
    /** For picocli. */
    PreconditionerNames() {}

    @Override
    public Iterator<String> iterator() {
      return PRECONDITIONERS.iterator();
    }
  }
}
