package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Shape;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Relaxation;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One algebraic V-cycle from 0 as an operator on vectors, possibly of another type. */
final class AlgebraicCycle implements LinearOperator {
  private static final Set<Trait> TRAITS = Set.of(Trait.values());

  /** Rounds of relaxation that end a cycle without a direct solve. */
  private static final int LAST = 4;

  private final Relaxation relaxation;
  private final Blas outer;
  private final Blas inner;
  private final DType dtype;
  private final DType narrow;
  private final Shape shape;
  private final List<AlgebraicLevel> levels;
  private final @Nullable AlgebraicBottom bottom;
  private final Held held;
  private final String description;

  /** Builds the levels; the matrix is not used afterwards. */
  AlgebraicCycle(
      SparseMatrix matrix, DType dtype, AlgebraicMultigrid settings, Workspace workspace) {
    long room = workspace.settings().limitBytes() - workspace.bytes();
    try (Workspace setUp =
        Workspace.on(workspace.backend(), workspace.settings().named("amg").limitedTo(room))) {
      AlgebraicHierarchy hierarchy = AlgebraicHierarchy.of(matrix, settings, workspace, setUp);
      this.levels = hierarchy.levels();
      this.bottom = hierarchy.bottom();
      this.narrow = hierarchy.dtype();
    }
    this.dtype = dtype;
    this.relaxation = workspace.backend().require(KernelKey.of(Relaxation.class, narrow));
    this.outer = Blas.of(workspace.backend(), dtype);
    this.inner = Blas.of(workspace.backend(), narrow);
    this.shape = Shape.of(matrix.rows(), matrix.rows());
    this.held = Held.of(workspace);
    this.description = describe(settings);
  }

  private String describe(AlgebraicMultigrid settings) {
    double entries = levels.stream().mapToLong(level -> level.entries).sum();
    return String.format(
        Locale.ROOT,
        "smoothed aggregation, V-cycle in %s, %d levels down to %d unknowns, %.2f times the"
            + " entries, %d + %d relaxations",
        narrow,
        levels.size(),
        levels.getLast().size,
        entries / Math.max(1, levels.getFirst().entries),
        settings.steps(),
        settings.steps());
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public Set<Trait> traits() {
    return TRAITS;
  }

  /**
   * Computes z ← M⁻¹ r. The cycle works on r divided by a power of two near its largest element, so
   * that F32 neither overflows nor loses small residuals.
   */
  @Override
  public void apply(Tensor r, Tensor z) {
    Check.dense("amg r", r, dtype, shape.extent(0));
    Check.dense("amg z", z, dtype, shape.extent(0));
    Check.distinct("amg", r, z);
    double largest = outer.amax(r);
    if (!(largest > 0 && largest <= Double.MAX_VALUE)) {
      outer.fill(largest == 0 ? 0 : Double.NaN, z);
      return;
    }
    int range = dtype == DType.F64 ? 1000 : 120;
    double unit = Math.scalb(1.0, Math.clamp(Math.getExponent(largest), -range, range));
    held.acquire(r, z);
    try {
      AlgebraicLevel finest = levels.getFirst();
      outer.axpby(1 / unit, r, 0, z);
      outer.copy(z, finest.b);
      cycle(0);
      inner.copy(finest.x, z);
      outer.scal(unit, z);
    } finally {
      held.release(r, z);
    }
  }

  /** Computes x of a level from its b. */
  private void cycle(int number) {
    AlgebraicLevel level = levels.get(number);
    boolean last = number == levels.size() - 1;
    if (last && bottom != null) {
      bottom.solve(level.b, level.x);
      return;
    }
    relaxation.begin(level.weights[0], level.w, level.b, level.x);
    for (int k = 1; k < level.weights.length; k++) {
      relax(level, level.weights[k]);
    }
    if (last) {
      end(level);
      return;
    }
    level.a.apply(level.x, level.y);
    relaxation.residual(level.b, level.y);
    AlgebraicLevel coarse = levels.get(number + 1);
    level.restrict().apply(level.y, coarse.b);
    cycle(number + 1);
    level.prolong().apply(coarse.x, level.y);
    inner.axpy(1, level.y, level.x);
    for (int k = level.weights.length - 1; k >= 0; k--) {
      relax(level, level.weights[k]);
    }
  }

  /** Relaxes more where no direct solve ends the cycle, symmetrically. */
  private void end(AlgebraicLevel level) {
    int steps = level.weights.length;
    for (int round = 1; round < 2 * LAST; round++) {
      for (int k = 0; k < steps; k++) {
        relax(level, level.weights[round < LAST ? k : steps - 1 - k]);
      }
    }
  }

  private void relax(AlgebraicLevel level, double omega) {
    level.a.apply(level.x, level.y);
    relaxation.relax(omega, level.w, level.b, level.y, level.x);
  }

  @Override
  public String description() {
    return description;
  }
}
