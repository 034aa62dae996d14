package gatun.engine.spi;

import gatun.engine.Binary;
import gatun.engine.Function;
import gatun.engine.Ternary;
import gatun.engine.Unary;
import java.util.List;

/**
 * The steps of an elementwise computation. Values are numbered: first the operands, then the
 * constants, then one for each step. The last step's value is the result; without steps it is the
 * only operand (a copy) or constant (a fill).
 *
 * @param operands the number of tensors that are read, at most {@link #OPERANDS}
 * @param constants numbers that are the same everywhere
 * @param steps what is computed, in this order
 */
public record Program(int operands, double[] constants, List<Step> steps) {
  /** The most tensors that a program can read. */
  public static final int OPERANDS = 8;

  /** The most values that a program can have. */
  public static final int VALUES = 32;

  /**
   * One function applied to earlier values.
   *
   * @param function what is computed
   * @param a the number of the first argument
   * @param b the number of the second one, if it has one
   * @param c the number of the third one, if it has one
   */
  public record Step(Function function, int a, int b, int c) {
    /** Returns the value for the given earlier values. */
    double at(double[] values) {
      return switch (function) {
        case Unary f -> f.at(values[a]);
        case Binary f -> f.at(values[a], values[b]);
        case Ternary f -> f.at(values[a], values[b], values[c]);
      };
    }
  }

  /** Returns the number of all values. */
  public int values() {
    return operands + constants.length + steps.size();
  }

  /** Returns the program of one function. */
  public static Program of(Function function) {
    int operands =
        switch (function) {
          case Unary f -> 1;
          case Binary f -> 2;
          case Ternary f -> 3;
        };
    return new Program(operands, new double[0], List.of(new Step(function, 0, 1, 2)));
  }
}
