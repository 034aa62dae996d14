package gatun.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the engine alone there is the reference backend; the test module looks at all of them. */
class BackendsTest {
  @Test
  void theReferenceIsAlwaysReported() {
    List<Backends.Entry> report = Backends.report();
    assertEquals(1, report.stream().filter(entry -> entry.name().equals("reference")).count());
    for (Backends.Entry entry : report) {
      switch (entry.support()) {
        case Support.Usable usable -> assertTrue(!usable.detail().isBlank(), entry::toString);
        case Support.Refused refused ->
            assertTrue(!refused.reason().isBlank() && !refused.remedy().isBlank(), entry::toString);
      }
    }
  }

  @Test
  void autoOpensTheFirstOfTheReport() {
    try (Backend backend = Backends.auto(new BackendOptions(2))) {
      assertEquals(Backends.report().getFirst().name(), backend.name());
    }
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Backends.named("abacus", new BackendOptions(1)));
    assertTrue(
        e.getMessage().startsWith("backend 'abacus' is unknown; expected one of [reference"),
        e::getMessage);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 4097})
  void theNumberOfThreadsIsChecked(int threads) {
    var e = assertThrows(IllegalArgumentException.class, () -> new BackendOptions(threads));
    assertEquals("threads: expected 1 to 4096, found " + threads, e.getMessage());
  }
}
