package gatun.linear.amg;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.RowBuilder;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;

/**
 * The tentative prolongator T: its columns live on one aggregate each and are orthonormal, and the
 * near-null-space vectors lie in its range, B = T B_c. On each aggregate B = Q R by modified
 * Gram-Schmidt, done twice; Q goes into T and R into B_c. A column that depends on those before it
 * becomes zero.
 *
 * @param matrix T, one row for each row of the matrix, empty for nodes without aggregate
 * @param near B_c, one row for each column of T
 */
public record Tentative(SparseMatrix matrix, HostTensor near) {
  /** What is left of a column that depends on the others, as a share of it. */
  private static final double DEPENDENT = 1e-10;

  /**
   * Builds T in O(rows · vectors²).
   *
   * @param block rows of a node
   * @param near B, F64, rows × vectors
   * @param workspace owns T and B_c
   */
  public static Tentative of(
      Aggregation aggregation, int block, HostTensor near, Workspace workspace) {
    int[] of = aggregation.of();
    int vectors = Math.toIntExact(near.shape().extent(1));
    int[] first = new int[aggregation.count() + 1];
    int[] members = members(of, first);
    double[] basis = new double[Math.toIntExact(near.size())]; // B, then Q
    for (int i = 0; i < of.length * block; i++) {
      for (int v = 0; v < vectors; v++) {
        basis[i * vectors + v] = near.at(i, v);
      }
    }
    HostTensor coarse = workspace.zeros(DType.F64, (long) aggregation.count() * vectors, vectors);
    for (int g = 0; g < aggregation.count(); g++) {
      for (int v = 0; v < vectors; v++) {
        double norm = Math.sqrt(product(members, first, g, block, basis, vectors, v, v));
        orthogonalise(members, first, g, block, basis, vectors, v, coarse);
        orthogonalise(members, first, g, block, basis, vectors, v, coarse);
        double left = Math.sqrt(product(members, first, g, block, basis, vectors, v, v));
        boolean independent = left > DEPENDENT * norm;
        coarse.set(independent ? left : 0, (long) g * vectors + v, v);
        scale(members, first, g, block, basis, vectors, v, independent ? 1 / left : 0);
      }
    }
    return new Tentative(matrix(of, aggregation.count(), block, basis, vectors, workspace), coarse);
  }

  /** Returns the nodes ordered by aggregate, and where each aggregate begins. */
  private static int[] members(int[] of, int[] first) {
    for (int aggregate : of) {
      if (aggregate >= 0) {
        first[aggregate + 1]++;
      }
    }
    for (int g = 1; g < first.length; g++) {
      first[g] += first[g - 1];
    }
    int[] members = new int[first[first.length - 1]];
    int[] next = first.clone();
    for (int i = 0; i < of.length; i++) {
      if (of[i] >= 0) {
        members[next[of[i]]++] = i;
      }
    }
    return members;
  }

  /** Takes columns 0 to v − 1 out of column v. */
  private static void orthogonalise(
      int[] members,
      int[] first,
      int g,
      int block,
      double[] basis,
      int vectors,
      int v,
      HostTensor coarse) {
    for (int u = 0; u < v; u++) {
      double factor = product(members, first, g, block, basis, vectors, u, v);
      long row = (long) g * vectors + u;
      coarse.set(coarse.at(row, v) + factor, row, v);
      for (int m = first[g]; m < first[g + 1]; m++) {
        int at = members[m] * block * vectors;
        for (int k = 0; k < block; k++, at += vectors) {
          basis[at + v] -= factor * basis[at + u];
        }
      }
    }
  }

  private static double product(
      int[] members, int[] first, int g, int block, double[] basis, int vectors, int u, int v) {
    double sum = 0;
    for (int m = first[g]; m < first[g + 1]; m++) {
      int at = members[m] * block * vectors;
      for (int k = 0; k < block; k++, at += vectors) {
        sum += basis[at + u] * basis[at + v];
      }
    }
    return sum;
  }

  private static void scale(
      int[] members,
      int[] first,
      int g,
      int block,
      double[] basis,
      int vectors,
      int v,
      double factor) {
    for (int m = first[g]; m < first[g + 1]; m++) {
      int at = members[m] * block * vectors;
      for (int k = 0; k < block; k++, at += vectors) {
        basis[at + v] *= factor;
      }
    }
  }

  private static SparseMatrix matrix(
      int[] of, int count, int block, double[] basis, int vectors, Workspace workspace) {
    long rows = (long) of.length * block;
    long columns = (long) count * vectors;
    RowBuilder builder = new RowBuilder(workspace, DType.F64, rows, columns, rows * vectors);
    for (int i = 0; i < of.length; i++) {
      for (int k = 0; k < block; k++) {
        for (int v = 0; v < vectors && of[i] >= 0; v++) {
          builder.add((long) of[i] * vectors + v, basis[(i * block + k) * vectors + v]);
        }
        builder.endRow();
      }
    }
    return builder.build(false);
  }
}
