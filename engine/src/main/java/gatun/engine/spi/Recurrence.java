package gatun.engine.spi;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The numbers of a loop of conjugate gradients, kept where its kernels use them, so that a device
 * need not hand each one to the host:
 *
 * <pre>
 *   z = r or M⁻¹ r;  ρ = r·z;  β = ρ (new) / ρ (old), or −z·q / p·q;  α = ρ / p·q;  ‖r‖
 * </pre>
 *
 * <p>The methods here are the scalar steps as formulas; a backend with a device computes the same
 * with the same cells ({@link #cells}). When a number shows that the loop is at its end (p·q or ρ
 * is not positive, ‖r‖ is small enough or not finite), {@code STOPPED} is set, and every further
 * step leaves numbers and vectors as they are. So a batch of iterations may be handed over at once:
 * the host looks after the batch and finds the state of the iteration that ended it.
 *
 * <p>Numbers are read from what {@link #seen} named last, and written to the cells. One thread at a
 * time. Nothing allocates after the construction.
 */
public final class Recurrence {
  /** The most iterations whose residual norms are kept. */
  public static final int BATCH = 32;

  /** ρ of the current direction. */
  public static final int RHO = 0;

  /** p·q. */
  public static final int PQ = 1;

  /** ρ / p·q. */
  public static final int ALPHA = 2;

  /** α of the step that x still lacks, in the units of x. */
  public static final int PENDING = 3;

  /** The weight of the old direction. */
  public static final int BETA = 4;

  /** r·r. */
  public static final int RR = 5;

  /** r·z, before it becomes ρ. */
  public static final int RZ = 6;

  /** z·q, for the flexible form. */
  public static final int ZQ = 7;

  /** 1 if the next direction is z alone. */
  public static final int FRESH = 8;

  /** 0 while the loop goes on. */
  public static final int STOPPED = 9;

  /** Residuals heard since the beginning. */
  public static final int COUNT = 10;

  /** The largest ‖r‖ since the last restart. */
  public static final int PEAK = 11;

  /** Units of x by units of r. */
  public static final int FACTOR = 12;

  /** What ‖r‖ is divided by before it is compared with the tolerance. */
  public static final int SIZE = 13;

  /** The tolerance. */
  public static final int TOLERANCE = 14;

  /** The loop also ends at this share of the peak; 0 for never. */
  public static final int REDUCTION = 15;

  /** Where the residual norms begin: number COUNT modulo BATCH. */
  public static final int NORMS = 16;

  private final HostTensor cells;
  private MemorySegment seen;

  /** Creates the numbers, all zero; the workspace owns them. */
  public Recurrence(Workspace workspace) {
    this.cells = workspace.zeros(DType.F64, NORMS + BATCH);
    this.seen = cells.segment();
  }

  /** Returns the numbers as an F64 vector, for kernels. */
  public HostTensor cells() {
    return cells;
  }

  /** Names what is read from now on: a copy of the cells that the host has, or the cells. */
  public void seen(MemorySegment copy) {
    seen = copy;
  }

  /** Returns a number as it was last seen. */
  public double at(int cell) {
    return seen.get(ValueLayout.JAVA_DOUBLE, 8L * cell);
  }

  /** Sets a number where the kernels find it. */
  public void set(int cell, double value) {
    cells.segment().set(ValueLayout.JAVA_DOUBLE, 8L * cell, value);
  }

  /** Returns whether the loop is at its end. */
  public boolean stopped() {
    return at(STOPPED) != 0;
  }

  /** Returns the residual norm of an iteration, counted from 0 at the beginning of the solve. */
  public double norm(long iteration) {
    return at(NORMS + (int) (iteration % BATCH));
  }

  /**
   * Begins a solve.
   *
   * @param norm ‖r‖
   * @param factor units of x by units of r
   * @param size what ‖r‖ is divided by before it is compared with the tolerance
   * @param reduction the share of the largest ‖r‖ at which the loop also ends, 0 for never
   */
  public void begin(double norm, double factor, double size, double tolerance, double reduction) {
    seen = cells.segment();
    cells.segment().fill((byte) 0);
    set(FACTOR, factor);
    set(SIZE, size);
    set(TOLERANCE, tolerance);
    set(REDUCTION, reduction);
    set(PEAK, norm);
    set(FRESH, 1);
  }

  /** Goes on after an end: with a new residual, with or without the old direction. */
  public void resume(double norm, boolean fresh) {
    set(PENDING, 0);
    set(PEAK, norm);
    set(FRESH, fresh ? 1 : 0);
    set(STOPPED, 0);
  }

  /**
   * Computes β from ρ (old) and ρ, or from z·q, and with a preconditioner tells whether ρ is
   * positive.
   *
   * @param cell where the new ρ is: RR, or RZ with a preconditioner
   */
  public void turn(int cell, boolean flexible) {
    if (stopped()) {
      return;
    }
    double rho = at(cell);
    double beta = flexible ? -at(ZQ) / at(PQ) : rho / at(RHO);
    set(BETA, at(FRESH) != 0 ? 0 : beta);
    set(RHO, rho);
    set(FRESH, 0);
    if (cell == RZ && !(rho > 0)) {
      set(STOPPED, 1);
    }
  }

  /** Computes α from ρ and p·q, after x took the step before. */
  public void length() {
    if (stopped()) {
      return;
    }
    double alpha = at(RHO) / at(PQ);
    set(ALPHA, alpha);
    set(PENDING, alpha * at(FACTOR));
    if (!(at(PQ) > 0)) {
      set(PENDING, 0);
      set(STOPPED, 1);
    }
  }

  /** Keeps ‖r‖ and decides whether the loop ends. */
  public void hear() {
    if (stopped()) {
      return;
    }
    double norm = Math.sqrt(at(RR));
    double count = at(COUNT);
    set(NORMS + (int) (count % BATCH), norm);
    set(COUNT, count + 1);
    double peak = Math.max(at(PEAK), norm);
    set(PEAK, peak);
    double relative = norm / at(SIZE);
    boolean finite = relative < Double.POSITIVE_INFINITY; // not so for NaN
    if (!finite || relative <= at(TOLERANCE) || norm <= at(REDUCTION) * peak) {
      set(STOPPED, 1);
    }
  }
}
