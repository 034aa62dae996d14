package gatun.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostTensorTest {
  private final Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)));
  private HostTensor grid;

  /** A 4 × 6 tensor with the elements 10 i + j. */
  @BeforeEach
  void fill() {
    grid = w.zeros(DType.F64, 4, 6);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 6; j++) {
        grid.set(10 * i + j, i, j);
      }
    }
  }

  @AfterEach
  void close() {
    w.close();
    w.backend().close();
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void elementsAreZeroAndKeepWhatIsStored(DType dtype) {
    HostTensor t = w.zeros(dtype, 3, 2);
    assertEquals(0, t.at(2, 1));
    t.set(-5, 2, 1);
    assertEquals(-5, t.at(2, 1));
    assertEquals(0, t.at(2, 0));
    assertEquals(0, t.address() % 64);
    if (dtype.real()) {
      assertThrows(IllegalArgumentException.class, () -> t.integerAt(0, 0));
      assertThrows(IllegalArgumentException.class, () -> t.setInteger(1, 0, 0));
    } else {
      t.setInteger(-6, 0, 1);
      assertEquals(-6, t.integerAt(0, 1));
    }
  }

  @Test
  void bigIntegersDoNotPassThroughDoubles() {
    HostTensor t = w.zeros(DType.I64, 1);
    t.setInteger(Long.MAX_VALUE - 1, 0);
    assertEquals(Long.MAX_VALUE - 1, t.integerAt(0));
  }

  @Test
  void viewsShareMemoryAndTakeSteps() {
    HostTensor odd = grid.view(new Slice(1, 4, 2), new Slice(1, 6, 2));
    assertEquals(Shape.of(2, 3), odd.shape());
    assertEquals(12, odd.stride(0));
    assertEquals(2, odd.stride(1));
    assertEquals(35, odd.at(1, 2));
    odd.set(-1, 0, 0);
    assertEquals(-1, grid.at(1, 1));
    assertFalse(odd.contiguous());
    HostTensor inner = odd.view(Slice.at(1), Slice.range(1, 3));
    assertEquals(33, inner.at(0, 0));
    assertEquals(35, inner.at(0, 1));
  }

  @Test
  void contiguousMeansOneAfterTheOther() {
    assertTrue(grid.contiguous());
    assertTrue(grid.view(Slice.range(1, 3), Slice.all()).contiguous());
    assertFalse(grid.view(Slice.all(), Slice.range(0, 5)).contiguous());
    assertFalse(grid.view(Slice.all(), Slice.at(2)).contiguous());
    HostTensor part = grid.view(Slice.at(2), Slice.range(1, 4));
    assertTrue(part.contiguous(), "part of a row");
    assertArrayEquals(new double[] {21, 22, 23}, part.reshape(3).toArray());
    assertTrue(grid.view(Slice.at(3), Slice.at(5)).contiguous());
  }

  @Test
  void viewsMayBeEmpty() {
    for (HostTensor empty :
        new HostTensor[] {
          grid.view(Slice.range(4, 4), Slice.all()),
          grid.view(Slice.all(), Slice.range(6, 6)),
          w.zeros(DType.F32, 0, 5).view(Slice.all(), Slice.every(2)),
        }) {
      assertEquals(0, empty.size());
      assertTrue(empty.contiguous());
      assertEquals(0, empty.reshape(0).toArray().length);
      assertThrows(IndexOutOfBoundsException.class, () -> empty.at(0, 0));
    }
  }

  @Test
  void aHugeStepTakesTheFirstElement() {
    HostTensor t = grid.view(new Slice(1, 4, Long.MAX_VALUE), Slice.every(1L << 62));
    assertEquals(Shape.of(1, 1), t.shape());
    assertEquals(10, t.at(0, 0));
    assertTrue(t.stride(0) > 0 && t.stride(1) > 0, t::toString);
  }

  @Test
  void misuseIsNamed() {
    assertThrows(IllegalArgumentException.class, () -> grid.view(Slice.all()));
    var beyond =
        assertThrows(
            IndexOutOfBoundsException.class, () -> grid.view(Slice.all(), Slice.range(0, 7)));
    assertTrue(beyond.getMessage().contains("axis 1 of extent 6"), beyond::getMessage);
    assertThrows(IndexOutOfBoundsException.class, () -> grid.at(4, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> grid.set(0, 0, -1));
    assertThrows(IllegalArgumentException.class, () -> grid.at(1));
    assertThrows(IllegalArgumentException.class, () -> grid.reshape(5, 5));
    HostTensor column = grid.view(Slice.all(), Slice.at(0));
    var strided = assertThrows(IllegalArgumentException.class, () -> column.reshape(4));
    assertTrue(strided.getMessage().contains("copy"), strided::getMessage);
    assertThrows(IllegalArgumentException.class, grid::toArray);
  }
}
