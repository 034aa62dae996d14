package gatun.test.golden;

import static gatun.test.golden.Golden.assertNear;
import static gatun.test.golden.Golden.number;
import static gatun.test.golden.Golden.rows;
import static gatun.test.golden.Golden.values;
import static gatun.test.golden.Golden.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MatrixBlas;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.Workspace;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import gatun.linear.ConjugateDirections;
import gatun.linear.FunctionOperator;
import gatun.linear.LinearOperator;
import gatun.linear.Preconditioner;
import gatun.linear.Safeguard;
import gatun.linear.Stopping;
import gatun.linear.Trait;
import gatun.linear.learned.LineSearchLoss;
import gatun.linear.learned.RitzBasis;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deep conjugate directions against vectors of an independent program. */
final class DcdmGoldenTest {
  private static final int STEPS = 10;

  private static LinearOperator operator(Map<String, Object> c, Workspace w) {
    double[][] rows = rows(c.get("A"));
    HostTensor a = w.zeros(DType.F64, rows.length, rows.length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        a.set(rows[i][j], i, j);
      }
    }
    MatrixBlas blas = MatrixBlas.of(w.backend(), DType.F64);
    return new FunctionOperator(
        rows.length,
        DType.F64,
        EnumSet.allOf(Trait.class),
        (x, y) -> blas.gemv(1, a, false, x, 0, y));
  }

  /** z = 0.6 r/d, f = z + 0.6 (r − A z)/d + 0.05 tanh(3 r). */
  private static Preconditioner surrogate(double d) {
    return new Preconditioner() {
      @Override
      public String name() {
        return "surrogate";
      }

      @Override
      public LinearOperator prepare(LinearOperator a, Workspace w) {
        long n = a.shape().extent(0);
        HostTensor z = w.zeros(DType.F64, n);
        HostTensor az = w.zeros(DType.F64, n);
        return new FunctionOperator(
            n,
            DType.F64,
            Set.of(),
            (r, f) -> {
              HostTensor in = (HostTensor) r;
              HostTensor out = (HostTensor) f;
              double norm = Blas.of(w.backend(), DType.F64).nrm2(r);
              for (long i = 0; i < n; i++) {
                z.set(0.6 * in.at(i) / norm / d, i);
              }
              a.apply(z, az);
              for (long i = 0; i < n; i++) {
                double u = in.at(i) / norm;
                out.set(z.at(i) + 0.6 * (u - az.at(i)) / d + 0.05 * Math.tanh(3 * u), i);
              }
            });
      }
    };
  }

  private static Outcome solve(
      LinearOperator a, Preconditioner f, int keep, double[] b, HostTensor x, int steps) {
    Workspace w = x.owner();
    return new ConjugateDirections(new Stopping(1e-300, steps), keep, Safeguard.NONE)
        .prepare(a, f, w)
        .solve(w.vector(b), x, Progress.SILENT);
  }

  private static double length(double[] b) {
    double sum = 0;
    for (double v : b) {
      sum += v * v;
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4})
  void stepsAreThoseOfTheIndependentProgram(int keep) {
    for (Map<String, Object> c : Golden.cases("dcdm", "dcdm_solver.json")) {
      try (Backend backend = Backends.named("simd", new BackendOptions(1));
          Workspace w = Workspace.on(backend)) {
        double d = rows(c.get("A"))[0][0];
        double[] b = vector(c.get("b"));
        HostTensor x = w.zeros(DType.F64, b.length);
        Outcome outcome = solve(operator(c, w), surrogate(d), keep, b, x, STEPS);
        double[] expected = vector(c.get("residualNorms_k" + keep));
        double[] history = outcome.history();
        for (int i = 0; i < history.length; i++) {
          double bound = Math.max(1e-13, 1e-10 * expected[i]);
          assertEquals(expected[i], history[i] * length(b), bound, c.get("dims") + " step " + i);
        }
        assertTrue(history.length > STEPS || history[history.length - 1] < 1e-13);
        assertNear(vector(c.get("x10_k" + keep)), x.toArray(), 1e-11, c.get("dims") + " x");
      }
    }
  }

  @Test
  void theIdentityGivesConjugateGradients() {
    for (Map<String, Object> c : Golden.cases("dcdm", "dcdm_solver.json")) {
      try (Backend backend = Backends.named("simd", new BackendOptions(1));
          Workspace w = Workspace.on(backend)) {
        double[] b = vector(c.get("b"));
        HostTensor x = w.zeros(DType.F64, b.length);
        Preconditioner none = gatun.linear.Preconditioners.none();
        double[] history = solve(operator(c, w), none, 2, b, x, 6).history();
        double[] expected = vector(c.get("residualNorms_identity_k2"));
        double[] cg = vector(c.get("residualNorms_cg"));
        for (int i = 0; i < expected.length; i++) {
          assertEquals(expected[i], history[i] * length(b), 1e-12 * length(b));
          assertEquals(cg[i], history[i] * length(b), 1e-12 * length(b));
        }
      }
    }
  }

  @Test
  void lanczosAndRitzValuesAreThoseOfTheIndependentProgram() throws IOException {
    for (Map<String, Object> c : Golden.cases("dcdm", "dcdm_solver.json")) {
      try (Backend backend = Backends.named("simd", new BackendOptions(1));
          Workspace w = Workspace.on(backend)) {
        HostTensor start = w.vector(vector(c.get("lanczosStart")));
        RitzBasis basis =
            RitzBasis.lanczos(operator(c, w), start, 6, null, "golden", Progress.SILENT, w);
        assertNear(vector(c.get("lanczosAlpha")), basis.alpha(), 1e-10, "alpha");
        assertNear(vector(c.get("lanczosBeta")), basis.beta(), 1e-10, "beta");
        assertNear(vector(c.get("ritzValues")), basis.values(), 1e-10, "values");
      }
    }
  }

  @Test
  void theLossAndItsGradientAreThoseOfTheIndependentProgram() {
    for (Map<String, Object> c : Golden.cases("dcdm", "dcdm_solver.json")) {
      try (Backend backend = Backends.named("simd", new BackendOptions(1));
          Workspace w = Workspace.on(backend)) {
        LinearOperator a = operator(c, w);
        double[][] f = rows(c.get("lossF"));
        Tape tape = Tape.on(w, DType.F64);
        tape.begin();
        Variable x = tape.input(matrix(f, w));
        Variable b = tape.constant(matrix(rows(c.get("lossB")), w));
        Variable loss = tape.apply(new LineSearchLoss(() -> a, f[0].length), x, b);
        assertEquals(number(c.get("loss")), loss.scalar(), 1e-12 * number(c.get("loss")));
        tape.backward(loss);
        double[] gradient = values(x.gradient());
        double[] expected = flat(rows(c.get("lossGradF")));
        assertNear(expected, gradient, 1e-11, "gradient");
      }
    }
  }

  private static HostTensor matrix(double[][] rows, Workspace w) {
    return w.vector(flat(rows)).reshape(rows.length, rows[0].length);
  }

  private static double[] flat(double[][] rows) {
    return java.util.Arrays.stream(rows).flatMapToDouble(java.util.Arrays::stream).toArray();
  }
}
