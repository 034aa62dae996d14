package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;

/** The last few directions p with A p and pᵀA p, one slot more than are kept: for the next. */
final class DirectionWindow {
  private final Blas blas;
  private final HostTensor[] directions;
  private final HostTensor[] products;
  private final double[] energies;
  private int next;
  private int held;

  DirectionWindow(LinearOperator a, int keep, Blas blas, Workspace workspace) {
    long n = a.shape().extent(0);
    this.blas = blas;
    this.directions = new HostTensor[keep + 1];
    this.products = new HostTensor[keep + 1];
    this.energies = new double[keep + 1];
    for (int i = 0; i <= keep; i++) {
      directions[i] = workspace.zeros(a.dtype(), n);
      products[i] = workspace.zeros(a.dtype(), n);
    }
  }

  /** Forgets all directions. */
  void clear() {
    held = 0;
  }

  /** Returns the place of the next direction. */
  HostTensor direction() {
    return directions[next];
  }

  /** Returns the place of A times the next direction. */
  HostTensor product() {
    return products[next];
  }

  /** Keeps the next direction, with its energy pᵀA p, and drops the oldest. */
  void keep(double energy) {
    energies[next] = energy;
    next = (next + 1) % directions.length;
    held = Math.min(held + 1, directions.length - 1);
  }

  /** q ← q − p (qᵀA p) / (pᵀA p) for each kept direction, the oldest first. Moves 5 n for each. */
  void project(HostTensor q) {
    int slots = directions.length;
    for (int k = held; k >= 1; k--) {
      int slot = (next - k + slots) % slots;
      blas.axpy(-blas.dot(q, products[slot]) / energies[slot], directions[slot], q);
    }
  }
}
