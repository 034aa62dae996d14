package gatun.linear;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.linear.amg.Aggregation;
import gatun.linear.amg.NodeGraph;
import gatun.linear.amg.Prolongation;
import gatun.linear.amg.Tentative;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The levels of an algebraic multigrid hierarchy, built from the finest down.
 *
 * @param levels from the finest on
 * @param bottom the direct solve on the last level, null where relaxation has to do
 * @param dtype the type of the cycle
 */
record AlgebraicHierarchy(
    List<AlgebraicLevel> levels, @Nullable AlgebraicBottom bottom, DType dtype) {
  /** A level that has more than this share of the unknowns above it is not worth having. */
  private static final double SLOW = 0.7;

  /** Share of nodes without strong connections from which the threshold is lowered. */
  private static final double LONELY = 0.1;

  /** A threshold below which it is given up. */
  private static final double LEAST = 1e-3;

  /** Unknowns up to which a last level is inverted where coarsening stopped. */
  private static final long DENSE = 1000;

  /**
   * Builds the levels.
   *
   * @param workspace owns what the cycle needs
   * @param setUp owns the rest
   */
  static AlgebraicHierarchy of(
      SparseMatrix given, AlgebraicMultigrid settings, Workspace workspace, Workspace setUp) {
    SparseMatrix a =
        given.dtype() == DType.F64 ? given : SparseMatrices.convert(given, DType.F64, setUp);
    DType dtype = dtype(a, settings, setUp);
    HostTensor near = near(a, settings, setUp);
    List<AlgebraicLevel> levels = new ArrayList<>();
    double theta = settings.theta();
    int block = settings.block();
    while (true) {
      AlgebraicLevel level = new AlgebraicLevel(a, dtype, settings, workspace, setUp);
      levels.add(level);
      if (level.size <= AlgebraicMultigrid.BOTTOM) {
        break;
      }
      NodeGraph graph = NodeGraph.of(a, block, theta, setUp);
      Aggregation aggregation = Aggregation.of(graph);
      while (theta > 0 && graph.weak() > 0 && aggregation.alone() > LONELY * graph.nodes()) {
        theta = theta > LEAST ? theta / 4 : 0;
        graph = NodeGraph.of(a, block, theta, setUp);
        aggregation = Aggregation.of(graph);
      }
      long columns = aggregation.count() * near.shape().extent(1);
      if (aggregation.count() == 0 || columns > SLOW * level.size) {
        break;
      }
      Tentative tentative = Tentative.of(aggregation, block, near, setUp);
      SparseMatrix p = prolongator(a, graph, tentative, level.lambda, setUp);
      a = transfer(a, p, level, dtype, workspace, setUp);
      near = tentative.near();
      block = Math.toIntExact(near.shape().extent(1));
      theta /= 4;
    }
    boolean direct = a.rows() <= (levels.size() == 1 ? AlgebraicMultigrid.BOTTOM : DENSE);
    AlgebraicBottom bottom = direct ? new AlgebraicBottom(a, dtype, workspace, setUp) : null;
    return new AlgebraicHierarchy(List.copyOf(levels), bottom, dtype);
  }

  private static SparseMatrix prolongator(
      SparseMatrix a, NodeGraph graph, Tentative tentative, double lambda, Workspace setUp) {
    boolean scalar = graph.nodes() == a.rows() && tentative.near().shape().extent(1) == 1;
    if (graph.weak() == 0 || !scalar) {
      return Prolongation.smoothed(a, tentative.matrix(), lambda, setUp);
    }
    SparseMatrix filtered = Prolongation.filtered(a, graph, setUp);
    return Prolongation.smoothed(filtered, tentative.matrix(), 2, setUp);
  }

  /** Lays the transfers out and returns Pᵀ A P. */
  private static SparseMatrix transfer(
      SparseMatrix a,
      SparseMatrix p,
      AlgebraicLevel level,
      DType dtype,
      Workspace workspace,
      Workspace setUp) {
    SparseMatrix r = SparseMatrices.transpose(p, setUp);
    level.transfers(p, r, dtype, workspace);
    SparseMatrix ap = SparseMatrices.multiply(a, p, false, setUp);
    return SparseMatrices.multiply(r, ap, true, setUp);
  }

  private static HostTensor near(SparseMatrix a, AlgebraicMultigrid settings, Workspace setUp) {
    HostTensor near = settings.near();
    if (a.rows() % settings.block() != 0) {
      throw new IllegalArgumentException(
          "amg block: expected a divisor of " + a.rows() + " rows, found " + settings.block());
    }
    if (near == null) {
      HostTensor constant = setUp.zeros(DType.F64, a.rows(), 1);
      for (long i = 0; i < a.rows(); i++) {
        constant.set(1, i, 0);
      }
      return constant;
    }
    if (near.shape().extent(0) != a.rows()) {
      throw new IllegalArgumentException(
          "amg near-null-space: expected " + a.rows() + " rows, found " + near.shape());
    }
    return near;
  }

  /** Checks the entries and chooses the type of the cycle. */
  private static DType dtype(SparseMatrix a, AlgebraicMultigrid settings, Workspace setUp) {
    HostTensor diagonal = setUp.zeros(DType.F64, a.rows());
    HostTensor sums = setUp.zeros(DType.F64, a.rows());
    SparseMatrices.rows(a, diagonal, sums);
    double smallest = Double.MAX_VALUE;
    double largest = 0;
    for (long i = 0; i < a.rows(); i++) {
      double d = diagonal.at(i);
      if (!(d > 0 && sums.at(i) <= Double.MAX_VALUE)) {
        throw refusal(i, d, sums.at(i));
      }
      smallest = Math.min(smallest, d);
      largest = Math.max(largest, d);
    }
    DType asked = settings.precision();
    boolean wide =
        largest > AlgebraicMultigrid.CONTRAST * smallest || largest > 1e30 || smallest < 1e-30;
    return asked != null ? asked : wide ? DType.F64 : DType.F32;
  }

  private static IllegalArgumentException refusal(long row, double diagonal, double sum) {
    return sum <= Double.MAX_VALUE
        ? LowerTriangle.notPositive("amg", row, String.valueOf(diagonal))
        : new IllegalArgumentException(
            "preconditioner amg: expected finite entries in every row, found "
                + sum
                + " as the sum of magnitudes of row "
                + row
                + " (counted from 0)");
  }
}
