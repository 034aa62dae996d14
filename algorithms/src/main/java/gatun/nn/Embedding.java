package gatun.nn;

import gatun.engine.Check;
import gatun.engine.grad.Shaping;
import gatun.engine.grad.Variable;

/**
 * Rows of a table by number: integers (batch, …) become (batch, …, width). Parameter: {@code
 * weight}, count × width, normal numbers at first.
 *
 * @param count number of rows
 * @param width features of a row
 * @param initializer of the table
 */
public record Embedding(int count, int width, Initializer initializer) implements Layer {
  /** Checks the numbers. */
  public Embedding {
    Check.that(
        count >= 1 && width >= 1,
        () -> "Embedding: expected count and width >= 1, found " + count + " and " + width);
  }

  /** Returns a table of standard normal numbers, as in PyTorch. */
  public static Embedding of(int count, int width) {
    return new Embedding(count, width, Initializers.normal(0, 1));
  }

  @Override
  public void declare(Declaration d) {
    d.parameter("weight", initializer, new Fan(count, width), count, width);
  }

  /**
   * Returns the rows.
   *
   * @param x a constant of integers, each in [0, count)
   */
  @Override
  public Variable forward(Scope scope, Variable x) {
    return Shaping.embedding(scope.parameter("weight"), x);
  }
}
