package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Outcome.Kind;
import gatun.engine.Progress;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What every solver's loop shares: checks of b and x, the history, progress, the judgement by the
 * true residual, the outcome. A solver makes one when prepared and goes
 *
 * <pre>{@code
 * Outcome end = iteration.begin(b, x, r, progress); // r ← (b − A x) / unit
 * while (end == null) {
 *   …one iteration, which leaves ‖r‖ in units…
 *   if (!iteration.goesOn(residualNorm)) {
 *     …complete x…
 *     end = iteration.judge(b, x, r); // null: r was replaced by the true residual, restart from it
 *   }
 * }
 * return end;
 * }</pre>
 *
 * <p>Residuals are kept in units of a power of two near ‖b‖, so that their squares neither overflow
 * nor vanish in any element type; scaling by it is exact. A correction d of A d = r therefore
 * enters as x ← x + unit · d.
 */
final class Iteration {
  private static final int REPLACEMENTS = 20;
  private static final int HISTORY = 4096;

  private final String method;
  private final LinearOperator a;
  private final Blas blas;
  private final Stopping stopping;
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

  /** Allocates the history. */
  Iteration(String method, LinearOperator a, Stopping stopping, Workspace workspace) {
    this.method = method;
    this.a = a;
    this.blas = Blas.of(workspace.backend(), a.dtype());
    this.stopping = stopping;
    this.window = Math.clamp(2 * a.shape().extent(0), 1_000L, 10_000L);
    this.history = new double[(int) Math.min(HISTORY, stopping.maxIterations() + 1L)];
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
    replaced = Double.POSITIVE_INFINITY;
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
      return outcome(Kind.NON_FINITE, Double.NaN, blame(b, x));
    }
    return relative(norm) <= stopping.tolerance() ? end(Kind.CONVERGED, b, x, r, "") : null;
  }

  /** Returns the power of two in which residuals are measured. */
  double unit() {
    return unit;
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
    double relative = relative(residualNorm);
    record(relative);
    boolean wanted =
        progress.report(iterations, stopping.maxIterations(), relative, stopping.tolerance());
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
    } else if (iterations >= stopping.maxIterations()) {
      pending = Kind.LIMIT_REACHED;
    } else if (iterations - bestAt > window) {
      pending = Kind.STAGNATED;
    } else {
      return true;
    }
    return false;
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

  /** Computes r ← (b − A x) / unit. Moves 5 n values besides the operator's. */
  private void measure(Tensor b, Tensor x, Tensor r) {
    a.apply(x, r);
    blas.axpby(1 / unit, b, -1 / unit, r);
    norm = blas.nrm2(r);
  }

  private boolean replace(double truth) {
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
    double backward = backwardError(b, x, r);
    boolean solved = backward <= stopping.tolerance() && truth <= Math.sqrt(stopping.tolerance());
    return solved
        ? outcome(Kind.CONVERGED_BACKWARD, backward, Advice.backward(truth, backward, a.dtype()))
        : outcome(Kind.STAGNATED, backward, Advice.stagnated(truth, backward, a.dtype(), method));
  }

  private Outcome end(Kind kind, Tensor b, Tensor x, Tensor r, String advice) {
    return outcome(kind, backwardError(b, x, r), advice);
  }

  private Outcome outcome(Kind kind, double backward, String advice) {
    double residual = kind == Kind.ZERO_RHS ? 0 : relative(norm);
    double[] seen = Arrays.copyOf(history, iterations + 1);
    Outcome outcome = new Outcome(kind, iterations, residual, backward, seen, advice);
    event.finish(method, a.shape().extent(0), outcome);
    return outcome;
  }

  /** Returns ‖r‖∞ / (‖A‖∞ ‖x‖∞ + ‖b‖∞), the normwise backward error of Rigal and Gaches. */
  private double backwardError(Tensor b, Tensor x, Tensor r) {
    return blas.amax(r) * unit / (a.infinityNorm() * blas.amax(x) + blas.amax(b));
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

  private String blame(Tensor b, Tensor x) {
    if (!Double.isFinite(size)) {
      return Advice.input("the right-hand side b", (HostTensor) b);
    }
    return Double.isFinite(blas.amax(x))
        ? Advice.operator(a.description())
        : Advice.input("the initial guess x", (HostTensor) x);
  }
}
