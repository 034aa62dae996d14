package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Outcome;
import gatun.engine.Outcome.Kind;
import gatun.engine.Progress;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Recurrence;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What every solver's loop shares: checks of b and x, the history, progress, the judgement by the
 * true residual, the outcome. A solver makes one when prepared and goes
 *
 * <pre>{@code
 * Outcome end = iteration.begin(b, x, r, progress); // r ← (b − A x) / unit
 * while (end == null) {
 *   …one iteration, which leaves ‖r‖ in units; if not iteration.goesOn(‖r‖), complete x and…
 *   end = iteration.judge(b, x, r); // null: r was replaced by the true residual, restart from it
 * }
 * }</pre>
 *
 * <p>Residuals are kept in units of a power of two near ‖b‖, so that their squares neither overflow
 * nor vanish in any element type; scaling by it is exact. A correction d of A d = r therefore
 * enters as x ← x + unit · d.
 */
final class Iteration {
  private static final int REPLACEMENTS = 20;
  private static final int HISTORY = 4096;
  private static final double HONEST = 1.5; // true over recursive residual

  private final String method;
  private final Target target;
  private final LinearOperator a;
  private final Blas blas;
  private final Stopping stopping;
  private final double reduction; // the loop stops for a true residual after this; 0 for never
  private final long window;
  private double[] history;
  private Progress progress = Progress.SILENT;
  private SolveEvent event = new SolveEvent();
  private Kind pending = Kind.CONVERGED;
  private int iterations;
  private int replacements;
  private int bestAt;
  private double best;
  private double unit;
  private double size; // ‖b‖ in units, between 1 and 2
  private double norm; // ‖b − A x‖ in units, as last computed
  private double replaced; // the true relative residual at the last replacement
  private double heard; // the recursive residual norm in units
  private double peak; // its largest since the last replacement
  private boolean resumes;
  private boolean wanted; // until the listener asks to stop

  /** Allocates the history. */
  Iteration(String method, Target target, Stopping stopping, double reduction) {
    this.method = method;
    this.target = target;
    this.a = target.operator();
    this.blas = target.blas();
    this.stopping = stopping;
    this.reduction = reduction;
    this.window = Math.clamp(2 * a.shape().extent(0), 1_000L, 10_000L);
    this.history = new double[(int) Math.min(HISTORY, stopping.maxIterations() + 1L)];
  }

  /** Returns the iteration of a loop in the precision of its operator. */
  static Iteration of(String method, LinearOperator a, Stopping stopping, Workspace workspace) {
    Target target = new Target.Direct(a, Blas.of(workspace.backend(), a.dtype()));
    return new Iteration(method, target, stopping, 0);
  }

  /**
   * Checks the operands and computes r ← (b − A x) / unit. Returns an outcome if there is nothing
   * to iterate, else null.
   */
  @Nullable Outcome begin(Tensor b, Tensor x, Tensor r, Progress listener) {
    long n = a.shape().extent(0);
    Check.vector(method + ", right-hand side b", b, a.dtype(), n);
    Check.dense(method + ", solution x", x, a.dtype(), n);
    Check.distinct(method + ", b and x", b, x);
    event = new SolveEvent();
    event.begin();
    progress = listener;
    iterations = 0;
    replacements = 0;
    wanted = true;
    replaced = Double.POSITIVE_INFINITY;
    target.clear();
    unit = 1;
    size = blas.nrm2(b);
    if (size == 0) {
      blas.fill(0, x);
      norm = 0;
      record(0);
      return outcome(Kind.ZERO_RHS, 0, "");
    }
    if (Double.isFinite(size)) {
      int range = a.dtype() == DType.F32 ? 126 : 1021;
      unit = Math.scalb(1.0, Math.clamp(Math.getExponent(size), -range, range));
      size /= unit;
    }
    measure(b, x, r);
    record(relative(norm));
    best = norm;
    bestAt = 0;
    if (!Double.isFinite(norm)) {
      return outcome(Kind.NON_FINITE, Double.NaN, target.blame(size, b, x));
    }
    return relative(norm) <= stopping.tolerance() ? end(Kind.CONVERGED, b, x, r, "") : null;
  }

  /** Returns what the loop adds its corrections to, each multiplied by {@link #factor}. */
  Tensor unknown(Tensor x) {
    return target.unknown(x);
  }

  /** Returns the factor of corrections made from residuals in units. */
  double factor() {
    return target.factor(unit);
  }

  /** Returns ‖b − A x‖ in units as computed by the last {@link #begin} or {@link #judge}. */
  double residualNorm() {
    return norm;
  }

  /** Returns the residual norm in units at which the tolerance is met. */
  double goal() {
    return stopping.tolerance() * size;
  }

  /** Returns the iterations counted so far. */
  int count() {
    return iterations;
  }

