package gatun.optim;

import gatun.engine.Blas;
import gatun.engine.HostTensor;
import gatun.engine.MatrixBlas;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The part of {@link Muon} that moves matrices. */
final class MuonMatrices implements Optimizer {
  private static final double LINEAR = 3.4445;
  private static final double CUBIC = -4.7750;
  private static final double QUINTIC = 2.0315;
  private static final double SMALL = 1e-7;

  /** One matrix and views of the working memory in its shape; X and Y take turns. */
  private record Matrix(
      HostTensor parameter,
      HostTensor direction,
      HostTensor flatX,
      HostTensor x,
      HostTensor flatY,
      HostTensor y,
      HostTensor gram,
      HostTensor flatGram,
      HostTensor factor,
      HostTensor flatFactor,
      HostTensor diagonal,
      HostTensor ones,
      boolean wide,
      boolean decaying,
      double scale) {}

  private final Muon rule;
  private final Parameters parameters;
  private final Parameters momentum;
  private final Parameters direction;
  private final List<Matrix> matrices = new ArrayList<>();
  private final Blas blas;
  private final MatrixBlas products;
  private final State state;

  MuonMatrices(Muon rule, Set<String> names, Parameters parameters, Workspace workspace) {
    this.rule = rule;
    this.parameters = parameters;
    this.momentum = parameters.like(workspace);
    this.direction = parameters.like(workspace);
    this.blas = Blas.of(workspace.backend(), parameters.dtype());
    this.products = MatrixBlas.of(workspace.backend(), parameters.dtype());
    this.state = State.joined(Map.of("momentum", momentum), List.of());
    long largest = 0;
    long narrow = 0;
    for (String name : names) {
      HostTensor p = parameters.parameter(name);
      largest = Math.max(largest, p.size());
      narrow = Math.max(narrow, Math.min(rows(p), p.size() / rows(p)));
    }
    HostTensor[] work = new HostTensor[5];
    for (int i = 0; i < 4; i++) {
      work[i] = workspace.zeros(parameters.dtype(), i < 2 ? largest : narrow * narrow);
    }
    work[4] = workspace.zeros(parameters.dtype(), narrow);
    blas.fill(1, work[4]);
    for (Parameters.Parameter parameter : parameters) {
      if (names.contains(parameter.name())) {
        matrices.add(matrix(parameter.name(), work));
      }
    }
  }

  private static long rows(HostTensor tensor) {
    return tensor.shape().extent(0);
  }

  private Matrix matrix(String name, HostTensor[] work) {
    HostTensor p = parameters.parameter(name);
    long rows = rows(p);
    long columns = p.size() / rows;
    long n = Math.min(rows, columns);
    HostTensor x = part(work[0], rows * columns);
    HostTensor y = part(work[1], rows * columns);
    HostTensor gram = part(work[2], n * n);
    HostTensor factor = part(work[3], n * n);
    return new Matrix(
        p.reshape(p.size()),
        direction.parameter(name).reshape(p.size()),
        x,
        x.reshape(rows, columns),
        y,
        y.reshape(rows, columns),
        gram.reshape(n, n),
        gram,
        factor.reshape(n, n),
        factor,
        factor.view(new Slice(0, n * n, n + 1)),
        part(work[4], n),
        rows <= columns,
        rule.scope().decaying().test(name),
        Math.sqrt(Math.max(1, (double) rows / columns)));
  }

  private static HostTensor part(HostTensor all, long length) {
    return all.view(Slice.range(0, length));
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public double update(Parameters gradient, double scale) {
    FusedRule.requireGradient(parameters, gradient);
    double rate = rule.scope().rate().at(state.step());
    blas.axpby(scale, gradient.flat(), rule.momentum(), momentum.flat());
    blas.axpby(scale, gradient.flat(), 0, direction.flat());
    blas.axpy(rule.momentum(), momentum.flat(), direction.flat());
    for (int i = 0; i < matrices.size(); i++) {
      Matrix m = matrices.get(i);
      HostTensor orthogonal = orthogonalise(m);
      double keep = m.decaying ? 1 - rate * rule.scope().decay() : 1;
      blas.axpby(-rate * m.scale, orthogonal, keep, m.parameter);
    }
    state.advance();
    return scale;
  }

  /** Returns the vector that holds the matrix nearest to the direction, roughly orthogonal. */
  private HostTensor orthogonalise(Matrix m) {
    blas.axpby(1 / (blas.nrm2(m.direction) + SMALL), m.direction, 0, m.flatX);
    for (int step = 0; step < rule.steps(); step++) {
      boolean even = step % 2 == 0;
      HostTensor from = even ? m.x : m.y;
      HostTensor to = even ? m.y : m.x;
      products.gemm(1, from, !m.wide, from, m.wide, 0, m.gram);
      products.gemm(QUINTIC, m.gram, false, m.gram, false, 0, m.factor);
      blas.axpy(CUBIC, m.flatGram, m.flatFactor);
      blas.axpy(LINEAR, m.ones, m.diagonal);
      if (m.wide) {
        products.gemm(m.factor, from, to);
      } else {
        products.gemm(from, m.factor, to);
      }
    }
    return rule.steps() % 2 == 0 ? m.flatX : m.flatY;
  }
}
