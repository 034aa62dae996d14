package gatun.linear;

import gatun.engine.Grid;

/**
 * Sets the weights of the interpolation to a level: those that the trilinear formula gives to walls
 * are given to the other cells, those to air meet a 0.
 */
final class MultigridWeights {
  private MultigridWeights() {}

  /** Sets s and t of the fine level. */
  static void set(MultigridLevel fine, MultigridLevel coarse) {
    Grid g = fine.grid.grid();
    Grid half = coarse.grid.grid();
    boolean inX = half.nx() < g.nx();
    boolean inY = half.ny() < g.ny();
    boolean inZ = half.nz() < g.nz();
    float[] around = new float[(int) half.nx() + 2];
    float[] w = new float[(int) g.nx()];
    float[] t = new float[w.length];
    for (long l = 0; l < g.ny() * g.nz(); l++) {
      long j = l % g.ny();
      long k = l / g.ny();
      four(coarse.kinds, near(j, inY), far(j, inY), near(k, inZ), far(k, inZ), around);
      long at = fine.grid.index(0, j, k);
      MultigridLevel.read(fine.w, at, w, w.length);
      for (int i = 0; i < w.length; i++) {
        int own = inX ? i / 2 + 1 : i + 1;
        int other = inX ? own + 2 * (i & 1) - 1 : own;
        float share = 0.75f * around[own] + 0.25f * around[other];
        float weight = w[i] != 0 && share > 0 ? 1 / share : 0;
        t[i] = weight == 0 ? 0 : weight / w[i];
        w[i] = weight;
      }
      MultigridLevel.write(w, fine.s, at, w.length);
      MultigridLevel.write(t, fine.t, at, t.length);
    }
  }

  private static long near(long fine, boolean halved) {
    return halved ? fine / 2 : fine;
  }

  private static long far(long fine, boolean halved) {
    return halved ? fine / 2 + 2 * (fine % 2) - 1 : fine;
  }

  /** Sets for each cell of a coarse line, from −1 on, the share of what is no wall around it. */
  private static void four(
      MultigridKinds kinds, long nearJ, long farJ, long nearK, long farK, float[] around) {
    byte[] near = kinds.plane(nearK);
    byte[] far = kinds.plane(farK);
    int p = kinds.line(nearJ);
    int q = kinds.line(farJ);
    for (int i = 0; i < around.length; i++) {
      around[i] =
          0.5625f * Math.min(near[p + i], 1)
              + 0.1875f * (Math.min(near[q + i], 1) + Math.min(far[p + i], 1))
              + 0.0625f * Math.min(far[q + i], 1);
    }
  }
}
