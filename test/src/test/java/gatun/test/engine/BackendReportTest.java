package gatun.test.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Support;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendReportTest {
  @Test
  void everyBackendIsListedTheFastestFirst() {
    List<Backends.Entry> report = Backends.report();
    List<String> usable =
        report.stream()
            .filter(entry -> entry.support() instanceof Support.Usable)
            .map(Backends.Entry::name)
            .toList();
    assertTrue(usable.indexOf("simd") < usable.indexOf("reference"), report::toString);
    assertTrue(usable.contains("simd"), report::toString);
    int previous = Integer.MAX_VALUE;
    for (Backends.Entry entry : report) {
      switch (entry.support()) {
        case Support.Usable(int rank, String detail) -> {
          assertTrue(rank <= previous, report::toString);
          assertFalse(detail.isBlank());
          previous = rank;
        }
        case Support.Refused(String reason, String remedy) -> {
          assertFalse(reason.isBlank());
          assertFalse(remedy.isBlank());
          previous = Integer.MIN_VALUE;
        }
      }
    }
  }

  @Test
  void whatIsUsableOpensUnderItsName() {
    for (Backends.Entry entry : Backends.report()) {
      if (entry.support() instanceof Support.Usable) {
        try (Backend backend = Backends.named(entry.name(), new BackendOptions(1))) {
          assertEquals(entry.name(), backend.name());
          assertFalse(backend.description().isBlank());
        }
      }
    }
    try (Backend best = Backends.auto()) {
      assertEquals(Backends.report().getFirst().name(), best.name());
    }
  }
}
