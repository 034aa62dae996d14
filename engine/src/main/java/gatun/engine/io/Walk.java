package gatun.engine.io;

import gatun.engine.HostTensor;

/** Steps through the places of a tensor's elements, one axis varying fastest. */
final class Walk {
  private final long[] extents; // the axis that varies fastest comes first
  private final long[] strides;
  private final long[] index;
  private long place;

  private Walk(HostTensor tensor, boolean firstIsFastest) {
    int rank = tensor.shape().rank();
    extents = new long[rank];
    strides = new long[rank];
    index = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      int from = firstIsFastest ? axis : rank - 1 - axis;
      extents[axis] = tensor.shape().extent(from);
      strides[axis] = tensor.stride(from);
    }
  }

  /** Returns a walk on which the last axis varies fastest. */
  static Walk rowMajor(HostTensor tensor) {
    return new Walk(tensor, false);
  }

  /** Returns a walk on which the first axis varies fastest. */
  static Walk columnMajor(HostTensor tensor) {
    return new Walk(tensor, true);
  }

  /** Returns the place of the next element, counted in elements from the first. */
  long next() {
    long here = place;
    for (int axis = 0; axis < extents.length; axis++) {
      place += strides[axis];
      if (++index[axis] < extents[axis]) {
        break;
      }
      place -= strides[axis] * extents[axis];
      index[axis] = 0;
    }
    return here;
  }
}
