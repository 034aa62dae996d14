package gatun.bench;

import gatun.engine.DType;
import gatun.engine.SparseBuilder;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.io.MatrixMarket;
import gatun.linear.Poisson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Large matrices without the structure of a grid, generated from a fixed seed. Their names:
 *
 * <ul>
 *   <li>{@code mesh:N} N random points of the unit cube, joined where they are near, about 14
 *       neighbours each, numbered along a space-filling curve: what a finite-element code hands
 *       over
 *   <li>{@code shuffled:N} the same in a random order: what a mesh generator may hand over
 *   <li>{@code graph:N} a graph grown by preferential attachment, 8 edges for each new node: its
 *       degrees follow a power law
 *   <li>{@code columns:N} 16 entries a row in uniformly random columns, not symmetric
 * </ul>
 *
 * <p>The first three are graph Laplacians plus 1 % of the identity: symmetric positive definite.
 */
final class Unstructured {
  private static final double NEIGHBOURS = 14;
  private static final int EDGES = 8;
  private static final int ENTRIES = 16;

  private Unstructured() {}

  /** Returns whether a shape names one of these matrices. */
  static boolean named(String shape) {
    return shape.matches("(mesh|shuffled|graph|columns):\\d+");
  }

  /**
   * Returns the matrix of a shape: one of these, a Poisson problem, or a Matrix Market file; the
   * workspace owns it.
   */
  static SparseMatrix any(String shape, DType dtype, Workspace workspace) {
    if (named(shape)) {
      return matrix(shape, dtype, workspace);
    }
    if (!shape.matches(".*\\.mtx(\\.gz)?")) {
      return Poisson.named(shape, workspace).matrix(dtype, workspace);
    }
    try {
      return MatrixMarket.read(Path.of(shape), workspace, dtype);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Builds a matrix by its name; the workspace owns it. */
  static SparseMatrix matrix(String shape, DType dtype, Workspace workspace) {
    int colon = shape.indexOf(':');
    int n = Integer.parseInt(shape.substring(colon + 1));
    SplittableRandom random = new SplittableRandom(n);
    try (SparseBuilder builder = new SparseBuilder(workspace, dtype, n, n)) {
      switch (shape.substring(0, colon)) {
        case "mesh" -> mesh(n, order(n, null), random, builder);
        case "shuffled" -> mesh(n, order(n, random), random, builder);
        case "graph" -> graph(n, random, builder);
        default -> columns(n, random, builder);
      }
      return builder.build(!shape.startsWith("columns"));
    }
  }

  private static int[] order(int n, @Nullable SplittableRandom random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random == null ? i : random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Joins points nearer than a radius; they are sorted by cells of that size in Morton order. */
  private static void mesh(int n, int[] number, SplittableRandom random, SparseBuilder builder) {
    double radius = Math.cbrt(NEIGHBOURS / (4.0 / 3 * Math.PI * n));
    int side = Math.max(1, (int) (1 / radius));
    int bits = 32 - Integer.numberOfLeadingZeros(side);
    long[] keys = new long[n];
    for (int i = 0; i < n; i++) {
      long cell =
          spread(random.nextInt(side))
              | spread(random.nextInt(side)) << 1
              | spread(random.nextInt(side)) << 2;
      keys[i] = cell << 32 | i;
    }
    Arrays.sort(keys);
    int[] begin = new int[(1 << 3 * bits) + 1];
    for (long key : keys) {
      begin[(int) (key >>> 32) + 1]++;
    }
    for (int c = 1; c < begin.length; c++) {
      begin[c] += begin[c - 1];
    }
    double[] at = new double[3 * n]; // inside the cell, then of the unit cube
    for (int i = 0; i < n; i++) {
      long cell = keys[i] >>> 32;
      for (int d = 0; d < 3; d++) {
        at[3 * i + d] = (gather(cell >>> d) + random.nextDouble()) / side;
      }
    }
    join(n, number, side, begin, keys, at, radius, builder);
  }

  private static void join(
      int n,
      int[] number,
      int side,
      int[] begin,
      long[] keys,
      double[] at,
      double radius,
      SparseBuilder builder) {
    for (int i = 0; i < n; i++) {
      long cell = keys[i] >>> 32;
      int x = gather(cell);
      int y = gather(cell >>> 1);
      int z = gather(cell >>> 2);
      builder.add(number[i], number[i], 0.01);
      for (int c = 0; c < 27; c++) {
        int u = x + c % 3 - 1;
        int v = y + c / 3 % 3 - 1;
        int w = z + c / 9 - 1;
        if (Math.min(u, Math.min(v, w)) < 0 || Math.max(u, Math.max(v, w)) >= side) {
          continue;
        }
        int other = (int) (spread(u) | spread(v) << 1 | spread(w) << 2);
        for (int j = begin[other]; j < begin[other + 1]; j++) {
          double distance = distance(at, i, j);
          if (j < i && distance < radius) {
            edge(number[i], number[j], radius / (distance + 0.1 * radius), builder);
          }
        }
      }
    }
  }

  private static double distance(double[] at, int i, int j) {
    double sum = 0;
    for (int d = 0; d < 3; d++) {
      double step = at[3 * i + d] - at[3 * j + d];
      sum = Math.fma(step, step, sum);
    }
    return Math.sqrt(sum);
  }

  /** Moves bit b to bit 3 b. */
  private static long spread(int value) {
    return Long.expand(value, 0x1249249249249249L);
  }

  private static int gather(long cell) {
    return (int) Long.compress(cell, 0x1249249249249249L);
  }

  private static void edge(int i, int j, double weight, SparseBuilder builder) {
    builder.add(i, j, -weight).add(j, i, -weight).add(i, i, weight).add(j, j, weight);
  }

  private static void graph(int n, SplittableRandom random, SparseBuilder builder) {
    int[] ends = new int[2 * EDGES * n]; // a node stands here once for each of its edges
    int count = 0;
    for (int i = 0; i < n; i++) {
      builder.add(i, i, 0.01);
      for (int e = 0; e < EDGES && i > 0; e++) {
        int j = count == 0 ? 0 : ends[random.nextInt(count)];
        if (j != i) {
          edge(i, j, 0.5 + random.nextDouble(), builder);
          ends[count++] = i;
          ends[count++] = j;
        }
      }
    }
  }

  private static void columns(int n, SplittableRandom random, SparseBuilder builder) {
    for (int i = 0; i < n; i++) {
      builder.add(i, i, 2);
      for (int e = 1; e < ENTRIES; e++) {
        builder.add(i, random.nextInt(n), random.nextDouble(-1, 1) / ENTRIES);
      }
    }
  }
}
