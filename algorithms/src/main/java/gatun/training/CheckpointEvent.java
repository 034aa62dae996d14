package gatun.training;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Flight-recorder event: a checkpoint was saved. */
@Name("gatun.Checkpoint")
@Label("Checkpoint")
@Category("Gatun")
@Description("A checkpoint was written, synced and renamed")
final class CheckpointEvent extends Event {
  @Label("Step")
  long step;

  @Label("Bytes")
  @DataAmount
  long bytes;
}
