package gatun.training;

import gatun.engine.Philox;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import gatun.nn.Parameters;

/**
 * What is trained, and to what end: numbers, and a loss of a batch that is to fall. {@link
 * Supervised} is the usual one; others may compute the loss as they like.
 *
 * <p>All that the loss depends on must be in the parameters, the buffers, the batch and the
 * generator: a run that goes on from a checkpoint has those back and nothing else.
 */
public interface Objective {
  /** Returns what is trained. */
  Parameters parameters();

  /** Returns where the tape writes the gradient of the loss, of the layout of the parameters. */
  Parameters gradients();

  /** Returns what is changed by a step but not trained, such as running statistics. */
  Parameters buffers();

  /**
   * Returns the loss of a batch in a training step, a scalar. The trainer begins the tape before
   * and goes backward after.
   *
   * @param random for dropout and noise, the same object in every step; what it gives depends on
   *     the seed and the step alone
   */
  Variable loss(Tape tape, Batch batch, Philox random);

  /**
   * Judges a batch of samples that are not trained on, and adds to the scores: the loss, and what
   * was right and wrong if samples have classes. The trainer begins the tape before.
   */
  void judge(Tape tape, Batch batch, Scores scores);
}
