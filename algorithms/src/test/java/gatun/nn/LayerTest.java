package gatun.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Activation;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Shape;
import gatun.engine.Window;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Gradients of every layer, shapes, and how training differs from use. */
class LayerTest extends NetworkFixture {
  private void shape(Layer layer, HostTensor x, long... expected) {
    Tape tape = Tape.on(workspace, DType.F64);
    tape.begin();
    assertEquals(
        Shape.of(expected), model(layer).evaluate(tape, tape.constant(x)).shape(), layer::toString);
  }

  @Test
  void gradientsOfConvolutionsAreRight() {
    checkGradients(Convolution.line(3, 2, 3).padding(1), random(1, 2, 5, 2));
    checkGradients(
        Convolution.image(3, 2, 4).stride(2).padding(1).groups(2).activated(Activation.TANH),
        random(2, 2, 5, 4, 2));
    checkGradients(
        Convolution.image(2, 2, 3).dilation(2).unbiased().activated(Activation.SILU),
        random(3, 1, 4, 5, 2));
    checkGradients(Convolution.volume(2, 2, 2), random(4, 1, 3, 2, 3, 2), Mode.TRAIN);
  }

  @Test
  void gradientsOfNormalisationsAreRight() {
    checkGradients(BatchNorm.of(3), random(1, 4, 2, 2, 3));
    checkGradients(BatchNorm.of(3).activated(Activation.SOFTPLUS), random(2, 6, 3));
    checkGradients(BatchNorm.of(2).activated(Activation.RELU), random(3, 3, 3, 2));
    checkGradients(GroupNorm.of(2, 4), random(4, 2, 3, 2, 4), Mode.TRAIN);
    checkGradients(LayerNorm.of(5), random(5, 2, 3, 5), Mode.TRAIN);
    checkGradients(new RmsNorm(5, 1e-6), random(6, 4, 5), Mode.TRAIN);
  }

  @Test
  void gradientsOfPoolingAndShapesAreRight() {
    checkGradients(Pool.max(2), random(1, 2, 4, 6, 3), Mode.TRAIN);
    checkGradients(Pool.average(2), random(2, 2, 4, 6, 3), Mode.TRAIN);
    checkGradients(new GlobalAverage(), random(3, 2, 3, 4, 2), Mode.TRAIN);
    checkGradients(new Upsample(2, true), random(4, 1, 3, 2, 2), Mode.TRAIN);
    checkGradients(new Upsample(3, false), random(5, 1, 2, 2, 2), Mode.TRAIN);
    checkGradients(new Flatten(), random(6, 2, 2, 3), Mode.TRAIN);
    checkGradients(
        Parallel.of(new Identity(), Linear.of(3, 2), new Activate(Activation.TANH)),
        random(7, 2, 4, 3));
  }

  @Test
  void gradientsOfAttentionAndDropoutAreRight() {
    checkGradients(MultiHeadAttention.of(6, 2), random(1, 2, 3, 6), Mode.TRAIN);
    checkGradients(MultiHeadAttention.of(4, 2).causal(), random(2, 2, 4, 4), Mode.TRAIN);
    checkGradients(MultiHeadAttention.of(4, 2).causal().dropping(0.4), random(5, 2, 4, 4));
    checkGradients(Sequential.of(Linear.of(4, 6), new Dropout(0.3)), random(3, 5, 4));
  }

  @Test
  void gradientsOfAnEmbeddingAreRight() {
    HostTensor index = labels(2, 0, 2, 1, 4, 4);
    Layer looked =
        new Layer() {
          private final Embedding embedding = Embedding.of(5, 3);

          @Override
          public void declare(Declaration d) {
            embedding.declare(d);
          }

          @Override
          public gatun.engine.grad.Variable forward(Scope scope, gatun.engine.grad.Variable x) {
            return embedding.forward(scope, scope.tape().constant(index)).multiply(x);
          }
        };
    checkGradients(looked, random(1, 6, 3), Mode.TRAIN);
    shape(Embedding.of(5, 3), index, 6, 3);
  }

  @Test
  void shapesAreThoseOfTheWindows() {
    HostTensor image = random(1, 2, 9, 8, 4);
    shape(Convolution.image(3, 4, 6), image, 2, 7, 6, 6);
    shape(Convolution.image(3, 4, 6).padding(1).stride(2), image, 2, 5, 4, 6);
    shape(Convolution.image(3, 4, 6).dilation(3), image, 2, 3, 2, 6);
    shape(Pool.max(2), image, 2, 4, 4, 4);
    shape(Pool.average(Window.square(3).padding(1)), image, 2, 9, 8, 4);
    shape(new GlobalAverage(), image, 2, 4);
    shape(new Upsample(2, true), image, 2, 18, 16, 4);
    shape(new Flatten(), image, 2, 288);
    shape(Convolution.line(5, 4, 1), random(2, 3, 11, 4), 3, 7, 1);
    shape(Convolution.volume(3, 1, 2).padding(1), random(3, 1, 4, 5, 3, 1), 1, 4, 5, 3, 2);
  }

