package gatun.engine.grad;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Sampling;
import gatun.engine.Tensor;
import gatun.engine.Unary;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

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

  /** Returns a check with a step of 2^−16 and a tolerance of 10^−6. */
  public static GradientCheck in(Workspace workspace) {
    return new GradientCheck(workspace, 0x1p-16, 1e-6);
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

  /**
   * Compares the Jacobian-vector product of forward mode, in a random direction, with differences
   * of the value. The operand of a mismatch is −1.
   */
  public List<Mismatch> tangents(Recorded function, HostTensor... operands) {
    Tape tape = Tape.on(workspace, DType.F64);
    HostTensor[] gradients = gradientsOf(operands);
    HostTensor[] directions = directions(operands);
    double[] expected =
        along(
            operands, directions, () -> array(record(tape, function, operands, gradients).value()));
    Variable y = record(tape, function, operands, gradients);
    List<Mismatch> wrong = new ArrayList<>();
    HostTensor found = workspace.zeros(DType.F64, expected.length);
    if (y.wanted()) {
      Pushforward forward =
          new Pushforward(y, leaves(tape, operands, gradients), List.of(directions));
      forward.run();
      if (forward.moves()) {
        HostTensor tangent = (HostTensor) forward.tangent();
        found = tangent.reshape(tangent.size());
      }
    }
    compare(-1, expected, found, wrong);
    return wrong;
  }

  /**
   * Compares the product of the Hessian of Σ r sin(y) with a random direction with differences of
   * the gradient.
   */
  public List<Mismatch> curvature(Recorded function, HostTensor... operands) {
    Tape tape = Tape.on(workspace, DType.F64);
    HostTensor[] gradients = gradientsOf(operands);
    HostTensor[] directions = directions(operands);
    HostTensor[] products = gradientsOf(operands);
    HostTensor weights = weights(record(tape, function, operands, gradients));
    Recorded loss =
        x -> {
          Variable y = function.of(x);
          return Aggregates.sum(y.apply(Unary.SIN).multiply(y.tape().constant(weights)));
        };
    double[][] expected = new double[operands.length][];
    for (int k = 0; k < operands.length; k++) {
      int operand = k;
      expected[k] =
          along(
              operands,
              directions,
              () -> {
                tape.backward(record(tape, loss, operands, gradients));
                return array(gradients[operand]);
              });
    }
    Variable root = record(tape, loss, operands, gradients);
    Curvature hessian =
        Curvature.hessian(
            root, leaves(tape, operands, gradients), List.of(directions), List.of(products));
    hessian.linearize();
    hessian.run();
    List<Mismatch> wrong = new ArrayList<>();
    for (int k = 0; k < operands.length; k++) {
      compare(k, expected[k], products[k].reshape(products[k].size()), wrong);
    }
    return wrong;
  }

  private static List<Variable> leaves(Tape tape, HostTensor[] values, HostTensor[] gradients) {
    List<Variable> leaves = new ArrayList<>();
    for (int k = 0; k < values.length; k++) {
      leaves.add(tape.leaf(values[k], gradients[k]));
    }
    return leaves;
  }

  private HostTensor[] directions(HostTensor[] operands) {
    HostTensor[] directions = gradientsOf(operands);
    Philox random = new Philox(13);
    for (HostTensor direction : directions) {
      Sampling.of(workspace.backend(), DType.F64).uniform(random, -1, 1, direction);
    }
    return directions;
  }

  private static double[] array(Tensor x) {
    return ((HostTensor) x).reshape(x.size()).toArray();
  }

  /** Returns the derivative of f along the directions, by differences. */
  private double[] along(HostTensor[] operands, HostTensor[] directions, Supplier<double[]> f) {
    double[] sum = {};
    double at = 0;
    for (int k = 0; k < SHIFTS.length; k++) {
      move(operands, directions, SHIFTS[k] * step - at);
      at = SHIFTS[k] * step;
      double[] value = f.get();
      sum = k == 0 ? new double[value.length] : sum;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += WEIGHTS[k] * value[i] / step;
      }
    }
    move(operands, directions, -at);
    return sum;
  }

  private static void move(HostTensor[] operands, HostTensor[] directions, double by) {
    for (int k = 0; k < operands.length; k++) {
      HostTensor x = operands[k].reshape(operands[k].size());
      HostTensor d = directions[k].reshape(directions[k].size());
      for (long i = 0; i < x.size(); i++) {
        x.set(x.at(i) + by * d.at(i), i);
      }
    }
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
