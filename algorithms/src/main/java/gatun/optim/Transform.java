package gatun.optim;

import gatun.engine.Workspace;
import gatun.nn.Parameters;

/**
 * What is done with a gradient: a rule that moves parameters, or a step before or behind it. A
 * description, without memory of its own; {@link #prepare} makes it work on parameters. Several
 * make a {@link Chain}.
 */
public interface Transform {
  /** Returns its short name, by which states are told apart. */
  String name();

  /**
   * Takes the memory that the transform needs.
   *
   * @param parameters what it moves; they must outlive the optimizer
   * @param workspace owns what the optimizer keeps
   * @throws UnsupportedOperationException if the backend of the workspace lacks a kernel
   */
  Optimizer prepare(Parameters parameters, Workspace workspace);
}
