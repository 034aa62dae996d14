package gatun.simd;

import gatun.engine.HostTensor;
import java.util.Arrays;

/**
 * The axes over which a kernel loops, for up to four tensors at once: an extent and, for each
 * tensor, a stride in bytes. Axes of extent 1 are left out, the others ordered by the first
 * tensor's stride and merged where all tensors allow it, so that most nests become one axis.
 *
 * <p>Reused from call to call; read by all threads of a region, changed by none.
 */
final class Nest {
  private static final int TENSORS = 4;

  private int depth;
  private long size = 1;
  private long[] extent = new long[8];
  private final long[][] stride = new long[TENSORS][8];

  /** Forgets all axes: one position. */
  void clear() {
    depth = 0;
    size = 1;
  }

  /** Returns the number of positions. */
  long size() {
    return size;
  }

  /** Adds an axis in its place by the first stride, the largest first. */
  void axis(long length, long s0, long s1, long s2, long s3) {
    size *= length;
    if (length == 1) {
      return;
    }
    if (depth == extent.length) {
      extent = Arrays.copyOf(extent, 2 * depth);
      for (int t = 0; t < TENSORS; t++) {
        stride[t] = Arrays.copyOf(stride[t], 2 * depth);
      }
    }
    int at = depth++;
    for (; at > 0 && stride[0][at - 1] < s0; at--) {
      extent[at] = extent[at - 1];
      for (int t = 0; t < TENSORS; t++) {
        stride[t][at] = stride[t][at - 1];
      }
    }
    extent[at] = length;
    stride[0][at] = s0;
    stride[1][at] = s1;
    stride[2][at] = s2;
    stride[3][at] = s3;
  }

  /** Adds one axis of up to four tensors; those that are left out stand still. */
  void axis(int axis, HostTensor a, HostTensor b, HostTensor c, HostTensor d) {
    axis(a.shape().extent(axis), bytes(a, axis), bytes(b, axis), bytes(c, axis), bytes(d, axis));
  }

  static long bytes(HostTensor t, int axis) {
    return t.stride(axis) * t.dtype().bytes();
  }

  /** Merges neighbouring axes that every tensor passes through evenly. */
  void merge() {
    int last = 0;
    for (int k = 1; k < depth; k++) {
      if (mergeable(last, k)) {
        extent[last] *= extent[k];
        move(k, last);
      } else {
        last++;
        extent[last] = extent[k];
        move(k, last);
      }
    }
    depth = Math.min(depth, last + 1);
  }

  private boolean mergeable(int outer, int inner) {
    boolean even = true;
    for (int t = 0; t < TENSORS; t++) {
      even &= stride[t][outer] == stride[t][inner] * extent[inner];
    }
    return even;
  }

  private void move(int from, int to) {
    for (int t = 0; t < TENSORS; t++) {
      stride[t][to] = stride[t][from];
    }
  }

  /** Returns the extent of the innermost axis, 1 if there is none. */
  long innerExtent() {
    return depth == 0 ? 1 : extent[depth - 1];
  }

  /** Returns the innermost stride of a tensor, {@link Long#MAX_VALUE} if there is no axis. */
  long innerStride(int tensor) {
    return depth == 0 ? Long.MAX_VALUE : stride[tensor][depth - 1];
  }

  /** Takes the innermost axis away; its extent no longer counts. */
  void dropInner() {
    if (depth > 0) {
      size = 1;
      depth--;
      for (int k = 0; k < depth; k++) {
        size *= extent[k];
      }
    }
  }

  /** Returns where position {@code index}, counted row-major over the axes, lies in a tensor. */
  long offset(int tensor, long index) {
    long[] s = stride[tensor];
    long at = 0;
    long rest = index;
    for (int k = depth - 1; k > 0; k--) {
      long outer = rest / extent[k];
      at += (rest - outer * extent[k]) * s[k];
      rest = outer;
    }
    return depth == 0 ? 0 : at + rest * s[0];
  }
}
