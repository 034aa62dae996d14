package gatun.test.grad;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Workspace;
import gatun.engine.grad.GradientCheck.Recorded;

/**
 * An operation to be checked, and its operands.
 *
 * @param name says what it is
 * @param low the least value of an operand
 * @param high the largest one
 * @param f the operation
 * @param shapes of the operands
 */
record Cases(String name, double low, double high, Recorded f, long[]... shapes) {
  static Cases of(String name, Recorded f, long[]... shapes) {
    return new Cases(name, -2, 2, f, shapes);
  }

  Cases within(double least, double most) {
    return new Cases(name, least, most, f, shapes);
  }

  static long[] shape(long... extents) {
    return extents;
  }

  /** Returns random operands; the same for every backend. */
  HostTensor[] operands(Workspace w, DType dtype, long seed) {
    Philox random = new Philox(seed);
    HostTensor[] x = new HostTensor[shapes.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = w.zeros(dtype, shapes[i]);
      HostTensor flat = x[i].reshape(x[i].size());
      for (long k = 0; k < flat.size(); k++) {
        flat.set(low + (high - low) * random.nextDouble(), k);
      }
    }
    return x;
  }

  static HostTensor integers(Workspace w, long bound, long... extents) {
    HostTensor x = w.zeros(DType.I32, extents);
    HostTensor flat = x.reshape(x.size());
    Philox random = new Philox(5);
    for (long k = 0; k < flat.size(); k++) {
      flat.setInteger(random.nextLong(bound), k);
    }
    return x;
  }

  @Override
  public String toString() {
    return name;
  }
}