  @Test
  void batchNormalisationTakesAndKeepsStatistics() {
    Model model = model(BatchNorm.of(2));
    HostTensor x = random(1, 10, 2);
    HostTensor y = output(model, x, Mode.TRAIN);
    for (int c = 0; c < 2; c++) {
      double mean = 0;
      double square = 0;
      double spread = 0;
      double of = 0;
      for (int i = 0; i < 10; i++) {
        mean += y.at(i, c) / 10;
        square += y.at(i, c) * y.at(i, c) / 10;
        of += x.at(i, c) / 10;
      }
      for (int i = 0; i < 10; i++) {
        spread += Math.pow(x.at(i, c) - of, 2) / 9;
      }
      assertEquals(0, mean, 1e-14);
      assertEquals(1, square, 1e-4);
      assertEquals(0.1 * of, model.buffers().parameter("running_mean").at(c), 1e-15);
      assertEquals(0.9 + 0.1 * spread, model.buffers().parameter("running_var").at(c), 1e-15);
    }
    double[] kept = model.buffers().flat().toArray();
    HostTensor used = output(model, x, Mode.EVALUATE);
    double variance = model.buffers().parameter("running_var").at(1);
    double running = model.buffers().parameter("running_mean").at(1);
    assertEquals((x.at(3, 1) - running) / Math.sqrt(variance + 1e-5), used.at(3, 1), 1e-14);
    assertArrayEquals(kept, model.buffers().flat().toArray());
  }

  @Test
  void attentionDropsProbabilitiesInTrainingAlone() {
    Model plain = model(MultiHeadAttention.of(4, 2));
    Model dropping = model(MultiHeadAttention.of(4, 2).dropping(0.5));
    HostTensor x = random(6, 3, 5, 4);
    double[] usual = values(output(plain, x, Mode.TRAIN));
    assertArrayEquals(usual, values(output(dropping, x, Mode.EVALUATE)));
    double[] mean = new double[usual.length];
    Tape tape = Tape.on(workspace, DType.F64);
    Philox noise = new Philox(2);
    int repeats = 4000;
    for (int i = 0; i < repeats; i++) {
      tape.begin();
      Variable y = dropping.forward(tape, tape.constant(x), Mode.TRAIN, noise);
      double[] one = values((HostTensor) y.value());
      assertFalse(i == 0 && Arrays.equals(usual, one));
      for (int k = 0; k < mean.length; k++) {
        mean[k] += one[k] / repeats;
      }
    }
    assertArrayEquals(usual, mean, 0.05);
  }

  @Test
  void dropoutDropsInTrainingAlone() {
    Model model = model(new Dropout(0.25));
    HostTensor x = random(1, 50, 40);
    assertArrayEquals(values(x), values(output(model, x, Mode.EVALUATE)));
    double[] y = values(output(model, x, Mode.TRAIN));
    double[] of = values(x);
    long dropped = 0;
    for (int i = 0; i < y.length; i++) {
      assertTrue(y[i] == 0 || Math.abs(y[i] - of[i] / 0.75) < 1e-15);
      dropped += y[i] == 0 ? 1 : 0;
    }
    assertEquals(500, dropped, 100);
    Tape tape = Tape.on(workspace, DType.F64);
    tape.begin();
    assertThrows(
        IllegalStateException.class, () -> model.forward(tape, tape.constant(x), Mode.TRAIN));
  }

  @Test
  void causalAttentionDoesNotSeeTheFuture() {
    HostTensor x = random(1, 1, 5, 4);
    Model causal = model(MultiHeadAttention.of(4, 2).causal());
    double[] before = values(output(causal, x, Mode.EVALUATE));
    x.set(7, 0, 3, 1);
    double[] after = values(output(causal, x, Mode.EVALUATE));
    assertArrayEquals(Arrays.copyOf(before, 12), Arrays.copyOf(after, 12));
    assertFalse(Arrays.equals(before, after));
  }

  @Test
  void attentionIsItsFormula() {
    Model model = model(MultiHeadAttention.of(2, 1));
    HostTensor x = random(1, 1, 3, 2);
    HostTensor y = output(model, x, Mode.EVALUATE);
    HostTensor w = model.parameters().parameter("in_proj_weight");
    HostTensor out = model.parameters().parameter("out_proj.weight");
    double[][] qkv = new double[3][6];
    for (int t = 0; t < 3; t++) {
      for (int j = 0; j < 6; j++) {
        qkv[t][j] = x.at(0, t, 0) * w.at(0, j) + x.at(0, t, 1) * w.at(1, j);
      }
    }
    for (int t = 0; t < 3; t++) {
      double[] weight = new double[3];
      double sum = 0;
      for (int u = 0; u < 3; u++) {
        double score = qkv[t][0] * qkv[u][2] + qkv[t][1] * qkv[u][3];
        weight[u] = Math.exp(score / Math.sqrt(2));
        sum += weight[u];
      }
      double[] v = new double[2];
      for (int u = 0; u < 3; u++) {
        v[0] += weight[u] / sum * qkv[u][4];
        v[1] += weight[u] / sum * qkv[u][5];
      }
      assertEquals(v[0] * out.at(0, 1) + v[1] * out.at(1, 1), y.at(0, t, 1), 1e-14);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    HostTensor x = random(1, 2, 5, 5, 3);
    Model convolution = model(Convolution.image(3, 4, 2));
    String message =
        assertThrows(IllegalArgumentException.class, () -> convolution.predict(x)).getMessage();
    assertTrue(message.contains("4 channels") && message.contains("[2, 5, 5, 3]"), message);
    assertThrows(IllegalArgumentException.class, () -> model(BatchNorm.of(4)).predict(x));
    assertThrows(IllegalArgumentException.class, () -> MultiHeadAttention.of(6, 4));
    assertThrows(IllegalArgumentException.class, () -> GroupNorm.of(2, 5));
    assertThrows(IllegalArgumentException.class, () -> new Dropout(1));
    assertThrows(IllegalArgumentException.class, () -> Convolution.image(3, 4, 6).groups(3 + 2));
    assertThrows(IllegalArgumentException.class, () -> Parallel.of(new Identity()));
    Philox random = new Philox(1);
    assertThrows(
        IllegalArgumentException.class,
        () -> Model.of(Linear.of(2, 2), DType.I32, workspace, random));
  }
}
