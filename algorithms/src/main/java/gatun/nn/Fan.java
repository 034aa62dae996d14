package gatun.nn;

import gatun.engine.Check;

/**
 * How many numbers meet in a parameter, which initialisers scale by.
 *
 * @param in terms of the sum that gives one output
 * @param out outputs that one input reaches
 */
public record Fan(long in, long out) {
  /** Checks that there are any. */
  public Fan {
    Check.that(
        in >= 1 && out >= 1, () -> "Fan: expected at least 1, found in " + in + ", out " + out);
  }
}
