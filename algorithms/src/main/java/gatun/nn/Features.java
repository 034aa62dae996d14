package gatun.nn;

import gatun.engine.grad.Variable;

/** Checks of inputs that layers share. */
final class Features {
  private Features() {}

  /** Checks the extent of the last axis. */
  static void require(String layer, Variable x, long expected) {
    int rank = x.shape().rank();
    if (rank == 0 || x.shape().extent(rank - 1) != expected) {
      throw new IllegalArgumentException(
          layer
              + ": expected an input with "
              + expected
              + " features along the last axis, found shape "
              + x.shape());
    }
  }

  /** Checks that there is a batch, so many axes, and the channels. */
  static void map(String layer, Variable x, int axes, long channels) {
    int rank = x.shape().rank();
    if (rank != axes + 2 || x.shape().extent(rank - 1) != channels) {
      throw new IllegalArgumentException(
          layer
              + ": expected (batch, "
              + axes
              + " axes, "
              + channels
              + " channels last), found shape "
              + x.shape());
    }
  }
}
