package gatun.linear.learned;

import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Maps;
import gatun.engine.Philox;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import gatun.linear.MacOperator;
import gatun.nn.Mode;
import gatun.nn.Model;
import gatun.nn.Parameters;
import gatun.training.Batch;
import gatun.training.Objective;
import gatun.training.Scores;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Learns directions: a batch holds coefficients over the Ritz vectors of a domain; their
 * combinations, made to length 1, are right-hand sides, and what the network makes of them is
 * judged by {@link LineSearchLoss}. Batch k of an epoch is of domain k mod domains.
 */
final class DirectionObjective implements Objective {
  private static final Slice ALL = Slice.all();

  private final Model model;
  private final boolean seesCells;
  private final boolean masked;
  private final LineSearchLoss loss;
  private final Blas blas;
  private final Maps maps;
  private final List<Domain> domains = new ArrayList<>();
  private final HostTensor coefficients;
  private final HostTensor rightHandSides;
  private final HostTensor[] rows;
  private final HostTensor inputs;
  private final HostTensor residuals; // a view of the inputs
  private final HostTensor seen; // likewise, empty if the network does not see cells
  private final HostTensor grids; // a view of the right-hand sides
  private final HostTensor mask;
  private Domain current;

  /** One domain: its operator, what its cells are, and how right-hand sides are made. */
  private record Domain(
      MacOperator a, HostTensor cells, HostTensor fluid, Runnable combination, double scale) {}

  DirectionObjective(
      DirectionNetwork network,
      List<DirectionTraining.Domain> all,
      List<RitzBasis> bases,
      int batch) {
    this.model = network.model();
    Workspace w = model.workspace();
    Grid g = all.getFirst().operator().grid();
    long n = g.cells();
    int channels = network.plan().inputs();
    this.seesCells = network.plan().seesCells();
    this.blas = Blas.of(w.backend(), DType.F32);
    this.maps = Maps.of(w.backend(), DType.F32);
    this.coefficients = w.zeros(DType.F32, batch, bases.getFirst().size());
    this.rightHandSides = w.zeros(DType.F32, batch, n);
    this.grids = rightHandSides.reshape(batch, g.nz(), g.ny(), g.nx(), 1);
    this.rows = new HostTensor[batch];
    for (int i = 0; i < batch; i++) {
      rows[i] = rightHandSides.view(Slice.at(i), ALL).reshape(n);
    }
    this.inputs = w.zeros(DType.F32, batch, g.nz(), g.ny(), g.nx(), channels);
    this.residuals = inputs.view(ALL, ALL, ALL, ALL, Slice.range(0, 1));
    this.seen = inputs.view(ALL, ALL, ALL, ALL, Slice.range(1, channels));
    this.mask = w.zeros(DType.F32, 1, g.nz(), g.ny(), g.nx(), 1);
    boolean any = false;
    for (int d = 0; d < all.size(); d++) {
      MacOperator a = all.get(d).operator();
      HostTensor cells = w.zeros(DType.F32, g.nz(), g.ny(), g.nx(), CellNetwork.KINDS);
      CellKinds kinds = CellKinds.write(g, a.cells(), cells);
      any |= kinds.fluid() < n;
      HostTensor fluid = cells.view(ALL, ALL, ALL, Slice.range(0, 1));
      Runnable combination = bases.get(d).combination(coefficients, rightHandSides);
      domains.add(new Domain(a, cells, fluid, combination, Math.sqrt(kinds.fluid())));
    }
    this.masked = !seesCells && any;
    this.current = domains.getFirst();
    this.loss = new LineSearchLoss(() -> current.a, n);
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public Parameters gradients() {
    return model.gradients();
  }

  @Override
  public Parameters buffers() {
    return model.buffers();
  }

  @Override
  public Variable loss(Tape tape, Batch batch, Philox random) {
    return value(tape, batch, random);
  }

  @Override
  public void judge(Tape tape, Batch batch, Scores scores) {
    scores.addLoss(value(tape, batch, null).scalar(), batch.size());
  }

  private Variable value(Tape tape, Batch batch, @Nullable Philox random) {
    fill(batch);
    Variable x = tape.constant(inputs);
    Variable y =
        random == null ? model.evaluate(tape, x) : model.forward(tape, x, Mode.TRAIN, random);
    if (masked) {
      y = y.multiply(tape.constant(mask));
    }
    return tape.apply(loss, y, tape.constant(rightHandSides));
  }

  /** Makes right-hand sides and the network's inputs, those at mean square 1. */
  private void fill(Batch batch) {
    current = domains.get((int) (batch.index() % domains.size()));
    maps.copy(batch.features(), coefficients);
    current.combination.run();
    for (HostTensor row : rows) {
      blas.scal(current.scale / blas.nrm2(row), row);
    }
    maps.copy(grids, residuals);
    for (HostTensor row : rows) {
      blas.scal(1 / current.scale, row);
    }
    if (seesCells) {
      maps.copy(current.cells, seen); // to every sample
    }
    if (masked) {
      maps.copy(current.fluid, mask);
    }
  }
}
