package gatun.cli;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the system of equations comes from. */
sealed interface Source {
  /**
   * A Matrix Market file.
   *
   * @param path the file
   */
  record MatrixFile(Path path) implements Source {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * A pressure problem on a cube of cells.
   *
   * @param mac whether the cube holds solids and air; else it is all fluid
   * @param n cells along each axis
   */
  record PoissonGrid(boolean mac, int n) implements Source {
    private static final int MOST = 2048;
    private static final Pattern SYNTAX = Pattern.compile("(box|mac):([0-9]{1,9})");

    /** Reads {@code box:N} or {@code mac:N}. */
    static PoissonGrid parse(String text) {
      Matcher matcher = SYNTAX.matcher(text);
      int n = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
      if (n < 1 || n > MOST) {
        throw new InputError(
            "--poisson '"
                + text
                + "': expected box:N or mac:N with N cells along each axis, 1 to "
                + MOST);
      }
      return new PoissonGrid(matcher.group(1).equals("mac"), n);
    }

    @Override
    public String toString() {
      return (mac ? "mac:" : "box:") + n;
    }
  }

  /** Returns the source that the command line names: exactly one of file and grid. */
  static Source of(@Nullable Path file, @Nullable String poisson) {
    if (file != null && poisson != null) {
      throw new InputError("expected FILE or --poisson, found both");
    }
    if (file != null) {
      return new MatrixFile(file);
    }
    if (poisson == null) {
      throw new InputError(
          "nothing to solve; expected FILE.mtx[.gz] or --poisson box:N|mac:N (see gatun solve"
              + " --help)");
    }
    return PoissonGrid.parse(poisson);
  }
}
