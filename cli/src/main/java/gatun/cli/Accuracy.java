package gatun.cli;

import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How well x solves A x = b, found by plain double-precision loops over the original entries or
 * cells: no kernel and no layout that the solver used takes part.
 *
 * @param relativeResidual ‖b − A x‖₂ / ‖b‖₂, and ‖b − A x‖₂ where b = 0
 * @param backwardError ‖b − A x‖∞ / (‖A‖∞ ‖x‖∞ + ‖b‖∞)
 */
record Accuracy(double relativeResidual, double backwardError) {

  /** Looks at a matrix. */
  static Accuracy of(SparseMatrix a, HostTensor b, HostTensor x) {
    Sums sums = new Sums();
    Elements right = Elements.of(b);
    Elements solution = Elements.of(x);
    for (long i = 0; i < a.rows(); i++) {
      double residual = right.at(i);
      double row = 0;
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1); e++) {
        residual -= a.value(e) * solution.at(a.column(e));
        row += Math.abs(a.value(e));
      }
      sums.add(residual, row, right.at(i), solution.at(i));
    }
    return sums.accuracy();
  }

  /**
   * Looks at a pressure problem, whose vectors have an element for each cell of the grid.
   *
   * @param cells 0 outside the fluid, else the neighbours that are not solid
   */
  static Accuracy of(Grid g, HostTensor cells, HostTensor b, HostTensor x) {
    Sums sums = new Sums();
    Elements right = Elements.of(b);
    Elements solution = Elements.of(x);
    MemorySegment mask = cells.segment();
    long[] steps = {1, g.nx(), g.nx() * g.ny()};
    long[] extents = {g.nx(), g.ny(), g.nz()};
    for (long c = 0; c < g.cells(); c++) {
      int diagonal = mask.get(ValueLayout.JAVA_BYTE, c);
      if (diagonal == 0) {
        continue;
      }
      double residual = right.at(c) - diagonal * solution.at(c);
      double row = diagonal;
      for (int axis = 0; axis < 3; axis++) {
        long place = c / steps[axis] % extents[axis];
        for (int side = -1; side <= 1; side += 2) {
          long neighbour = c + side * steps[axis];
          boolean inside = place + side >= 0 && place + side < extents[axis];
          if (inside && mask.get(ValueLayout.JAVA_BYTE, neighbour) != 0) {
            residual += solution.at(neighbour);
            row++;
          }
        }
      }
      sums.add(residual, row, right.at(c), solution.at(c));
    }
    return sums.accuracy();
  }

  /** Returns whether the residual is within a tolerance, or the backward error if that is asked. */
  boolean within(double tolerance, boolean backward) {
    double slack = 1 + 1e-3; // two summation orders never agree to the last digit
    return (backward ? backwardError : relativeResidual) <= tolerance * slack;
  }

  /** The elements of a vector as doubles. */
  private record Elements(MemorySegment memory, boolean wide) {
    static Elements of(HostTensor vector) {
      return new Elements(vector.segment(), vector.dtype() == DType.F64);
    }

    double at(long i) {
      return wide
          ? memory.getAtIndex(ValueLayout.JAVA_DOUBLE, i)
          : memory.getAtIndex(ValueLayout.JAVA_FLOAT, i);
    }
  }

  /** Norms that grow row by row. */
  private static final class Sums {
    private double residualSquares;
    private double rightSquares;
    private double residualMaximum;
    private double rowMaximum;
    private double rightMaximum;
    private double solutionMaximum;

    void add(double residual, double row, double right, double solution) {
      residualSquares += residual * residual;
      rightSquares += right * right;
      residualMaximum = Math.max(residualMaximum, Math.abs(residual));
      rowMaximum = Math.max(rowMaximum, row);
      rightMaximum = Math.max(rightMaximum, Math.abs(right));
      solutionMaximum = Math.max(solutionMaximum, Math.abs(solution));
    }

    Accuracy accuracy() {
      double scale = rightSquares == 0 ? 1 : Math.sqrt(rightSquares);
      double bound = rowMaximum * solutionMaximum + rightMaximum;
      return new Accuracy(
          Math.sqrt(residualSquares) / scale, bound == 0 ? 0 : residualMaximum / bound);
    }
  }
}
