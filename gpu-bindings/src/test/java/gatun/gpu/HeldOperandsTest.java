package gatun.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gatun.engine.spi.Lifetime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Memory that work reads cannot be closed before its release, and is known for the next time. */
class HeldOperandsTest {
  private final HeldOperands operands = new HeldOperands();
  private final Lifetime lifetime = new Lifetime("a workspace", new Object());

  @Test
  void holdsEachOnceUntilTheRelease() {
    operands.hold(lifetime);
    operands.hold(lifetime);
    assertThrows(IllegalStateException.class, lifetime::close);
    operands.release();
    lifetime.close();
  }

  @Test
  void whatIsKnownIsHeldAgain() {
    String table = "a table";
    operands.hold(lifetime);
    operands.keep(table);
    operands.keep(table);
    HeldOperands.Known known = operands.known();
    operands.release();
    assertEquals(HeldOperands.Known.NOTHING, operands.known());
    operands.hold(known);
    assertEquals(new HeldOperands.Known(List.of(lifetime), List.of(table)), operands.known());
    assertThrows(IllegalStateException.class, lifetime::close);
    operands.release();
    lifetime.close();
    assertThrows(IllegalStateException.class, () -> operands.hold(known));
  }
}
