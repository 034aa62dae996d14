package gatun.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {
  private static final long HUGE = 1L << 40;

  @Test
  void sizeAndStridesFollowTheExtents() {
    Shape shape = Shape.of(2, 3, 4);
    assertEquals(3, shape.rank());
    assertEquals(24, shape.size());
    assertArrayEquals(new long[] {12, 4, 1}, shape.rowMajorStrides());
    assertEquals("[2, 3, 4]", shape.toString());
    assertEquals(1, Shape.of().size());
    assertEquals(0, Shape.of(2, 0, 4).size());
    assertArrayEquals(new long[] {4, 4, 1}, Shape.of(2, 0, 4).rowMajorStrides());
    assertEquals(1L << 33, Shape.of(1L << 33).size());
  }

  @Test
  void aShapeKeepsItsOwnExtents() {
    long[] extents = {2, 3};
    Shape shape = Shape.of(extents);
    extents[0] = 7;
    shape.extents()[1] = 7;
    assertEquals(Shape.of(2, 3), shape);
    assertEquals(Shape.of(2, 3).hashCode(), shape.hashCode());
    assertNotEquals(Shape.of(3, 2), shape);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aZeroExtentHidesNoOverflow(int zero) {
    long[] extents = {HUGE, HUGE, HUGE};
    extents[zero] = 0;
    var e = assertThrows(IllegalArgumentException.class, () -> Shape.of(extents));
    assertTrue(e.getMessage().contains("more than 2^63 - 1 elements"), e::getMessage);
    long[] allowed = {3, 1L << 60, 3};
    allowed[0] = 0;
    assertEquals(3L << 60, Shape.of(allowed).rowMajorStrides()[0]);
  }

  @Test
  void negativeAndOverflowingExtentsAreRefused() {
    var negative = assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1));
    assertTrue(negative.getMessage().contains("[2, -1]"), negative::getMessage);
    assertThrows(IllegalArgumentException.class, () -> Shape.of(HUGE, HUGE));
  }

  @Test
  void slicesAreWellFormed() {
    assertThrows(IllegalArgumentException.class, () -> new Slice(-1, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> new Slice(3, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> new Slice(0, 2, 0));
    assertEquals(new Slice(4, 5, 1), Slice.at(4));
  }
}
