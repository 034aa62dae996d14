package gatun.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Batch;
import gatun.engine.spi.Kernel;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Recurrence;
import gatun.engine.spi.ReferenceBackend;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loop whose host looks seldom ends as one whose host looks after each iteration. */
class BatchedIterationsTest {
  /** The reference with batches, as a device has them; counts the looks of the host. */
  private static final class Seldom implements Backend {
    private final Backend kernels = new ReferenceBackend();
    private final int interval;
    private int looks;

    Seldom(int interval) {
      this.interval = interval;
    }

    @Override
    public String name() {
      return kernels.name();
    }

    @Override
    public String description() {
      return kernels.description();
    }

    @Override
    public int threads() {
      return 1;
    }

    @Override
    public <K extends Kernel> Optional<K> kernel(KernelKey<K> key) {
      return kernels.kernel(key);
    }

    @Override
    public Batch batch() {
      return new Batch() {
        @Override
        public int interval() {
          return interval;
        }

        @Override
        public void run(int times, Runnable body, Recurrence numbers) {
          assertTrue(times >= 1 && times <= interval, () -> times + " iterations");
          Batch.EACH.run(times, body, numbers);
          looks++;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }

  /** A preconditioner or operator by a factor, which may be handed over. */
  private record Scaled(LinearOperator a, double factor) implements LinearOperator, Preconditioner {
    @Override
    public String name() {
      return "scaled";
    }

    @Override
    public LinearOperator prepare(LinearOperator other, Workspace w) {
      return this;
    }

    @Override
    public Shape shape() {
      return a.shape();
    }

    @Override
    public DType dtype() {
      return a.dtype();
    }

    @Override
    public Set<Trait> traits() {
      return Set.of(Trait.values());
    }

    @Override
    public void apply(Tensor x, Tensor y) {
      a.apply(x, y);
      Blas.of(((HostTensor) y).owner().backend(), dtype()).scal(factor, y);
    }

    @Override
    public boolean deferrable() {
      return true;
    }
  }

  private record Ended(Outcome outcome, double[] x, int looks) {}

  private static Ended solve(String what, int interval, Stopping stopping, Progress progress) {
    Seldom backend = new Seldom(interval);
    try (Workspace w = Workspace.on(backend)) {
      Poisson problem = Poisson.named("mac:8", w);
      HostTensor b = problem.plume(w);
      LinearOperator a = MatrixOperator.of(problem.matrix(DType.F64, w), w);
      Solver cg = new ConjugateGradient(stopping);
      Solver pcg = PreconditionedConjugateGradient.fixed(stopping);
      if (what.equals("nan")) {
        b.set(Double.NaN, 5);
      }
      Solver.Prepared prepared =
          switch (what) {
            case "pcg" -> pcg.prepare(a, new Jacobi(), w);
            case "fcg" ->
                PreconditionedConjugateGradient.flexible(stopping).prepare(a, new Jacobi(), w);
            case "mixed" -> new MixedPrecision(cg).prepare(a, new Identity(), w);
            case "indefinite" -> cg.prepare(new Scaled(a, -1), new Identity(), w);
            case "indefinite pcg" -> pcg.prepare(new Scaled(a, -1), new Identity(), w);
            case "bad preconditioner" -> pcg.prepare(a, new Scaled(a, -1), w);
            default -> cg.prepare(a, new Identity(), w);
          };
      HostTensor x = w.zeros(DType.F64, b.size());
      Outcome outcome = prepared.solve(b, x, progress);
      return new Ended(outcome, x.toArray(), backend.looks);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cg",
        "pcg",
        "fcg",
        "mixed",
        "indefinite",
        "indefinite pcg",
        "bad preconditioner",
        "nan"
      })
  void endsAlike(String what) {
    for (double tolerance : new double[] {1e-6, 1e-17}) {
      for (int limit : new int[] {9, 200}) {
        Stopping stopping = new Stopping(tolerance, limit);
        Ended each = solve(what, 1, stopping, Progress.SILENT);
        for (int interval : new int[] {2, 7, Recurrence.BATCH}) {
          Ended seldom = solve(what, interval, stopping, Progress.SILENT);
          assertEquals(each.outcome, seldom.outcome, what + " " + stopping);
          assertArrayEquals(each.x, seldom.x, what);
        }
      }
    }
  }

  @Test
  void theHostLooksOncePerBatch() {
    Ended each = solve("cg", 1, new Stopping(1e-9, 1000), Progress.SILENT);
    Ended seldom = solve("cg", 16, new Stopping(1e-9, 1000), Progress.SILENT);
    assertTrue(each.outcome.success(), each.outcome.toString());
    assertEquals(each.outcome.iterations(), each.looks);
    assertEquals(Math.ceilDiv(each.outcome.iterations(), 16), seldom.looks);
  }

  @Test
  void cancellingEndsWithTheBatch() {
    int[] reports = new int[1];
    Progress progress = (iteration, limit, measure, goal) -> ++reports[0] < 3;
    Ended ended = solve("cg", 8, new Stopping(1e-9, 1000), progress);
    assertEquals(Outcome.Kind.CANCELLED, ended.outcome.kind());
    assertEquals(3, reports[0], "asked again after it wished to stop");
    assertEquals(8, ended.outcome.iterations());
  }
}
