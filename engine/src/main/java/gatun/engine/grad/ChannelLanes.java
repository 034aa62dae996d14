package gatun.engine.grad;

import gatun.engine.Slice;
import gatun.engine.Tensor;
import gatun.engine.spi.Channels;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Lifetime;

/**
 * Values with the channels last as long rows: several positions side by side, so that the rows are
 * worth a kernel call. A lane is a place in such a row; a set is what a mean is taken of.
 *
 * @param samples 1 for statistics over the whole batch
 * @param positions of a sample
 * @param groups of channels
 * @param channels all of them
 * @param side how many positions stand in a row
 */
record ChannelLanes(long samples, long positions, long groups, long channels, long side) {
  private static final long WIDTH = 1024;

  static ChannelLanes of(Tensor x, long groups) {
    int rank = x.shape().rank();
    long channels = x.shape().extent(rank - 1);
    gatun.engine.Check.that(
        x.size() > 0 && (groups == 0 || channels % groups == 0),
        () -> "normalisation: expected values and channels that are a multiple of " + groups);
    long samples = groups == 0 ? 1 : x.shape().extent(0);
    long positions = x.size() / channels / samples;
    long side = 1;
    while (2 * side * channels <= WIDTH && positions % (2 * side) == 0) {
      side *= 2;
    }
    return new ChannelLanes(samples, positions, groups == 0 ? channels : groups, channels, side);
  }

  /** Returns how many values a mean is taken of. */
  long terms() {
    return positions * (channels / groups);
  }

  /** Returns the extents of one number for each lane. */
  long[] lanes() {
    return new long[] {samples, side, groups, channels / groups};
  }

  /** Returns the extents of one number for each set. */
  long[] sets() {
    return new long[] {samples, 1, groups, 1};
  }

  /** Returns values as rows. */
  Tensor rows(Tensor x) {
    return x.reshape(samples, positions / side, side * channels);
  }

  /** Returns the numbers of the lanes as one row for each sample. */
  Tensor row(Tensor lanes) {
    return lanes.reshape(samples, 1, side * channels);
  }

  /** Returns a parameter of the channels. */
  Tensor vector(Tensor parameter) {
    return parameter.reshape(1, 1, groups, channels / groups);
  }

  /** Returns the numbers of the sets as a vector of the channels, where a set is a channel. */
  Tensor channelWise(Tensor sets) {
    return sets.reshape(channels);
  }

  /** Prepares sums ← Σ dy and products ← Σ dy (x − center) for each lane. */
  Pass sums(Site s, Tensor x, Tensor center, Tensor dy, Tensor sums, Tensor products) {
    Channels kernel = s.workspace().backend().require(KernelKey.of(Channels.class, s.dtype()));
    int count = Math.toIntExact(samples);
    Tensor[][] parts = new Tensor[count][];
    for (int n = 0; n < count; n++) {
      parts[n] =
          new Tensor[] {
            sample(x, n), lane(center, n), sample(dy, n), lane(sums, n), lane(products, n)
          };
    }
    return () -> {
      Lifetime.acquire(x, dy, sums);
      try {
        for (Tensor[] p : parts) {
          kernel.sums(p[0], p[1], p[2], p[3], p[4]);
        }
      } finally {
        Lifetime.release(x, dy, sums);
      }
    };
  }

  private Tensor sample(Tensor x, int n) {
    Tensor rows = rows(x);
    Tensor one = rows.view(Slice.at(n), Slice.all(), Slice.all());
    return one.reshape(positions / side, side * channels);
  }

  private Tensor lane(Tensor lanes, int n) {
    return row(lanes).view(Slice.at(n), Slice.all(), Slice.all()).reshape(side * channels);
  }
}
