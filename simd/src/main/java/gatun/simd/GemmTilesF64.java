package gatun.simd;

/** The register tiles: which one covers what is left, and the way to its code. */
final class GemmTilesF64 {
  /** Vectors side by side in the widest tile. */
  static final int VECTORS = 2;

  /** Elements of a vector. */
  static final int L = Lanes.F64.length();

  /** Columns of the widest tile. */
  static final int COLUMNS = VECTORS * L;

  /** Whether there are 32 vector registers (AVX-512, at any width) or 16. */
  private static final boolean MANY = Lanes.preferred() >= 512;

  /**
   * Rows of the highest tile. A tile of 12 nearly exhausts what the compiler inlines in one method:
   * one call that is left in the loop costs four fifths of the speed.
   */
  static final int ROWS = MANY ? 8 : 6;

  private GemmTilesF64() {}

  /** Returns the rows of the smallest tile that covers {@code left} rows, else of the highest. */
  static int rows(long left) {
    return left > 4 ? ROWS : 4;
  }

  /** Returns the vectors of the smallest tile that covers {@code left} columns. */
  static int vectors(long left) {
    return left > L ? 2 : 1;
  }

  /** Computes T ← Σ a_k b_kᵀ with A in a packed panel, or with neighbouring rows. */
  static void columns(
      int rows, int vectors, int depth, long a, long da, long b, long db, long t, long dt) {
    switch (rows * VECTORS + vectors) {
      case 18 -> GemmTile8x2F64.columns(depth, a, da, b, db, t, dt);
      case 17 -> GemmTile8x1F64.columns(depth, a, da, b, db, t, dt);
      case 14 -> GemmTile6x2F64.columns(depth, a, da, b, db, t, dt);
      case 13 -> GemmTile6x1F64.columns(depth, a, da, b, db, t, dt);
      case 10 -> GemmTile4x2F64.columns(depth, a, da, b, db, t, dt);
      default -> GemmTile4x1F64.columns(depth, a, da, b, db, t, dt);
    }
  }

  /** Computes T ← Σ a_k b_kᵀ with A in a matrix by rows. */
  static void rows(
      int rows, int vectors, int depth, long a, long da, long b, long db, long t, long dt) {
    switch (rows * VECTORS + vectors) {
      case 18 -> GemmTile8x2F64.rows(depth, a, da, b, db, t, dt);
      case 17 -> GemmTile8x1F64.rows(depth, a, da, b, db, t, dt);
      case 14 -> GemmTile6x2F64.rows(depth, a, da, b, db, t, dt);
      case 13 -> GemmTile6x1F64.rows(depth, a, da, b, db, t, dt);
      case 10 -> GemmTile4x2F64.rows(depth, a, da, b, db, t, dt);
      default -> GemmTile4x1F64.rows(depth, a, da, b, db, t, dt);
    }
  }
}