  /**
   * Counts one iteration and hears its (recursive) residual norm in units. Returns whether to go
   * on; if not, complete x and call {@link #judge}.
   */
  boolean goesOn(double residualNorm) {
    iterations++;
    heard = residualNorm;
    peak = Math.max(peak, residualNorm);
    double relative = relative(residualNorm);
    record(relative);
    int limit = stopping.maxIterations();
    wanted = wanted && progress.report(iterations, limit, relative, stopping.tolerance());
    if (residualNorm < best) {
      best = residualNorm;
      bestAt = iterations;
    }
    if (!Double.isFinite(relative)) {
      pending = Kind.NON_FINITE;
    } else if (relative <= stopping.tolerance()) {
      pending = Kind.CONVERGED;
    } else if (!wanted) {
      pending = Kind.CANCELLED;
    } else if (iterations >= limit) {
      pending = Kind.LIMIT_REACHED;
    } else if (iterations - bestAt > window) {
      pending = Kind.STAGNATED;
    } else if (residualNorm <= reduction * peak) {
      pending = Kind.CONVERGED; // of this correction; the true residual decides
    } else {
      return true;
    }
    return false;
  }

  /** Gives a loop its numbers at the beginning of a solve. */
  void begin(Recurrence numbers) {
    numbers.begin(norm, factor(), size, stopping.tolerance(), reduction);
  }

  /** Returns how many iterations the limit leaves. */
  int left() {
    return stopping.maxIterations() - iterations;
  }

  /** Hears of all iterations since the last call; returns what {@link #goesOn(double)} does. */
  boolean goesOn(Recurrence numbers) {
    boolean on = true;
    long done = (long) numbers.at(Recurrence.COUNT);
    while (iterations < done) {
      on &= goesOn(numbers.norm(iterations));
    }
    return on;
  }

  /**
   * Replaces r by the true residual of x and decides why the loop stopped. Returns null if the
   * iteration should restart from r, because only the recursive residual had met the tolerance.
   */
  @Nullable Outcome judge(Tensor b, Tensor x, Tensor r) {
    measure(b, x, r);
    double truth = relative(norm);
    if (truth <= stopping.tolerance()) {
      return end(Kind.CONVERGED, b, x, r, "");
    }
    if (!Double.isFinite(truth)) {
      pending = Kind.NON_FINITE;
    }
    return switch (pending) {
      case CONVERGED -> replace(truth) ? null : stalled(b, x, r, truth);
      case STAGNATED -> stalled(b, x, r, truth);
      case LIMIT_REACHED -> end(pending, b, x, r, Advice.limit(truth, stopping));
      case CANCELLED -> end(pending, b, x, r, Advice.cancelled(truth, stopping));
      default -> outcome(Kind.NON_FINITE, Double.NaN, Advice.growth(iterations));
    };
  }

  /** Ends the solve for a reason that the method found. x must be complete. */
  Outcome fail(Kind kind, Tensor b, Tensor x, Tensor r, String advice) {
    measure(b, x, r);
    return relative(norm) <= stopping.tolerance()
        ? end(Kind.CONVERGED, b, x, r, "")
        : end(kind, b, x, r, advice);
  }

  /** Completes x, computes r ← (b − A x) / unit and returns its norm. */
  double measure(Tensor b, Tensor x, Tensor r) {
    norm = target.measure(unit, b, x, r);
    peak = norm;
    return norm;
  }

  /**
   * Returns whether the last restart asked for by {@link #judge} should go on with the search
   * direction: it was the turn of a correction in higher precision, and the loop had been right.
   */
  boolean resumes() {
    return resumes;
  }

  private boolean replace(double truth) {
    resumes = reduction > 0 && norm <= HONEST * heard && iterations < stopping.maxIterations();
    if (resumes) {
      replaced = truth;
      return true;
    }
    boolean falls = truth < 0.5 * replaced;
    if (!falls || replacements == REPLACEMENTS || iterations >= stopping.maxIterations()) {
      return false;
    }
    replaced = truth;
    replacements++;
    best = norm;
    bestAt = iterations;
    return true;
  }

  /**
   * The residual falls no more. A small backward error counts as a solution only if the residual
   * had come down as well: near a singular operator x grows and makes every backward error small.
   */
  private Outcome stalled(Tensor b, Tensor x, Tensor r, double truth) {
    double backward = target.backwardError(unit, b, x, r);
    boolean solved = backward <= stopping.tolerance() && truth <= Math.sqrt(stopping.tolerance());
    return solved
        ? outcome(
            Kind.CONVERGED_BACKWARD,
            backward,
            Advice.backward(truth, backward, target.arithmetic()))
        : outcome(
            Kind.STAGNATED,
            backward,
            Advice.stagnated(truth, backward, target.arithmetic(), method));
  }

  private Outcome end(Kind kind, Tensor b, Tensor x, Tensor r, String advice) {
    return outcome(kind, target.backwardError(unit, b, x, r), advice);
  }

  private Outcome outcome(Kind kind, double backward, String advice) {
    double residual = kind == Kind.ZERO_RHS ? 0 : relative(norm);
    double[] seen = Arrays.copyOf(history, iterations + 1);
    Outcome end = new Outcome(kind, iterations, residual, backward, seen, advice);
    event.finish(method, a.shape().extent(0), end);
    return end;
  }

  private double relative(double residualNorm) {
    return residualNorm / size;
  }

  private void record(double relative) {
    if (iterations == history.length) {
      history = Arrays.copyOf(history, 2 * history.length);
    }
    history[iterations] = relative;
  }
}
