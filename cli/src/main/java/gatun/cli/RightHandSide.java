package gatun.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which right-hand side is asked for. */
sealed interface RightHandSide {
  /** The seed of {@code random} without one. */
  long SEED = 42;

  /** Every element 1. */
  record Ones() implements RightHandSide {
    @Override
    public String toString() {
      return "ones";
    }
  }

  /**
   * Uniform between −1 and 1.
   *
   * @param seed seed of the generator
   */
  record Random(long seed) implements RightHandSide {
    @Override
    public String toString() {
      return "random:" + seed;
    }
  }

  /** Two smooth sources, for grids. */
  record Smooth() implements RightHandSide {
    @Override
    public String toString() {
      return "smooth";
    }
  }

  /** The divergence of a rising plume, for grids. */
  record Plume() implements RightHandSide {
    @Override
    public String toString() {
      return "plume";
    }
  }

  /**
   * A vector from a file.
   *
   * @param path a .npy or .mtx[.gz] file
   */
  record FromFile(Path path) implements RightHandSide {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** Reads the option; without it a grid has the plume and a file has ones. */
  static RightHandSide parse(@Nullable String text, Source source) {
    boolean grid = source instanceof Source.PoissonGrid;
    if (text == null) {
      return grid ? new Plume() : new Ones();
    }
    if ((text.equals("smooth") || text.equals("plume")) && !grid) {
      throw new InputError(
          "--rhs " + text + " is defined on a grid: use it with --poisson, or ones or random here");
    }
    return switch (text) {
      case "ones" -> new Ones();
      case "smooth" -> new Smooth();
      case "plume" -> new Plume();
      default -> randomOrFile(text);
    };
  }

  private static RightHandSide randomOrFile(String text) {
    Matcher matcher = Pattern.compile("random(?::(-?[0-9]{1,18}))?").matcher(text);
    if (matcher.matches()) {
      return new Random(matcher.group(1) == null ? SEED : Long.parseLong(matcher.group(1)));
    }
    String name = text.toLowerCase(Locale.ROOT);
    if (name.endsWith(".npy") || name.endsWith(".mtx") || name.endsWith(".mtx.gz")) {
      return new FromFile(Path.of(text));
    }
    throw new InputError(
        "--rhs '"
            + text
            + "': expected ones, random[:seed], smooth, plume, or a .npy or .mtx[.gz] file");
  }
}
