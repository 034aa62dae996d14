package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Outcome.Kind;
import gatun.engine.Progress;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/** The loop of {@link ConjugateDirections}. */
final class DirectionLoop implements Solver.Prepared {
  /** Fallbacks one after the other until the map is not asked any more. */
  static final int PATIENCE = 8;

  private static final double USEFUL = 0.01; // energy a proposal must add to the residual's
  private static final double AHEAD = 0.01; // energy by which conjugate gradients must lead
  private static final double DISTINCT = 1e-10; // of its energy: what is left of r beside q

  private final Safeguard safeguard;
  private final LinearOperator a;
  private final LinearOperator proposals;
  private final String title;
  private final Iteration iteration;
  private final Blas blas;
  private final DirectionWindow window;
  private final DirectionShadow shadow;
  private final HostTensor r;
  private final HostTensor other; // the residual as a direction
  private final HostTensor otherProduct;
  private double removed; // energy, since the last true residual
  private double taken; // energy pᵀA p of the direction in the window's next place
  private double step; // along it
  private int asked;
  private int fallbacks;
  private int idle; // fallbacks one after the other
  private int overtaken; // the iteration in which conjugate gradients took over, 0 for never

  DirectionLoop(
      ConjugateDirections solver,
      LinearOperator a,
      LinearOperator proposals,
      String proposer,
      Iteration iteration,
      Workspace workspace) {
    long n = a.shape().extent(0);
    boolean guarded = solver.safeguard() != Safeguard.NONE;
    this.safeguard = solver.safeguard();
    this.a = a;
    this.proposals = proposals;
    this.title = "dcdm with " + proposer + " on " + a.description();
    this.iteration = iteration;
    this.blas = Blas.of(workspace.backend(), a.dtype());
    this.window = new DirectionWindow(a, solver.keep(), blas, workspace);
    boolean beside = safeguard == Safeguard.SPAN;
    this.shadow = new DirectionShadow(a, beside ? n : 0, workspace);
    this.r = workspace.zeros(a.dtype(), n);
    this.other = workspace.zeros(a.dtype(), guarded ? n : 0);
    this.otherProduct = workspace.zeros(a.dtype(), guarded ? n : 0);
  }

  @Override
  public Outcome solve(Tensor b, Tensor x, Progress progress) {
    asked = 0;
    fallbacks = 0;
    overtaken = 0;
    idle = 0;
    Outcome end = iteration.begin(b, x, r, progress);
    if (end != null) {
      return end;
    }
    return remarked(run(b, x));
  }

  private Outcome run(Tensor b, Tensor x) {
    begin(x);
    while (true) {
      double norm = overtaken > 0 ? follow() : advance(x);
      if (!(taken > 0)) {
        return broken(b, x);
      }
      boolean beside = safeguard == Safeguard.SPAN && overtaken == 0;
      if (beside && shadow.residualNorm() <= iteration.goal() && norm > iteration.goal()) {
        norm = overtake();
      }
      if (!iteration.goesOn(norm)) {
        if (overtaken > 0) {
          shadow.into(x);
        }
        Outcome end = iteration.judge(b, x, r);
        if (end != null) {
          return end;
        }
        begin(x);
      }
    }
  }

  /** Begins anew from the x and r there are. */
  private void begin(Tensor x) {
    window.clear();
    removed = 0;
    if (safeguard == Safeguard.SPAN) {
      shadow.begin(x, r, iteration.residualNorm());
    }
  }

  /** Takes one step; returns the norm of the residual. */
  private double advance(Tensor x) {
    boolean asks = idle < PATIENCE;
    double gain = asks ? propose() : 0;
    switch (safeguard) {
      case NONE -> {}
      case ENERGY -> testEnergy(gain);
      case SPAN -> span(gain);
    }
    if (!(taken > 0)) {
      return Double.NaN;
    }
    removed += step * step * taken;
    blas.axpy(step * iteration.factor(), window.direction(), x);
    blas.axpy(-step, window.product(), r);
    double norm = blas.nrm2(r);
    window.keep(taken);
    if (safeguard == Safeguard.SPAN) {
      boolean sound = shadow.advance(iteration.factor());
      if (sound && shadow.removed() > (1 + AHEAD) * removed) {
        norm = overtake();
      }
    }
    return norm;
  }

