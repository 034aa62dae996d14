package gatun.linear.learned;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Workspace;
import gatun.engine.io.FormatException;
import gatun.engine.io.Safetensors;
import gatun.linear.LinearOperator;
import gatun.linear.MacOperator;
import gatun.linear.Preconditioner;
import gatun.nn.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A network that proposes search directions for pressure problems on grids, to be used with {@link
 * gatun.linear.ConjugateDirections} (or {@code fcg}). It is trained by {@link DirectionTraining}
 * and works on grids of any extents; the file it is kept in says what it was trained on, and a grid
 * that differs from that is remarked on in the outcome of a solve.
 *
 * <p>Not for several threads at once.
 */
public final class DirectionNetwork implements Preconditioner {
  private static final String FORMAT = "gatun.directions";
  private static final double SHARE = 0.1; // of walls, from where another domain is remarked on
  private static final double FINER = 4; // times the cells along an axis

  private final DirectionPlan plan;
  private final Model model;
  private final TrainingDomain domain;

  private DirectionNetwork(DirectionPlan plan, Model model, TrainingDomain domain) {
    this.plan = plan;
    this.model = model;
    this.domain = domain;
  }

  /**
   * What a network was trained on.
   *
   * @param name of the problems, such as {@code box:32}; empty for none
   * @param cells along an axis, the most
   * @param leastWalls the least share of walls among the faces between a problem's fluid and what
   *     is around it
   * @param mostWalls the largest such share
   */
  public record TrainingDomain(String name, long cells, double leastWalls, double mostWalls) {
    /** Returns that of a network that is not trained. */
    public static TrainingDomain none() {
      return new TrainingDomain("", 0, 0, 0);
    }

    static TrainingDomain of(String name, CellKinds kinds) {
      var g = kinds.grid();
      long longest = Math.max(g.nx(), Math.max(g.ny(), g.nz()));
      return new TrainingDomain(name, longest, kinds.wallShare(), kinds.wallShare());
    }

    static TrainingDomain of(List<DirectionTraining.Domain> domains) {
      TrainingDomain all = null;
      for (DirectionTraining.Domain one : domains) {
        MacOperator a = one.operator();
        TrainingDomain here = of(one.name(), CellKinds.of(a.grid(), a.cells()));
        all = all == null ? here : all.with(here);
      }
      return all == null ? none() : all;
    }

    private TrainingDomain with(TrainingDomain other) {
      return new TrainingDomain(
          name + " and " + other.name,
          Math.max(cells, other.cells),
          Math.min(leastWalls, other.leastWalls),
          Math.max(mostWalls, other.mostWalls));
    }

    private String walls() {
      return leastWalls == mostWalls
          ? percent(leastWalls)
          : percent(leastWalls) + " to " + percent(mostWalls);
    }
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /**
   * Makes a network with first values.
   *
   * @param workspace owns its memory
   */
  public static DirectionNetwork untrained(
      DirectionPlan plan, Workspace workspace, RandomGenerator random) {
    Model model = Model.of(plan.network(), DType.F32, workspace, random);
    return new DirectionNetwork(plan, model, TrainingDomain.none());
  }

  /** Returns this network as one that was trained on a domain; they share memory. */
  DirectionNetwork trainedOn(TrainingDomain where) {
    return new DirectionNetwork(plan, model, where);
  }

  /**
   * Reads a network.
   *
   * @param workspace owns its memory
   * @throws FormatException if the file holds no direction network
   * @throws IOException if it cannot be read
   */
  public static DirectionNetwork load(Path file, Workspace workspace) throws IOException {
    Map<String, String> texts = Safetensors.header(file).metadata();
    if (!"1".equals(texts.get(FORMAT))) {
      throw FormatException.of(
          file, "expected a direction network of format 1, found format " + texts.get(FORMAT));
    }
    try {
      DirectionPlan plan =
          new DirectionPlan(
              texts.getOrDefault("plan", ""),
              Integer.parseInt(texts.getOrDefault("channels", "0")),
              Boolean.parseBoolean(texts.get("biased")));
      TrainingDomain domain =
          new TrainingDomain(
              texts.getOrDefault("domain", ""),
              Long.parseLong(texts.getOrDefault("cells", "0")),
              Double.parseDouble(texts.getOrDefault("walls.least", "0")),
              Double.parseDouble(texts.getOrDefault("walls.most", "0")));
      DirectionNetwork network = untrained(plan, workspace, new Philox(0));
      network.model.load(file);
      return network.trainedOn(domain);
    } catch (IllegalArgumentException e) {
      throw FormatException.of(file, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Writes the network with PyTorch's layouts and what it was trained on.
   *
   * @throws IOException if the file cannot be written; what was there before stays
   */
  public void save(Path file) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(FORMAT, "1");
    texts.put("plan", plan.name());
    texts.put("channels", Integer.toString(plan.channels()));
    texts.put("biased", Boolean.toString(plan.biased()));
    texts.put("domain", domain.name());
    texts.put("cells", Long.toString(domain.cells()));
    texts.put("walls.least", Double.toString(domain.leastWalls()));
    texts.put("walls.most", Double.toString(domain.mostWalls()));
    model.save(file, texts);
  }

  /** Returns how it is built. */
  public DirectionPlan plan() {
    return plan;
  }

  /** Returns the layers with their numbers. */
  public Model model() {
    return model;
  }

  /** Returns what it was trained on. */
  public TrainingDomain domain() {
    return domain;
  }

  @Override
  public String name() {
    return "dcdm";
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the operator is none of a MAC grid
   */
  @Override
  public LinearOperator prepare(LinearOperator a, Workspace workspace) {
    if (a instanceof MacOperator mac) {
      HostTensor cells = (HostTensor) mac.cells();
      return new DirectionMap(this, mac.grid(), cells, a.dtype(), workspace);
    }
    throw new IllegalArgumentException(
        "direction network: expected the operator of a MAC grid, found "
            + a.description()
            + "; use mic0 or ic0 for a matrix, jacobi otherwise");
  }

  /** Returns one line on the network and its training. */
  String description() {
    return String.format(
        Locale.ROOT,
        "network %s of %,d parameters, %s",
        plan.name(),
        model.parameters().count(),
        domain.name().isEmpty() ? "not trained" : "trained on " + domain.name());
  }

  /** Returns how a grid differs from what the network was trained on; empty if it does not. */
  String mismatch(CellKinds kinds) {
    TrainingDomain here = TrainingDomain.of("", kinds);
    if (domain.name().isEmpty()) {
      return "the network is not trained";
    }
    double walls = here.leastWalls();
    boolean other = walls < domain.leastWalls() - SHARE || walls > domain.mostWalls() + SHARE;
    boolean finer = here.cells() > FINER * domain.cells();
    return other || finer
        ? "the network was trained on "
            + domain.name()
            + " ("
            + domain.cells()
            + " cells along an axis, walls make up "
            + domain.walls()
            + " of the fluid's boundary); this grid has "
            + here.cells()
            + " cells, walls make up "
            + here.walls()
        : "";
  }
}
