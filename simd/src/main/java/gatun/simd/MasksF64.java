package gatun.simd;

import java.util.Objects;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Masks of neighbouring lanes. They are kept, because a mask that a kernel makes may be garbage;
 * and known not to be null, because {@code blend} is not compiled to an instruction otherwise.
 */
final class MasksF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final int L = S.length();

  /** At index (L + 1) m + n the mask of lanes m to n − 1. */
  private static final VectorMask<Double>[] MASKS = masks();

  /** The class of all masks of {@link Lanes#F64}; see {@link Lanes#CLASS_F64}. */
  @SuppressWarnings("unchecked")
  static final Class<? extends VectorMask<Double>> CLASS =
      (Class<? extends VectorMask<Double>>) S.maskAll(true).getClass();

  private MasksF64() {}

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static VectorMask<Double>[] masks() {
    VectorMask<Double>[] masks = new VectorMask[(L + 1) * (L + 1)];
    for (int i = 0; i < masks.length; i++) {
      masks[i] = S.indexInRange(0, i % (L + 1)).andNot(S.indexInRange(0, i / (L + 1)));
    }
    return masks;
  }

  /** Returns the mask of the first {@code n} lanes: all if n is larger, none if it is negative. */
  static VectorMask<Double> first(int n) {
    return Objects.requireNonNull(CLASS.cast(MASKS[Math.clamp(n, 0, L)]));
  }

  /** Returns the mask of the first {@code n} lanes without the first {@code m}. */
  static VectorMask<Double> between(int m, int n) {
    int at = (L + 1) * Math.clamp(m, 0, L) + Math.clamp(n, 0, L);
    return Objects.requireNonNull(CLASS.cast(MASKS[at]));
  }
}
