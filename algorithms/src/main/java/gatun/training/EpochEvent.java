package gatun.training;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Flight-recorder event: an epoch of a training run. */
@Name("gatun.Epoch")
@Label("Training epoch")
@Category("Gatun")
@Description("All training samples were taken once, and the validation samples judged")
final class EpochEvent extends Event {
  @Label("Epoch")
  long epoch;

  @Label("Steps so far")
  long step;

  @Label("Mean training loss")
  double trainLoss;

  @Label("Mean validation loss")
  double validationLoss;

  @Label("Validation accuracy")
  double validationAccuracy;
}
