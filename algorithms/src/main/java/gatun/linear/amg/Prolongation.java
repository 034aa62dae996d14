package gatun.linear.amg;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.RowBuilder;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The smoothed prolongator P = (I − ω D⁻¹ A_F) T with ω = 4 / (3 λ), λ ≥ λ_max(D⁻¹ A_F). */
public final class Prolongation {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;

  private Prolongation() {}

  /**
   * Returns P, whose pattern is that of A T.
   *
   * @param a A_F
   * @param t the tentative prolongator
   * @param lambda the bound λ
   * @param workspace owns P
   */
  public static SparseMatrix smoothed(
      SparseMatrix a, SparseMatrix t, double lambda, Workspace workspace) {
    SparseMatrix p = SparseMatrices.multiply(a, t, false, workspace);
    HostTensor diagonal = workspace.zeros(DType.F64, a.rows());
    SparseMatrices.rows(a, diagonal, workspace.zeros(DType.F64, a.rows()));
    MemorySegment values = p.values().segment();
    MemorySegment columns = p.columnSegment();
    MemorySegment own = t.columnSegment();
    MemorySegment ownValues = t.values().segment();
    double omega = 4 / (3 * lambda);
    long entry = 0;
    for (long i = 0; i < p.rows(); i++) {
      double d = diagonal.at(i);
      double factor = d > 0 ? omega / d : 0;
      long at = t.rowPointer(i);
      long last = t.rowPointer(i + 1);
      long end = p.rowPointer(i + 1);
      for (; entry < end; entry++) {
        double value = -factor * values.getAtIndex(DOUBLE, entry);
        if (at < last && own.getAtIndex(INT, at) == columns.getAtIndex(INT, entry)) {
          value += ownValues.getAtIndex(DOUBLE, at++);
        }
        values.setAtIndex(DOUBLE, entry, value);
      }
    }
    return p;
  }

  /**
   * Returns A_F: A without its weak connections, which go to the diagonal, so that row sums stay.
   *
   * @param graph the strong connections of A's rows
   * @param workspace owns A_F
   */
  public static SparseMatrix filtered(SparseMatrix a, NodeGraph graph, Workspace workspace) {
    long strong = a.nonzeros() - graph.weak();
    RowBuilder builder = new RowBuilder(workspace, DType.F64, a.rows(), a.rows(), strong);
    for (long i = 0; i < a.rows(); i++) {
      long begin = a.rowPointer(i);
      long end = a.rowPointer(i + 1);
      double diagonal = lumped(a, graph, i);
      long at = graph.first(i);
      long last = graph.first(i + 1);
      for (long e = begin; e < end; e++) {
        int j = a.column(e);
        if (j == i) {
          builder.add(j, diagonal);
        } else if (at < last && graph.neighbour(at) == j) {
          builder.add(j, a.value(e));
          at++;
        }
      }
      builder.endRow();
    }
    return builder.build(a.symmetric());
  }

  /** Returns a_ii and the weak entries of the row, or a_ii where their sum is not positive. */
  private static double lumped(SparseMatrix a, NodeGraph graph, long i) {
    double own = 0;
    double sum = 0;
    long at = graph.first(i);
    long last = graph.first(i + 1);
    for (long e = a.rowPointer(i); e < a.rowPointer(i + 1); e++) {
      int j = a.column(e);
      if (j == i) {
        own = a.value(e);
      } else if (at < last && graph.neighbour(at) == j) {
        at++;
      } else {
        sum += a.value(e);
      }
    }
    return own + sum > 0 ? own + sum : own;
  }
}
