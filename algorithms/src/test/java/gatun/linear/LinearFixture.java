package gatun.linear;

import static org.junit.jupiter.api.Assertions.assertThrows;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.Workspace;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A workspace on the reference backend, and what tests of solvers and preconditioners repeat. */
abstract class LinearFixture {
  static final Stopping TIGHT = new Stopping(1e-12, 2_000);
  static final Trait[] SYMMETRIC = {Trait.LINEAR, Trait.SYMMETRIC};
  static final Trait[] SPD = Trait.values();

  Backend backend;
  Workspace workspace;

  record Solution(Outcome outcome, double[] x) {}

  @BeforeEach
  void open() {
    backend = Backends.named("reference", new BackendOptions(1));
    workspace = Workspace.on(backend);
  }

  @AfterEach
  void close() {
    workspace.close();
    backend.close();
  }

  /** The methods that do not need a definite operator. */
  static Stream<Solver> solvers() {
    return Stream.of(new Minres(TIGHT), new BiCgStab(TIGHT), new Gmres(TIGHT));
  }

  /** Every method, in F64 and in mixed precision. */
  static Stream<Solver> allSolvers() {
    return everySolver(TIGHT);
  }

  static Stream<Solver> everySolver(Stopping stopping) {
    return LinearSolvers.general().stream()
        .map(name -> LinearSolvers.named(name, stopping))
        .flatMap(solver -> Stream.of(solver, new MixedPrecision(solver)));
  }

  Solution solve(Solver solver, LinearOperator a, Preconditioner m, double[] b) {
    HostTensor x = workspace.zeros(DType.F64, b.length);
    Outcome outcome =
        solver.prepare(a, m, workspace).solve(workspace.vector(b), x, Progress.SILENT);
    return new Solution(outcome, x.toArray());
  }

  Solution solve(Solver solver, DenseSystem a, double[] b, Trait... traits) {
    return solve(solver, a.operator(workspace, traits), Preconditioners.none(), b);
  }

  double[] apply(LinearOperator inverse, double... x) {
    HostTensor y = workspace.zeros(DType.F64, x.length);
    inverse.apply(workspace.vector(x), y);
    return y.toArray();
  }

  /** Returns what a preconditioner says when it refuses an operator. */
  String refusal(String name, LinearOperator a) {
    Preconditioner preconditioner = Preconditioners.named(name);
    return assertThrows(IllegalArgumentException.class, () -> preconditioner.prepare(a, workspace))
        .getMessage();
  }

  static double[] vector(int n, long seed) {
    return new SplittableRandom(seed).doubles(n, -1, 1).toArray();
  }

  static double[] vector(int n) {
    return vector(n, 7);
  }
}
