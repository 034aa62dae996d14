package gatun.training;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Flight-recorder event: a training step. */
@Name("gatun.TrainingStep")
@Label("Training step")
@Category("Gatun")
@Description("One step in 32: forward, backward and update, and the wait for its batch")
final class TrainingStepEvent extends Event {
  /** One step in so many is recorded. */
  static final int SAMPLED = 32;

  @Label("Step")
  long step;

  @Label("Loss")
  double loss;

  @Label("Samples")
  long samples;

  @Label("Nanoseconds waited for the batch")
  long waited;
}
