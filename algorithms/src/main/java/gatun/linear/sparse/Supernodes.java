package gatun.linear.sparse;

import gatun.engine.SparseMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The pattern of a Cholesky factor by groups of consecutive columns that share their rows below the
 * group. Small groups join their parent where that stores few zeros.
 *
 * @param first the first column of each group, and the number of columns
 * @param below the rows below each group, increasing
 * @param parent the group of the first of these rows, −1 without any
 */
record Supernodes(int[] first, int[][] below, int[] parent) {
  /** Zeros that may be stored, as a share of a group's entries. */
  private static final double ZEROS = 0.25;

  /** Columns up to which a group joins its parent whatever zeros that stores. */
  private static final int SMALL = 4;

  private static final int NONE = -1;

  /**
   * Finds the groups in O(entries of A and of all groups' rows).
   *
   * @param order the row of A at each place, in postorder
   * @param parents the elimination tree
   */
  static Supernodes of(SparseMatrix a, int[] order, int[] parents) {
    int n = order.length;
    int[] place = EliminationTree.inverse(order);
    int[] group = new int[n];
    int[] mark = new int[n];
    Arrays.fill(mark, NONE);
    int[] starts = new int[n + 1];
    List<int[]> rows = new ArrayList<>();
    List<List<Integer>> children = children(parents);
    for (int j = 0; j < n; j++) {
      int last = rows.size() - 1;
      boolean joins = j > 0 && parents[j - 1] == j && covered(a, order, place, j, mark, last);
      for (int child : children.get(j)) {
        joins = joins && (child == j - 1 || inside(rows.get(group[child]), j, mark, last));
      }
      if (!joins) {
        last++;
        starts[last] = j;
        rows.add(union(a, order, place, j, children.get(j), group, rows, mark, last));
      }
      group[j] = last;
    }
    int count = rows.size();
    starts[count] = n;
    int[] first = Arrays.copyOf(starts, count + 1);
    int[][] below = new int[count][];
    for (int s = 0; s < count; s++) {
      int[] all = rows.get(s);
      int from = 0;
      while (from < all.length && all[from] < first[s + 1]) {
        from++;
      }
      below[s] = Arrays.copyOfRange(all, from, all.length);
    }
    return merged(first, below);
  }

  private static List<List<Integer>> children(int[] parents) {
    List<List<Integer>> children = new ArrayList<>();
    for (int j = 0; j < parents.length; j++) {
      children.add(List.of());
    }
    for (int j = 0; j < parents.length; j++) {
      if (parents[j] != NONE) {
        List<Integer> list = children.get(parents[j]);
        if (list.isEmpty()) {
          list = new ArrayList<>(2);
          children.set(parents[j], list);
        }
        list.add(j);
      }
    }
    return children;
  }

  /** Returns whether all of column j lies in the rows of a group. */
  private static boolean covered(
      SparseMatrix a, int[] order, int[] place, int j, int[] mark, int group) {
    for (long e = a.rowPointer(order[j]); e < a.rowPointer(order[j] + 1L); e++) {
      int i = place[a.column(e)];
      if (i > j && mark[i] != group) {
        return false;
      }
    }
    return true;
  }

  private static boolean inside(int[] rows, int j, int[] mark, int group) {
    for (int i : rows) {
      if (i > j && mark[i] != group) {
        return false;
      }
    }
    return true;
  }

  /** Returns the rows below column j, marked with its group. */
  private static int[] union(
      SparseMatrix a,
      int[] order,
      int[] place,
      int j,
      List<Integer> children,
      int[] group,
      List<int[]> rows,
      int[] mark,
      int own) {
    int capacity = Math.toIntExact(a.rowPointer(order[j] + 1L) - a.rowPointer(order[j]));
    for (int child : children) {
      capacity += rows.get(group[child]).length;
    }
    int[] found = new int[capacity];
    int count = 0;
    for (long e = a.rowPointer(order[j]); e < a.rowPointer(order[j] + 1L); e++) {
      count = add(place[a.column(e)], j, mark, own, found, count);
    }
    for (int child : children) {
      for (int i : rows.get(group[child])) {
        count = add(i, j, mark, own, found, count);
      }
    }
    int[] sorted = Arrays.copyOf(found, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private static int add(int i, int j, int[] mark, int own, int[] found, int count) {
    if (i <= j || mark[i] == own) {
      return count;
    }
    mark[i] = own;
    found[count] = i;
    return count + 1;
  }

  /** Lets groups join the parent that follows them. */
  private static Supernodes merged(int[] first, int[][] below) {
    int count = below.length;
    int[] starts = new int[count + 1];
    double[] zeros = new double[count];
    int[] origin = new int[count]; // whose rows a kept group has
    int kept = 0;
    for (int s = 0; s < count; s++) {
      starts[kept] = first[s];
      origin[kept] = s;
      zeros[kept] = 0;
      kept++;
      while (kept > 1 && joins(starts, zeros, origin, below, first[s + 1], kept)) {
        kept--;
        origin[kept - 1] = s;
      }
    }
    int[] result = Arrays.copyOf(starts, kept + 1);
    result[kept] = first[count];
    int[] groups = new int[first[count]];
    int[][] rows = new int[kept][];
    for (int s = 0; s < kept; s++) {
      rows[s] = below[origin[s]];
      Arrays.fill(groups, result[s], result[s + 1], s);
    }
    int[] parent = new int[kept];
    for (int s = 0; s < kept; s++) {
      parent[s] = rows[s].length == 0 ? NONE : groups[rows[s][0]];
    }
    return new Supernodes(result, rows, parent);
  }

  /** Returns whether the last kept group but one joins the last; if so, counts the zeros. */
  private static boolean joins(
      int[] starts, double[] zeros, int[] origin, int[][] below, int end, int kept) {
    int own = kept - 1;
    int child = kept - 2;
    int[] rows = below[origin[child]];
    if (rows.length == 0 || rows[0] < starts[own] || rows[0] >= end) {
      return false;
    }
    double columns = starts[own] - starts[child];
    double width = end - starts[own];
    double around = width + below[origin[own]].length;
    double all = zeros[child] + zeros[own] + columns * (around - rows.length);
    double total = (columns + width) * (columns / 2 + width / 2 + below[origin[own]].length);
    boolean joins = all <= ZEROS * total || columns + width <= SMALL;
    if (joins) {
      zeros[child] = all;
    }
    return joins;
  }

  int count() {
    return below.length;
  }

  /** Returns the columns of a group. */
  int width(int s) {
    return first[s + 1] - first[s];
  }

  /** Returns the columns of a group and the rows below it. */
  int size(int s) {
    return width(s) + below[s].length;
  }
}