  /** Puts f(r) into the window's next place; returns the energy it removes, 0 if it is no use. */
  private double propose() {
    HostTensor q = window.direction();
    asked++;
    proposals.apply(r, q);
    window.project(q);
    a.apply(q, window.product());
    taken = blas.dot(q, window.product());
    double along = blas.dot(q, r);
    step = along / taken;
    double gain = along * step;
    return taken > 0 && Double.isFinite(taken) && Double.isFinite(gain) ? gain : 0;
  }

  /** Replaces a proposal that removes less energy than a step along r would. */
  private void testEnergy(double gain) {
    a.apply(r, otherProduct);
    double rr = blas.dot(r, r);
    if (gain > 0 && gain >= rr * rr / blas.dot(r, otherProduct)) {
      return;
    }
    fallbacks++;
    HostTensor q = window.direction();
    blas.copy(r, q);
    window.project(q);
    a.apply(q, window.product());
    taken = blas.dot(q, window.product());
    step = blas.dot(q, r) / taken;
  }

  /** Adds to the proposal what is best in the span of it, r and the directions kept. */
  private void span(double gain) {
    blas.copy(r, other);
    window.project(other);
    a.apply(other, otherProduct);
    double energy = blas.dot(other, otherProduct);
    double along = blas.dot(other, r);
    double own = along * along / energy; // what conjugate gradients' direction removes
    if (gain > 0) {
      double overlap = blas.dot(other, window.product()) / taken;
      blas.axpy(-overlap, window.direction(), other);
      blas.axpy(-overlap, window.product(), otherProduct);
      double rest = blas.dot(other, otherProduct);
      boolean distinct = rest > DISTINCT * energy;
      double beside = distinct ? blas.dot(other, r) / rest : 0;
      double both = gain + beside * beside * rest;
      boolean useful = both > (1 + USEFUL) * own;
      idle = useful ? 0 : idle + 1;
      fallbacks += useful ? 0 : 1;
      blas.axpby(beside, other, step, window.direction());
      blas.axpby(beside, otherProduct, step, window.product());
      taken = both;
      step = 1;
      return;
    }
    idle++;
    fallbacks++;
    blas.copy(other, window.direction());
    blas.copy(otherProduct, window.product());
    taken = energy;
    step = along / energy;
  }

  /** Goes over to conjugate gradients; returns the norm of their residual. */
  private double overtake() {
    overtaken = iteration.count() + 1;
    return shadow.residualNorm();
  }

  private double follow() {
    fallbacks++;
    boolean sound = shadow.advance(iteration.factor());
    taken = sound ? 1 : Double.NaN;
    return shadow.residualNorm();
  }

  private Outcome broken(Tensor b, Tensor x) {
    int at = iteration.count() + 1;
    if (overtaken > 0) {
      shadow.into(x);
    }
    if (safeguard == Safeguard.NONE) {
      return iteration.fail(Kind.BREAKDOWN, b, x, r, Advice.proposal(at));
    }
    return Double.isFinite(taken)
        ? iteration.fail(Kind.NOT_DEFINITE, b, x, r, Advice.indefinite(taken, at, "minres"))
        : iteration.fail(Kind.NON_FINITE, b, x, r, Advice.growth(at));
  }

  /** Adds what is to be said of the map that proposed directions. */
  private Outcome remarked(Outcome outcome) {
    String remark = proposals instanceof Remarkable one ? one.remark() : "";
    String use =
        overtaken > 0 || 2 * fallbacks > outcome.iterations()
            ? Advice.fallbacks(fallbacks, asked, overtaken, outcome.iterations())
            : "";
    return outcome.with(
        fallbacks, use.isEmpty() || remark.isEmpty() ? use + remark : use + "; " + remark);
  }

  @Override
  public String description() {
    return title;
  }
}
