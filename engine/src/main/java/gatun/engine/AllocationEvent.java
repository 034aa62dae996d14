package gatun.engine;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Flight-recorder event: a workspace took memory from the system. */
@Name("gatun.Allocation")
@Label("Off-heap allocation")
@Category("Gatun")
@Description("A Workspace took memory from the system")
final class AllocationEvent extends Event {
  @Label("Workspace")
  String workspace = "";

  @Label("Bytes")
  @DataAmount
  long bytes;

  @Label("Bytes in use after")
  @DataAmount
  long used;
}
