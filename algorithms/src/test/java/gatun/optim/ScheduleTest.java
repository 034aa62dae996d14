package gatun.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void linesCosinesAndStairs() {
    assertEquals(0.5, Schedule.constant(0.5).at(1L << 40));
    Schedule line = Schedule.linear(1, 0, 4);
    assertEquals(1, line.at(0));
    assertEquals(0.25, line.at(3));
    assertEquals(0, line.at(5));
    Schedule cosine = Schedule.cosine(1, 0.2, 10);
    assertEquals(1, cosine.at(0));
    assertEquals(0.6, cosine.at(5), 1e-15);
    assertEquals(0.2, cosine.at(10));
    assertEquals(0.2, cosine.at(11));
    Schedule stairs = Schedule.stairs(8, 0.5, 3);
    assertEquals(8, stairs.at(2));
    assertEquals(4, stairs.at(3));
    assertEquals(2, stairs.at(8));
  }

  @Test
  void aWarmUpReachesTheScheduleBehindIt() {
    Schedule schedule = Schedule.linear(1, 0, 4).warmUp(4);
    assertEquals(0.25, schedule.at(0));
    assertEquals(1, schedule.at(3));
    assertEquals(1, schedule.at(4));
    assertEquals(0.75, schedule.at(5));
    assertEquals(3, Schedule.constant(3).warmUp(0).at(0));
  }

  /** Values of torch.optim.lr_scheduler.OneCycleLR(max_lr=1, total_steps=10), by its formula. */
  @Test
  void oneCycleRisesAndFalls() {
    Schedule cycle = Schedule.oneCycle(1, 10);
    assertEquals(0.04, cycle.at(0), 1e-15);
    assertEquals(0.52, cycle.at(1), 1e-15);
    assertEquals(1, cycle.at(2), 1e-15);
    assertEquals(4e-6, cycle.at(9), 1e-15);
    assertEquals(4e-6, cycle.at(12), 1e-15);
  }

  @Test
  void lengthsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> Schedule.cosine(1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> Schedule.linear(1, 0, -1));
    assertThrows(IllegalArgumentException.class, () -> Schedule.stairs(1, 0.1, 0));
    assertThrows(IllegalArgumentException.class, () -> Schedule.oneCycle(1, 3));
    assertThrows(IllegalArgumentException.class, () -> Schedule.constant(1).warmUp(-1));
  }
}
