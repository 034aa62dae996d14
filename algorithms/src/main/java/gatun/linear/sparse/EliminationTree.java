package gatun.linear.sparse;

import gatun.engine.SparseMatrix;
import java.util.Arrays;

/**
 * In which order the columns of a Cholesky factor depend on each other: the parent of a column is
 * the row of its first entry below the diagonal. J. Liu, The role of elimination trees in sparse
 * factorization, SIAM J. Matrix Anal. Appl. 11 (1990).
 */
final class EliminationTree {
  private static final int NONE = -1;

  private EliminationTree() {}

  /**
   * Renumbers an order of elimination so that each column follows those below it in the tree, with
   * the same fill, and returns the parent of each column in the new numbering, −1 for roots.
   *
   * @param order the row of the matrix at each place; overwritten
   */
  static int[] postordered(SparseMatrix a, int[] order) {
    int n = order.length;
    int[] parent = parents(a, order, inverse(order));
    int[] places = postorder(parent);
    int[] renumbered = new int[n];
    int[] place = inverse(places);
    int[] parents = new int[n];
    for (int k = 0; k < n; k++) {
      int old = places[k];
      renumbered[k] = order[old];
      parents[k] = parent[old] == NONE ? NONE : place[parent[old]];
    }
    System.arraycopy(renumbered, 0, order, 0, n);
    return parents;
  }

  static int[] inverse(int[] order) {
    int[] place = new int[order.length];
    for (int k = 0; k < order.length; k++) {
      place[order[k]] = k;
    }
    return place;
  }

  private static int[] parents(SparseMatrix a, int[] order, int[] place) {
    int n = order.length;
    int[] parent = new int[n];
    int[] ancestor = new int[n]; // shortcuts towards the root
    Arrays.fill(parent, NONE);
    Arrays.fill(ancestor, NONE);
    for (int k = 0; k < n; k++) {
      for (long e = a.rowPointer(order[k]); e < a.rowPointer(order[k] + 1L); e++) {
        int i = place[a.column(e)];
        while (i != NONE && i < k) {
          int above = ancestor[i];
          ancestor[i] = k;
          if (above == NONE) {
            parent[i] = k;
          }
          i = above;
        }
      }
    }
    return parent;
  }

  private static int[] postorder(int[] parent) {
    int n = parent.length;
    int[] first = new int[n];
    int[] sibling = new int[n];
    Arrays.fill(first, NONE);
    int roots = NONE;
    for (int i = n - 1; i >= 0; i--) {
      if (parent[i] == NONE) {
        sibling[i] = roots;
        roots = i;
      } else {
        sibling[i] = first[parent[i]];
        first[parent[i]] = i;
      }
    }
    int[] places = new int[n];
    int[] stack = new int[n];
    int count = 0;
    for (int root = roots; root != NONE; root = sibling[root]) {
      int depth = 0;
      stack[depth++] = root;
      while (depth > 0) {
        int i = stack[depth - 1];
        int child = first[i];
        if (child == NONE) {
          places[count++] = i;
          depth--;
        } else {
          first[i] = sibling[child];
          stack[depth++] = child;
        }
      }
    }
    return places;
  }
}
