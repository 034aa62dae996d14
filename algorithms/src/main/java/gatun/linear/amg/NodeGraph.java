package gatun.linear.amg;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.RowBuilder;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Which nodes of a matrix are strongly connected: |a_ij|² &gt; θ² a_ii a_jj, or the same with the
 * Frobenius norms of blocks, where a node is a block of several consecutive rows.
 *
 * @param nodes the number of nodes
 * @param pointers where the neighbours of each node begin, {@code nodes + 1} longs
 * @param neighbours the strong neighbours, each node's in increasing order, without itself
 * @param weak the number of entries that are not strong, diagonals not counted
 */
public record NodeGraph(long nodes, MemorySegment pointers, MemorySegment neighbours, long weak) {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  /**
   * Finds the strong connections of a matrix in O(entries).
   *
   * @param block rows of a node, a divisor of the matrix's rows
   * @param theta the threshold θ
   * @param workspace owns the graph: 4 bytes an entry and 8 a node
   */
  public static NodeGraph of(SparseMatrix a, long block, double theta, Workspace workspace) {
    SparseMatrix norms = block == 1 ? a : condensed(a, (int) block, workspace);
    long n = norms.rows();
    double[] scaled = new double[Math.toIntExact(n)]; // √(θ a_ii)
    HostTensor diagonal = workspace.zeros(norms.dtype(), n);
    SparseMatrices.rows(norms, diagonal, workspace.zeros(norms.dtype(), n));
    for (int i = 0; i < n; i++) {
      scaled[i] = Math.sqrt(theta * Math.max(0, diagonal.at(i)));
    }
    MemorySegment pointers = workspace.zeros(DType.I64, n + 1).segment();
    MemorySegment neighbours = workspace.zeros(DType.I32, norms.nonzeros()).segment();
    MemorySegment columns = norms.columnSegment();
    MemorySegment values = norms.values().segment();
    boolean wide = norms.dtype() == DType.F64;
    long count = 0;
    long entry = 0;
    long diagonals = 0;
    for (int i = 0; i < n; i++) {
      long end = norms.rowPointer(i + 1);
      double own = scaled[i];
      for (; entry < end; entry++) {
        int j = columns.getAtIndex(INT, entry);
        double value =
            wide
                ? values.getAtIndex(ValueLayout.JAVA_DOUBLE, entry)
                : values.getAtIndex(ValueLayout.JAVA_FLOAT, entry);
        if (j == i) {
          diagonals++;
        } else if (Math.abs(value) > own * scaled[j]) {
          neighbours.setAtIndex(INT, count++, j);
        }
      }
      pointers.setAtIndex(LONG, i + 1, count);
    }
    return new NodeGraph(n, pointers, neighbours, norms.nonzeros() - diagonals - count);
  }

  /** Returns the matrix of the Frobenius norms of all blocks that hold an entry. */
  private static SparseMatrix condensed(SparseMatrix a, int block, Workspace workspace) {
    int n = Math.toIntExact(a.rows() / block);
    RowBuilder norms = new RowBuilder(workspace, DType.F64, n, n, a.nonzeros());
    double[] squares = new double[n];
    boolean[] seen = new boolean[n];
    int[] found = new int[n];
    for (int i = 0; i < n; i++) {
      int count = 0;
      for (long e = a.rowPointer((long) i * block); e < a.rowPointer((i + 1L) * block); e++) {
        int j = a.column(e) / block;
        if (!seen[j]) {
          seen[j] = true;
          squares[j] = 0;
          found[count++] = j;
        }
        squares[j] += a.value(e) * a.value(e);
      }
      Arrays.sort(found, 0, count);
      for (int k = 0; k < count; k++) {
        norms.add(found[k], Math.sqrt(squares[found[k]]));
        seen[found[k]] = false;
      }
      norms.endRow();
    }
    return norms.build(a.symmetric());
  }

  /** Returns the position of a node's first neighbour. */
  long first(long node) {
    return pointers.getAtIndex(LONG, node);
  }

  /** Returns the neighbour at a position. */
  int neighbour(long position) {
    return neighbours.getAtIndex(INT, position);
  }
}
