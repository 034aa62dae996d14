package gatun.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ScratchTest {
  private static final long MIB = 1 << 20;

  private static Workspace workspace(long limit) {
    return Workspace.on(
        Backends.named("reference", new BackendOptions(1)),
        WorkspaceSettings.defaults().named("s").limitedTo(limit));
  }

  @Test
  void memoryIsUsedAgainAndZeroAgain() {
    try (Workspace w = workspace(Long.MAX_VALUE)) {
      long address;
      try (Scratch s = w.scratch()) {
        HostTensor t = s.zeros(DType.F64, 1000);
        address = t.address();
        t.set(7, 999);
      }
      long held = w.bytes();
      for (int round = 0; round < 100; round++) {
        try (Scratch s = w.scratch()) {
          HostTensor t = s.zeros(DType.F64, 1000);
          assertEquals(address, t.address());
          assertEquals(0, t.at(999));
          t.set(round, 999);
          HostTensor other = s.zeros(DType.I8, 3);
          assertEquals(0, other.address() % 64);
        }
      }
      assertEquals(held, w.bytes());
    }
  }

  @Test
  void regionsNest() {
    try (Workspace w = workspace(Long.MAX_VALUE);
        Scratch outer = w.scratch()) {
      HostTensor kept = outer.zeros(DType.F64, 10);
      kept.set(1, 0);
      long first;
      try (Scratch inner = w.scratch()) {
        HostTensor t = inner.zeros(DType.F64, 10);
        first = t.address();
        assertNotEquals(kept.address(), first);
        t.set(2, 0);
        inner.zeros(DType.I8, 3 * MIB); // does not fit into the first block
      }
      assertEquals(1, kept.at(0));
      assertEquals(first, outer.zeros(DType.F64, 10).address());
    }
  }

  @Test
  void aRefusedRequestLosesNothing() {
    try (Workspace w = workspace(MIB + 100);
        Scratch s = w.scratch()) {
      s.zeros(DType.I8, 100);
      var e = assertThrows(MemoryLimitException.class, () -> s.zeros(DType.I8, 2 * MIB));
      assertEquals(2 * MIB, e.requested());
      s.zeros(DType.I8, MIB - 128); // what was left of the first block
      assertEquals(MIB, w.bytes());
    }
  }

  @Test
  void tensorsEndWithTheirRegion() {
    try (Workspace w = workspace(Long.MAX_VALUE)) {
      Scratch s = w.scratch();
      HostTensor t = s.zeros(DType.F64, 4);
      s.close();
      var use = assertThrows(IllegalStateException.class, () -> t.at(0));
      assertEquals(
          "Scratch region of Workspace 's' is closed; use its tensors only before its close()",
          use.getMessage());
      assertThrows(IllegalStateException.class, () -> t.view(Slice.all()).set(1, 0));
      assertThrows(IllegalStateException.class, t::segment);
      assertThrows(IllegalStateException.class, () -> Blas.of(w.backend(), DType.F64).scal(2, t));
      assertThrows(IllegalStateException.class, () -> s.zeros(DType.F64, 1));
      assertThrows(IllegalStateException.class, s::close);
    }
  }

  @Test
  void theOrderOfClosingIsChecked() {
    try (Workspace w = workspace(Long.MAX_VALUE)) {
      Scratch outer = w.scratch();
      Scratch inner = w.scratch();
      var close = assertThrows(IllegalStateException.class, outer::close);
      assertTrue(close.getMessage().startsWith("cannot close a scratch region"), close::getMessage);
      var take = assertThrows(IllegalStateException.class, () -> outer.zeros(DType.F64, 1));
      assertTrue(take.getMessage().contains("while one inside it is open"), take::getMessage);
      inner.close();
      outer.zeros(DType.F64, 1);
      outer.close();
    }
  }

  @Test
  void aRegionInUseDoesNotClose() {
    try (Workspace w = workspace(Long.MAX_VALUE)) {
      Scratch s = w.scratch();
      HostTensor t = s.zeros(DType.F64, 4);
      t.lifetime().acquire();
      var e = assertThrows(IllegalStateException.class, s::close);
      assertTrue(e.getMessage().contains("in use by 1 running operation"), e::getMessage);
      t.set(1, 0);
      t.lifetime().release();
      s.close();
    }
  }

  @Test
  void anOpenRegionIsNamedToWhoClosesTheWorkspace() {
    Workspace plain = workspace(Long.MAX_VALUE);
    Scratch forgotten = plain.scratch();
    var e = assertThrows(IllegalStateException.class, plain::close);
    String thread = Thread.currentThread().getName();
    assertTrue(
        e.getMessage()
            .startsWith("Workspace 's' has an open scratch region, opened by thread '" + thread),
        e::getMessage);
    forgotten.close();
    plain.close();
    assertThrows(IllegalStateException.class, plain::scratch);

    var settings = WorkspaceSettings.defaults().tracingLeaks();
    Workspace traced = Workspace.on(plain.backend(), settings);
    Scratch open = traced.scratch();
    e = assertThrows(IllegalStateException.class, traced::close);
    assertTrue(e.getMessage().contains("ScratchTest.java:"), e::getMessage);
    open.close();
    traced.close();
  }
}
