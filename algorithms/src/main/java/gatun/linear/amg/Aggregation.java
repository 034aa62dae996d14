package gatun.linear.amg;

import java.util.Arrays;

/**
 * A partition of the nodes into aggregates, each the unknown of a coarser grid.
 *
 * <p>In the order of the nodes: a node whose strong neighbours are all free takes them for its
 * aggregate; then nodes left over join a neighbouring aggregate of that first kind; what is still
 * free groups with its free neighbours. The result depends on the graph alone.
 *
 * <p>Source: P. Vaněk, J. Mandel, M. Brezina, Algebraic multigrid by smoothed aggregation,
 * Computing 56 (1996), algorithm 5.1.
 *
 * @param of the aggregate of each node, or {@link #ALONE}
 * @param count the number of aggregates
 */
public record Aggregation(int[] of, int count) {
  /** Marks a node without strong connections: relaxation alone solves for it. */
  public static final int ALONE = -1;

  private static final int FREE = -2;
  private static final int JOINING = -3; // and below: −3 − aggregate

  /** Partitions the nodes of a graph. O(neighbours). */
  public static Aggregation of(NodeGraph graph) {
    int n = Math.toIntExact(graph.nodes());
    int[] of = new int[n];
    Arrays.fill(of, FREE);
    int count = seed(graph, of);
    for (int i = 0; i < n; i++) {
      if (of[i] == FREE) {
        join(graph, of, i);
      }
    }
    for (int i = 0; i < n; i++) {
      if (of[i] <= JOINING) {
        of[i] = JOINING - of[i];
      }
    }
    for (int i = 0; i < n; i++) {
      if (of[i] == FREE) {
        take(graph, of, i, count++);
      }
    }
    return new Aggregation(of, count);
  }

  /** Returns the number of nodes without strong connections. */
  public long alone() {
    return Arrays.stream(of).filter(aggregate -> aggregate == ALONE).count();
  }

  /** Makes the aggregates of nodes whose neighbours are all free; returns how many. */
  private static int seed(NodeGraph graph, int[] of) {
    int count = 0;
    for (int i = 0; i < of.length; i++) {
      long end = graph.first(i + 1L);
      long at = graph.first(i);
      if (at == end) {
        of[i] = ALONE;
      } else if (of[i] == FREE) {
        while (at < end && of[graph.neighbour(at)] == FREE) {
          at++;
        }
        if (at == end) {
          take(graph, of, i, count++);
        }
      }
    }
    return count;
  }

  private static void take(NodeGraph graph, int[] of, int node, int aggregate) {
    of[node] = aggregate;
    long end = graph.first(node + 1L);
    for (long at = graph.first(node); at < end; at++) {
      int other = graph.neighbour(at);
      if (of[other] == FREE) {
        of[other] = aggregate;
      }
    }
  }

  private static void join(NodeGraph graph, int[] of, int node) {
    long end = graph.first(node + 1L);
    for (long at = graph.first(node); at < end; at++) {
      int aggregate = of[graph.neighbour(at)];
      if (aggregate >= 0) {
        of[node] = JOINING - aggregate;
        return;
      }
    }
  }
}
