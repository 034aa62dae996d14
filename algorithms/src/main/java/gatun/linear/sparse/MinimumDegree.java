package gatun.linear.sparse;

import gatun.engine.SparseMatrix;
import java.util.Arrays;

/**
 * An order of elimination that keeps the fill of a Cholesky factor small: approximate minimum
 * degree on the quotient graph, with absorption of elements, elimination of whole groups of
 * variables and merging of variables that cannot be told apart. Ties go to what came last.
 *
 * <p>Source: P. Amestoy, T. Davis, I. Duff, An approximate minimum degree ordering algorithm, SIAM
 * J. Matrix Anal. Appl. 17 (1996).
 */
final class MinimumDegree {
  private static final int NONE = -1;

  private final int n;
  private final QuotientGraph graph;
  private final int[] degree;
  private final int[] head; // first variable of each degree
  private final int[] next;
  private final int[] previous;
  private final int[] order;
  private int least;
  private int ordered; // weight of what is eliminated

  private MinimumDegree(SparseMatrix a) {
    this.n = Math.toIntExact(a.rows());
    this.graph = new QuotientGraph(a);
    this.degree = new int[n];
    this.head = new int[n + 1];
    this.next = new int[n];
    this.previous = new int[n];
    this.order = new int[n];
    Arrays.fill(head, NONE);
    for (int i = n - 1; i >= 0; i--) {
      insert(i, graph.neighbours(i));
    }
  }

  /** Returns the rows of a symmetric matrix in the order in which to eliminate them. */
  static int[] of(SparseMatrix a) {
    MinimumDegree run = new MinimumDegree(a);
    int[] pivots = new int[run.n];
    int count = 0;
    while (run.ordered < run.n) {
      int pivot = run.take();
      pivots[count++] = pivot;
      run.eliminate(pivot);
    }
    return run.graph.expanded(pivots, count, run.order);
  }

  private void insert(int i, int d) {
    degree[i] = d;
    next[i] = head[d];
    previous[i] = NONE;
    if (head[d] != NONE) {
      previous[head[d]] = i;
    }
    head[d] = i;
    least = Math.min(least, d);
  }

  private void remove(int i) {
    if (previous[i] == NONE) {
      head[degree[i]] = next[i];
    } else {
      next[previous[i]] = next[i];
    }
    if (next[i] != NONE) {
      previous[next[i]] = previous[i];
    }
  }

  private int take() {
    while (head[least] == NONE) {
      least++;
    }
    int pivot = head[least];
    remove(pivot);
    return pivot;
  }

  /** Makes an element of a variable and updates the degrees of those around it. */
  private void eliminate(int pivot) {
    int[] members = graph.form(pivot);
    ordered += graph.weight(pivot);
    for (int i : members) {
      remove(i);
    }
    graph.scan(members);
    int around = 0;
    for (int i : members) {
      around += graph.weight(i);
    }
    for (int i : members) {
      int outside = graph.update(i, pivot);
      if (outside == 0) { // i sees nothing but the element: it can go now
        around -= graph.weight(i);
        ordered += graph.weight(i);
        graph.merge(i, pivot);
      }
    }
    graph.mergeTwins(members);
    for (int i : members) {
      if (graph.weight(i) > 0) {
        int own = graph.weight(i);
        int bound = Math.min(degree[i] + around - own, graph.outside(i) + around - own);
        insert(i, Math.max(0, Math.min(n - ordered - own, bound)));
      }
    }
    graph.close(pivot);
  }
}
