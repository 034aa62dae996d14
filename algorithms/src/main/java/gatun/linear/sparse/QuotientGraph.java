package gatun.linear.sparse;

import gatun.engine.SparseMatrix;
import java.util.Arrays;

/**
 * The graph of a partly eliminated matrix: variables still to come, and elements, each the clique
 * that an eliminated variable has left. A variable stands for a group of rows, its weight.
 */
final class QuotientGraph {
  private static final int NONE = -1;
  private static final int[] EMPTY = {};

  private final int n;
  private final int[][] variables; // neighbours that are variables; not exact where elements cover
  private final int[][] elements;
  private final int[][] members; // of each element
  private final int[] weight; // 0: merged or eliminated with another
  private final boolean[] gone; // eliminated variable, or absorbed element
  private final int[] size; // weight of the members of each element
  private final int[] rest; // weight of the members outside the newest element
  private final int[] seen;
  private final int[] mark;
  private final int[] outside; // weight around a variable outside the newest element
  private final int[] into; // what a variable was merged into
  private final long[] hash;
  private int stamp;

  QuotientGraph(SparseMatrix a) {
    this.n = Math.toIntExact(a.rows());
    this.variables = new int[n][];
    this.elements = new int[n][];
    this.members = new int[n][];
    this.weight = new int[n];
    this.gone = new boolean[n];
    this.size = new int[n];
    this.rest = new int[n];
    this.seen = new int[n];
    this.mark = new int[n];
    this.outside = new int[n];
    this.into = new int[n];
    this.hash = new long[n];
    Arrays.fill(weight, 1);
    Arrays.fill(into, NONE);
    Arrays.fill(elements, EMPTY);
    for (int i = 0; i < n; i++) {
      int count = 0;
      int[] list = new int[Math.toIntExact(a.rowPointer(i + 1L) - a.rowPointer(i))];
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1L); e++) {
        if (a.column(e) != i) {
          list[count++] = a.column(e);
        }
      }
      variables[i] = Arrays.copyOf(list, count);
    }
  }

  int neighbours(int i) {
    return variables[i].length;
  }

  int weight(int i) {
    return weight[i];
  }

  /** Returns the weight around a variable outside the newest element, an upper bound. */
  int outside(int i) {
    return outside[i];
  }

  /** Turns a variable into an element, absorbs the elements around it and returns its members. */
  int[] form(int pivot) {
    stamp++;
    mark[pivot] = stamp;
    int capacity = variables[pivot].length;
    for (int e : elements[pivot]) {
      capacity += gone[e] ? 0 : members[e].length;
    }
    int[] found = new int[capacity];
    int count = collect(variables[pivot], found, 0);
    for (int e : elements[pivot]) {
      if (!gone[e]) {
        count = collect(members[e], found, count);
        gone[e] = true;
        members[e] = EMPTY;
      }
    }
    members[pivot] = Arrays.copyOf(found, count);
    variables[pivot] = EMPTY;
    elements[pivot] = EMPTY;
    return members[pivot];
  }

  private int collect(int[] from, int[] to, int count) {
    int end = count;
    for (int i : from) {
      if (weight[i] > 0 && mark[i] != stamp && members[i] == null) {
        mark[i] = stamp;
        to[end++] = i;
      }
    }
    return end;
  }

  /** Computes, for each element near the newest, the weight of its members outside that. */
  void scan(int[] around) {
    for (int i : around) {
      for (int e : elements[i]) {
        if (!gone[e]) {
          rest[e] = (seen[e] == stamp ? rest[e] : size[e]) - weight[i];
          seen[e] = stamp;
        }
      }
    }
  }

  /**
   * Drops from a variable's lists what the newest element covers; returns the weight that is left
   * around it outside the element, at most: 0 if nothing.
   */
  int update(int i, int pivot) {
    int[] near = elements[i];
    int[] kept = new int[near.length + 1];
    int count = 0;
    int sum = 0;
    long code = pivot;
    for (int e : near) {
      if (!gone[e] && rest[e] > 0) {
        kept[count++] = e;
        sum += rest[e];
        code += e;
      } else if (!gone[e]) { // all members of e are members of the newest element
        gone[e] = true;
        members[e] = EMPTY;
      }
    }
    kept[count++] = pivot;
    elements[i] = count == near.length ? kept.clone() : Arrays.copyOf(kept, count);
    int[] list = variables[i];
    int left = 0;
    for (int j : list) {
      if (weight[j] > 0 && members[j] == null && mark[j] != stamp) {
        list[left++] = j;
        sum += weight[j];
        code += j;
      }
    }
    variables[i] = left == list.length ? list : Arrays.copyOf(list, left);
    outside[i] = sum;
    hash[i] = code;
    return sum;
  }

  /** Lets a variable be eliminated together with another. */
  void merge(int i, int target) {
    weight[target] += weight[i];
    weight[i] = 0;
    into[i] = target;
    variables[i] = EMPTY;
    elements[i] = EMPTY;
  }

  /** Merges variables of the newest element that have the same neighbours. */
  void mergeTwins(int[] around) {
    long[] keys = new long[around.length];
    int count = 0;
    for (int k = 0; k < around.length; k++) {
      if (weight[around[k]] > 0) {
        keys[count++] = (hash[around[k]] << 32) | k;
      }
    }
    Arrays.sort(keys, 0, count);
    for (int a = 0; a < count; a++) {
      int i = around[(int) keys[a]];
      if (weight[i] == 0) {
        continue;
      }
      for (int b = a + 1; b < count && keys[b] >> 32 == keys[a] >> 32; b++) {
        int j = around[(int) keys[b]];
        if (weight[j] > 0 && same(i, j)) {
          merge(j, i);
        }
      }
    }
  }

  private boolean same(int i, int j) {
    if (variables[i].length != variables[j].length || elements[i].length != elements[j].length) {
      return false;
    }
    stamp++;
    for (int v : variables[i]) {
      mark[v] = stamp;
    }
    for (int e : elements[i]) {
      seen[e] = stamp;
    }
    for (int v : variables[j]) {
      if (mark[v] != stamp) {
        return false;
      }
    }
    for (int e : elements[j]) {
      if (seen[e] != stamp) {
        return false;
      }
    }
    return true;
  }

  /** Keeps of the newest element the members that are left, and weighs it. */
  void close(int pivot) {
    int[] all = members[pivot];
    int count = 0;
    int sum = 0;
    for (int i : all) {
      if (weight[i] > 0) {
        all[count++] = i;
        sum += weight[i];
      }
    }
    members[pivot] = Arrays.copyOf(all, count);
    size[pivot] = sum;
  }

  /** Returns the order of all variables: each pivot, before it what was merged into it. */
  int[] expanded(int[] pivots, int count, int[] order) {
    int[] first = new int[n];
    int[] sibling = new int[n];
    Arrays.fill(first, NONE);
    for (int i = n - 1; i >= 0; i--) {
      if (into[i] != NONE) {
        sibling[i] = first[into[i]];
        first[into[i]] = i;
      }
    }
    int[] stack = new int[n];
    int target = 0;
    for (int k = 0; k < count; k++) {
      int depth = 0;
      stack[depth++] = pivots[k];
      while (depth > 0) {
        int i = stack[--depth];
        order[target++] = i;
        for (int child = first[i]; child != NONE; child = sibling[child]) {
          stack[depth++] = child;
        }
      }
    }
    return order;
  }
}
