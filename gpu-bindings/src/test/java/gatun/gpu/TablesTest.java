package gatun.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was asked for last stays, the rest is made again. */
class TablesTest {
  private final List<Integer> made = new ArrayList<>();
  private final Tables<Integer, Object> tables =
      new Tables<>(key -> {
        made.add(key);
        return new Object();
      });

  @Test
  void madeOnceWhileItIsAmongTheLast() {
    Object first = tables.of(0);
    for (int key = 1; key < Tables.MOST; key++) {
      tables.of(key);
    }
    assertSame(first, tables.of(0));
    assertEquals(Tables.MOST, made.size());
  }

  @Test
  void theOneThatWasNotAskedForLongestGoes() {
    for (int key = 0; key < Tables.MOST; key++) {
      tables.of(key);
    }
    tables.of(0);
    tables.of(Tables.MOST); // in the place of 1
    made.clear();
    tables.of(0);
    assertEquals(List.of(), made);
    tables.of(1);
    assertEquals(List.of(1), made);
  }
}
