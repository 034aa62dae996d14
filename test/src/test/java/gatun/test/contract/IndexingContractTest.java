package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Indexes;
import gatun.engine.Sorting;
import gatun.engine.Workspace;
import gatun.engine.spi.ReferenceBackend;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Moves by index and sorting against the formula, over shapes, axes, steps, types of index. */
final class IndexingContractTest {
  private static final long[][] SHAPES = {
    {1}, {9}, {4, 7}, {50, 3}, {3, 70}, {3, 5, 6}, {2, 3, 300}, {5, 0}, {2, 400},
  };

  private static HostTensor values(Workspace w, DType dtype, int step, long[] shape, long seed) {
    return Blocks.random(Blocks.block(w, dtype, step, shape), -1, 1, new SplittableRandom(seed));
  }

  private static HostTensor indices(
      Workspace w, DType type, int step, long extent, SplittableRandom random, long... shape) {
    HostTensor index = Blocks.block(w, type, step, shape);
    Blocks.each(index.shape(), at -> index.setInteger(random.nextLong(extent), at));
    return index;
  }

  @ParameterizedTest
  @CsvSource({"F64, I32, 1, 1", "F64, I64, 2, 2", "F32, I64, 1, 3", "F32, I32, 2, 2"})
  void movesAgreeWithTheReference(DType dtype, DType integers, int step, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      Indexes[] both = {Indexes.of(new ReferenceBackend(), dtype), Indexes.of(backend, dtype)};
      var random = new SplittableRandom(1);
      for (long[] shape : SHAPES) {
        for (int axis = 0; axis < shape.length; axis++) {
          long[] part = shape.clone();
          part[axis] = shape[axis] == 0 ? 0 : 11;
          long extent = Math.max(1, shape[axis]);
          HostTensor list = indices(w, integers, step, extent, random, part[axis]);
          HostTensor each = indices(w, integers, step, extent, random, part);
          HostTensor x = values(w, dtype, step, shape, 2);
          HostTensor d = values(w, dtype, step, part, 3);
          HostTensor[][] results = new HostTensor[2][];
          for (int k = 0; k < 2; k++) {
            HostTensor[] r = {
              values(w, dtype, step, part, 4),
              values(w, dtype, step, part, 4),
              values(w, dtype, step, shape, 5),
              values(w, dtype, step, shape, 5),
              values(w, dtype, step, shape, 5)
            };
            both[k].take(axis, x, list, r[0]);
            both[k].gather(axis, x, each, r[1]);
            both[k].addAt(axis, list, d, r[2]);
            both[k].scatter(axis, each, d, r[3]);
            both[k].scatterAdd(axis, each, d, r[4]);
            results[k] = r;
          }
          for (int i = 0; i < 5; i++) {
            double bound = i == 2 || i == 4 ? 20 * dtype.epsilon() : 0;
            String what = "move " + i + " " + x + " along " + axis;
            Blocks.assertNear(results[0][i], results[1][i], bound, what);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1, 1", "F64, 2, 2", "F32, 1, 3", "F32, 3, 2"})
  void sortingAgreesWithTheReference(DType dtype, int step, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      Sorting subject = Sorting.of(backend, dtype);
      Sorting oracle = Sorting.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(6);
      double[] specials = {Double.NaN, -0.0, 0.0, 1 / 0.0, -1 / 0.0, 1, 1e-300, -7, 1e30, 2.5};
      for (long[] shape : SHAPES) {
        for (int kind = 0; kind < 2; kind++) {
          HostTensor x = values(w, dtype, step, shape, 7);
          if (kind == 1) {
            Blocks.each(x.shape(), at -> x.set(specials[random.nextInt(specials.length)], at));
          }
          for (int axis = 0; axis < shape.length; axis++) {
            for (boolean descending : new boolean[] {false, true}) {
              String what = "of " + x + " along " + axis + " descending " + descending;
              HostTensor e = Blocks.block(w, dtype, step, shape);
              HostTensor f = Blocks.block(w, dtype, step, shape);
              oracle.sort(axis, descending, x, e);
              subject.sort(axis, descending, x, f);
              assertBits(e, f, "sort " + what);
              HostTensor i = Blocks.block(w, DType.I64, step, shape);
              HostTensor j = Blocks.block(w, DType.I64, step, shape);
              oracle.argsort(axis, descending, x, i);
              subject.argsort(axis, descending, x, j);
              assertBits(i, j, "argsort " + what);
              topK(subject, oracle, w, x, axis, descending, what);
            }
          }
        }
      }
    }
  }

  private static void topK(
      Sorting subject,
      Sorting oracle,
      Workspace w,
      HostTensor x,
      int axis,
      boolean largest,
      String what) {
    for (long k : new long[] {0, 1, 3, 40}) {
      if (k <= x.shape().extent(axis)) {
        long[] shape = x.shape().extents();
        shape[axis] = k;
        HostTensor[] v = {w.zeros(x.dtype(), shape), w.zeros(x.dtype(), shape)};
        HostTensor[] p = {w.zeros(DType.I64, shape), w.zeros(DType.I64, shape)};
        oracle.topK(axis, largest, x, v[0], p[0]);
        subject.topK(axis, largest, x, v[1], p[1]);
        assertBits(v[0], v[1], "top " + k + " " + what);
        assertBits(p[0], p[1], "places of top " + k + " " + what);
      }
    }
  }

  private static void assertBits(HostTensor expected, HostTensor found, String what) {
    assertArrayEquals(Blocks.values(expected), Blocks.values(found), what);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void longRowsAreSorted(DType dtype) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      HostTensor x = values(w, dtype, 1, new long[] {100_000}, 8);
      double[] expected = x.toArray();
      Arrays.sort(expected);
      HostTensor top = w.zeros(dtype, 100);
      HostTensor index = w.zeros(DType.I64, 100);
      Sorting.of(backend, dtype).topK(0, true, x, top, index);
      for (int i = 0; i < 100; i++) {
        assertEquals(expected[expected.length - 1 - i], top.at(i));
        assertEquals(top.at(i), x.at(index.integerAt(i)));
      }
      Sorting.of(backend, dtype).sort(0, false, x, x);
      assertArrayEquals(expected, x.toArray());
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, I32", "F32, I64"})
  void indicesOutsideAreRefusedAndNothingIsWritten(DType dtype, DType integers) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      Indexes k = Indexes.of(backend, dtype);
      HostTensor x = values(w, dtype, 1, new long[] {4, 5}, 9);
      for (long wrong : new long[] {-1, 4, Integer.MAX_VALUE}) {
        HostTensor index = w.zeros(integers, 3);
        index.setInteger(wrong, 2);
        HostTensor y = w.zeros(dtype, 3, 5);
        HostTensor z = w.zeros(dtype, 4, 5);
        var take = assertThrows(Exception.class, () -> k.take(0, x, index, y));
        String message = "index " + wrong + " at position 2 is outside [0, 4)";
        assertEquals("take: " + message, take.getMessage());
        var add = assertThrows(IndexOutOfBoundsException.class, () -> k.addAt(0, index, y, z));
        assertEquals("addAt: " + message, add.getMessage());
        assertArrayEquals(new double[15], Blocks.values(y));
        assertArrayEquals(new double[20], Blocks.values(z));
        HostTensor classes = w.zeros(dtype, 3, 4);
        assertThrows(IndexOutOfBoundsException.class, () -> k.oneHot(index, classes));
        HostTensor each = Blocks.block(w, integers, 2, 4, 3);
        each.setInteger(0, 1, 1);
        assertThrows(
            IndexOutOfBoundsException.class, () -> k.gather(1, x, each, w.zeros(dtype, 4, 3)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void oneHotAndMisuse(DType dtype) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      Indexes k = Indexes.of(backend, dtype);
      HostTensor index = w.zeros(DType.I32, 3);
      index.setInteger(2, 1);
      HostTensor y = values(w, dtype, 1, new long[] {3, 3}, 1);
      k.oneHot(index, y);
      assertArrayEquals(new double[] {1, 0, 0, 0, 0, 1, 1, 0, 0}, Blocks.values(y));
      HostTensor x = w.zeros(dtype, 4, 5);
      assertThrows(IllegalArgumentException.class, () -> k.take(2, x, index, y));
      assertThrows(IllegalArgumentException.class, () -> k.take(0, x, index, y));
      HostTensor wrong = w.zeros(dtype, 3);
      assertThrows(IllegalArgumentException.class, () -> k.take(0, x, wrong, w.zeros(dtype, 3, 5)));
      Sorting s = Sorting.of(backend, dtype);
      assertThrows(IllegalArgumentException.class, () -> s.sort(0, false, x, y));
      HostTensor places = w.zeros(DType.I64, 6, 5);
      assertThrows(
          IllegalArgumentException.class, () -> s.topK(0, true, x, w.zeros(dtype, 6, 5), places));
    }
  }
}
