package gatun.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Shape;
import gatun.engine.Workspace;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Data sets, their parts, the order and content of batches, and what is counted of them. */
class DataTest {
  private final Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)));

  @AfterEach
  void close() {
    w.close();
  }

  /** Images whose pixel (i, y, x, c) is the byte 40 c + 10 y + x, plus i in the corner. */
  private Dataset images(int count) {
    HostTensor pixels = w.zeros(DType.I8, count, 4, 5, 2);
    HostTensor labels = w.zeros(DType.I32, count);
    for (int i = 0; i < count; i++) {
      labels.set(i % 3, i);
      for (int k = 0; k < 40; k++) {
        pixels.set((byte) (100 * (k / 20) + 10 * (k / 5 % 4) + k % 5), i, k / 5 % 4, k % 5, k / 20);
      }
      pixels.set((byte) (200 + i % 50), i, 0, 0, 0);
    }
    return Dataset.classified(pixels, labels, 3);
  }

  @Test
  void labelsAreChecked() {
    HostTensor x = w.zeros(DType.F32, 3, 2);
    HostTensor y = w.zeros(DType.I32, 3);
    y.set(2, 1);
    var e = assertThrows(IllegalArgumentException.class, () -> Dataset.classified(x, y, 2));
    assertEquals("labels: expected classes from 0 to 1, found 2 at sample 1", e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> Dataset.classified(x, w.zeros(DType.I32, 2), 2));
    assertThrows(IllegalArgumentException.class, () -> Dataset.targeted(x, y));
    assertThrows(IllegalArgumentException.class, () -> Dataset.targeted(w.zeros(DType.I32, 3), x));
    assertEquals("3 samples F32[2] of 3 classes", Dataset.classified(x, y, 3).toString());
  }

  @Test
  void partsShareNoSampleAndKeepProportions() {
    HostTensor labels = w.zeros(DType.I32, 1000);
    for (int i = 0; i < 1000; i++) {
      labels.set(i < 700 ? 0 : i < 950 ? 1 : 2, i);
    }
    Dataset all = Dataset.classified(w.zeros(DType.F32, 1000, 1), labels, 3);
    Splits parts = Splits.stratified(all, 200, 100, 7);
    Set<Long> rows = new HashSet<>();
    for (Dataset part : List.of(parts.train(), parts.validation(), parts.test())) {
      int[] counts = new int[3];
      for (long i = 0; i < part.size(); i++) {
        assertTrue(rows.add(part.row(i)));
        counts[part.label(i)]++;
      }
      assertEquals(0.70 * part.size(), counts[0], 1.01);
      assertEquals(0.25 * part.size(), counts[1], 1.01);
      assertEquals(0.05 * part.size(), counts[2], 1.01);
    }
    assertEquals(1000, rows.size());
    Splits same = Splits.random(all, 200, 100, 7);
    Splits again = Splits.random(all, 200, 100, 7);
    Splits other = Splits.random(all, 200, 100, 8);
    long differing = 0;
    for (long i = 0; i < 700; i++) {
      assertEquals(same.train().row(i), again.train().row(i));
      differing += same.train().row(i) == other.train().row(i) ? 0 : 1;
    }
    assertTrue(differing > 600);
    assertThrows(IllegalArgumentException.class, () -> Splits.random(all, 600, 500, 1));
    assertEquals(300, all.range(100, 400).range(100, 300).row(0) + 100);
  }

  @Test
  void everyEpochHasAnOrderOfItsOwnThatCanBeRepeated() {
    HostTensor order = w.zeros(DType.I64, 500);
    Set<String> orders = new HashSet<>();
    for (long epoch = 0; epoch < 5; epoch++) {
      SampleOrder.ofEpoch(3, epoch, order);
      double[] sorted = order.toArray();
      orders.add(Arrays.toString(sorted));
      Arrays.sort(sorted);
      for (int i = 0; i < 500; i++) {
        assertEquals(i, sorted[i]);
      }
    }
    SampleOrder.ofEpoch(3, 2, order);
    assertFalse(orders.add(Arrays.toString(order.toArray())));
    assertEquals(5, orders.size());
  }

  @Test
  void ordersAreEquallyLikely() {
    HostTensor order = w.zeros(DType.I64, 3);
    Philox random = new Philox(1);
    int[] counts = new int[27];
    for (int i = 0; i < 6000; i++) {
      SampleOrder.identity(order);
      SampleOrder.shuffle(order, random);
      counts[(int) (9 * order.at(0) + 3 * order.at(1) + order.at(2))]++;
    }
    assertEquals(6, Arrays.stream(counts).filter(c -> Math.abs(c - 1000) < 130).count());
  }

  @Test
  void batchesCoverTheSetAndAreNormalised() {
    Dataset set = images(10);
    Normalization normalization = Normalization.of(set);
    LoaderSettings settings = LoaderSettings.evaluation(DType.F64, 4).with(normalization);
    Loader loader = new Loader(set, settings, w);
    assertEquals(3, loader.batches());
    double[] sums = new double[4];
    Batch batch = loader.batch();
    for (int b = 0; b < 3; b++) {
      loader.fill(batch, 0, b);
      assertEquals(b < 2 ? 4 : 2, batch.size());
      assertEquals(Shape.of(batch.size(), 4, 5, 2), batch.features().shape());
      for (int i = 0; i < batch.size(); i++) {
        assertEquals((4 * b + i) % 3, batch.labels().at(i));
        for (int k = 0; k < 40; k++) {
          double x = batch.features().at(i, k / 5 % 4, k % 5, k / 20);
          sums[k / 20] += x;
          sums[2 + k / 20] += x * x;
        }
      }
    }
    assertArrayEquals(new double[] {0, 0, 200, 200}, sums, 1e-9);
    assertThrows(IllegalArgumentException.class, () -> loader.fill(batch, 0, 3));
    LoaderSettings whole = LoaderSettings.training(DType.F32, 4, 1);
    assertEquals(2, new Loader(set, whole, w).batches());
    assertThrows(IllegalArgumentException.class, () -> new Loader(set.range(0, 3), whole, w));
  }

  @Test
  void realFeaturesAndTargetsAreCopied() {
    HostTensor x = w.zeros(DType.F64, 5, 3);
    HostTensor y = w.zeros(DType.F64, 5, 2);
    for (int i = 0; i < 15; i++) {
      x.set(i, i / 3, i % 3);
      y.set(-i, i / 3, i % 2);
    }
    Dataset set = Dataset.targeted(x, y).range(1, 5);
    Normalization half = new Normalization(List.of(1.0), List.of(2.0));
    Loader loader = new Loader(set, LoaderSettings.evaluation(DType.F32, 3).with(half), w);
    Batch batch = loader.batch();
    loader.fill(batch, 0, 1);
    assertEquals(1, batch.size());
    assertEquals(Shape.of(1, 2), batch.labels().shape());
    assertEquals((14 - 1) / 2.0, batch.features().at(0, 2));
    assertEquals(y.at(4, 1), batch.labels().at(0, 1));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Loader(set, LoaderSettings.training(DType.F32, 2, 1).with(Augmentation.CIFAR), w));
  }

  @Test
  void imagesAreMirroredAndMovedWhole() {
    Dataset set = images(60);
    LoaderSettings settings =
        LoaderSettings.training(DType.F32, 60, 11).with(new Augmentation(true, 2));
    Loader loader = new Loader(set, settings, w);
    Batch batch = loader.batch();
    Set<String> kinds = new HashSet<>();
    for (int epoch = 0; epoch < 20; epoch++) {
      loader.fill(batch, epoch, 0);
      for (int i = 0; i < 60; i++) {
        kinds.add(kind(batch.features(), i));
      }
    }
    assertEquals(2 * 5 * 5, kinds.size()); // both sides, all moves, nothing else
    assertFalse(kinds.contains("none"));
  }

  /** Returns by which change channel 1 of an image can be explained. */
  private static String kind(HostTensor features, int i) {
    for (int m = 0; m < 50; m++) {
      boolean same = true;
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 5; x++) {
          int fromY = y + m / 5 % 5 - 2;
          int fromX = x + m % 5 - 2;
          boolean inside = fromY >= 0 && fromY < 4 && fromX >= 0 && fromX < 5;
          int column = m < 25 ? fromX : 4 - fromX;
          double expected = inside ? (100 + 10 * fromY + column) / 255.0 : 0;
          same &= (float) expected == features.at(i, y, x, 1);
        }
      }
      if (same) {
        return "change " + m;
      }
    }
    return "none";
  }

  @Test
  void contentDoesNotDependOnWhatWasMadeBeforeNorOnTheBatch() {
    Dataset set = images(24);
    LoaderSettings six = LoaderSettings.training(DType.F32, 6, 5).with(Augmentation.CIFAR);
    LoaderSettings eight = LoaderSettings.training(DType.F32, 8, 5).with(Augmentation.CIFAR);
    Loader one = new Loader(set, six, w);
    Loader other = new Loader(set, eight, w);
    Batch small = one.batch();
    Batch large = other.batch();
    other.fill(large, 3, 2); // samples 16 to 23 of the epoch
    one.fill(small, 1, 0);
    one.fill(small, 3, 3); // samples 18 to 23
    for (int i = 0; i < 6; i++) {
      assertEquals(large.labels().at(i + 2), small.labels().at(i));
      for (int k = 0; k < 40; k++) {
        assertEquals(
            large.features().at(i + 2, k / 5 % 4, k % 5, k / 20),
            small.features().at(i, k / 5 % 4, k % 5, k / 20));
      }
    }
  }

  @Test
  void scoresAreCounted() {
    HostTensor s = w.zeros(DType.F32, 4, 3);
    double[][] rows = {{3, 1, 2}, {1, 1, 0}, {Double.NaN, 0, 0}, {0, 1, Double.NaN}};
    for (int i = 0; i < 12; i++) {
      s.set(rows[i / 3][i % 3], i / 3, i % 3);
    }
    HostTensor labels = w.zeros(DType.I32, 4);
    labels.set(2, 0);
    labels.set(1, 1);
    labels.set(1, 2);
    labels.set(2, 3);
    Scores scores = new Scores(3, 2);
    scores.add(s, labels);
    scores.addLoss(2, 3);
    scores.addLoss(6, 1);
    assertEquals(4, scores.samples());
    assertEquals(0.25, scores.accuracy());
    assertEquals(0.75, scores.accuracyAmongBest());
    assertEquals(3, scores.meanLoss());
    assertEquals(1, scores.confusion(2, 0));
    assertEquals(1, scores.confusion(1, 0));
    assertEquals(1, scores.confusion(1, 1));
    assertEquals(1, scores.confusion(2, 1));
    labels.set(3, 0);
    assertThrows(IllegalArgumentException.class, () -> scores.add(s, labels));
    scores.clear();
    assertTrue(Double.isNaN(scores.accuracy()) && Double.isNaN(scores.meanLoss()));
  }

  @Test
  void trainingStopsWhenNothingFallsAnyMore() {
    EarlyStop stop = new EarlyStop(2, 0.1);
    assertFalse(stop.stops(5));
    assertFalse(stop.stops(4.95));
    assertFalse(stop.stops(4));
    assertFalse(stop.stops(Double.NaN));
    EarlyStop resumed = new EarlyStop(2, 0.1);
    resumed.restore(stop.best(), stop.since());
    assertTrue(stop.stops(3.95));
    assertTrue(resumed.stops(3.95));
  }
}
