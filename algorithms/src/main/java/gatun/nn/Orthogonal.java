package gatun.nn;

import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Shape;
import java.util.random.RandomGenerator;

/** Random matrices with orthonormal rows or columns. */
final class Orthogonal {
  private Orthogonal() {}

  /**
   * Orthonormalises normal numbers by Gram and Schmidt's method, each vector twice ("twice is
   * enough"), so that the result is uniform over all such matrices. 4 m² n flops for m ≤ n.
   */
  static void fill(HostTensor x, double gain, Philox random) {
    Shape shape = x.shape();
    long last = shape.rank() == 0 ? 1 : shape.extent(shape.rank() - 1);
    int columns = Math.toIntExact(last);
    int rows = Math.toIntExact(last == 0 ? 0 : shape.size() / last);
    boolean wide = rows <= columns;
    double[][] vectors = new double[Math.min(rows, columns)][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = normal(Math.max(rows, columns), random);
      for (int twice = 0; twice < 2; twice++) {
        for (int j = 0; j < i; j++) {
          add(-dot(vectors[i], vectors[j]), vectors[j], vectors[i]);
        }
      }
      double norm = Math.sqrt(dot(vectors[i], vectors[i]));
      add(1 / norm - 1, vectors[i], vectors[i]);
    }
    HostTensor matrix = x.reshape(rows, columns);
    for (int i = 0; i < vectors.length; i++) {
      for (int j = 0; j < vectors[i].length; j++) {
        matrix.set(gain * vectors[i][j], wide ? i : j, wide ? j : i);
      }
    }
  }

  private static double[] normal(int n, RandomGenerator random) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static void add(double alpha, double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      y[i] += alpha * x[i];
    }
  }
}
