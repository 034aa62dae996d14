package gatun.engine.grad;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Sampling;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares gradients with central differences of fourth order, in double precision.
 *
 * <pre>{@code
 * List<GradientCheck.Mismatch> wrong =
 *     GradientCheck.in(workspace).gradients(x -> Aggregates.sum(x[0].tanh()), a);
 * }</pre>
 *
 * <p>A function of any shape is checked through Σ r y with fixed random r. Costs 4 evaluations for
 * each element of each operand.
 *
 * @param workspace where the function is computed
 * @param step how far operands are moved for a difference, relative to values above 1
 * @param tolerance how far the two may be apart, relative to the largest gradient of the operand
 */
public record GradientCheck(Workspace workspace, double step, double tolerance) {
  private static final double[] SHIFTS = {1, -1, 2, -2};
  private static final double[] WEIGHTS = {8.0 / 12, -8.0 / 12, -1.0 / 12, 1.0 / 12};

  /** A function that is recorded on the tape of its arguments. */
  @FunctionalInterface
  public interface Recorded {
    /** Returns the value. */
    Variable of(Variable... x);
  }

  /**
   * A gradient that is wrong.
   *
   * @param operand the number of the operand
   * @param element the place of the element in it, in row-major order
   * @param expected by differences
   * @param found by the tape
   */
  public record Mismatch(int operand, long element, double expected, double found) {}

  /** Returns a check with a step of 2^−13 and a tolerance of 10^−6. */
  public static GradientCheck in(Workspace workspace) {
    return new GradientCheck(workspace, 0x1p-13, 1e-6);
  }

  /**
   * Compares the gradient of every element of every operand.
   *
   * @param operands dense F64 tensors; they are changed and set back
   */
  public List<Mismatch> gradients(Recorded function, HostTensor... operands) {
    Tape tape = Tape.on(workspace, DType.F64);
    HostTensor[] gradients = gradientsOf(operands);
    Variable y = record(tape, function, operands, gradients);
    HostTensor weights = weights(y);
    tape.backward(y, weights);
    List<Mismatch> wrong = new ArrayList<>();
    for (int k = 0; k < operands.length; k++) {
      HostTensor flat = operands[k].reshape(operands[k].size());
      double[] expected = new double[Math.toIntExact(flat.size())];
      for (int i = 0; i < expected.length; i++) {
        expected[i] =
            difference(() -> value(tape, function, operands, gradients, weights), flat, i);
      }
      compare(k, expected, gradients[k].reshape(flat.size()), wrong);
    }
    return wrong;
  }

  private HostTensor[] gradientsOf(HostTensor[] operands) {
    return Arrays.stream(operands)
        .map(x -> workspace.zeros(DType.F64, x.shape().extents()))
        .toArray(HostTensor[]::new);
  }

  private static Variable record(
      Tape tape, Recorded function, HostTensor[] operands, HostTensor[] gradients) {
    tape.begin();
    Variable[] x = new Variable[operands.length];
    for (int k = 0; k < x.length; k++) {
      x[k] = tape.leaf(operands[k], gradients[k]);
    }
    return function.of(x);
  }

  private HostTensor weights(Variable y) {
    HostTensor weights = workspace.zeros(DType.F64, y.shape().extents());
    Sampling.of(workspace.backend(), DType.F64).uniform(new Philox(7), -1, 1, weights);
    return weights;
  }

  private static double value(
      Tape tape, Recorded f, HostTensor[] operands, HostTensor[] gradients, HostTensor weights) {
    HostTensor y = (HostTensor) record(tape, f, operands, gradients).value();
    HostTensor flat = y.reshape(y.size());
    HostTensor r = weights.reshape(y.size());
    double sum = 0;
    for (long i = 0; i < flat.size(); i++) {
      sum += flat.at(i) * r.at(i);
    }
    return sum;
  }

  private double difference(java.util.function.DoubleSupplier f, HostTensor x, long i) {
    double at = x.at(i);
    double h = step * Math.max(1, Math.abs(at));
    double sum = 0;
    for (int k = 0; k < SHIFTS.length; k++) {
      x.set(at + SHIFTS[k] * h, i);
      sum += WEIGHTS[k] * f.getAsDouble();
    }
    x.set(at, i);
    return sum / h;
  }

  private void compare(int operand, double[] expected, HostTensor found, List<Mismatch> wrong) {
    double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(expected[i] - found.at(i));
      if (!(error <= tolerance * Math.max(scale, 1e-3))) {
        wrong.add(new Mismatch(operand, i, expected[i], found.at(i)));
      }
    }
  }
}
