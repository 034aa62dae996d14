package gatun.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Activation;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModelTest extends NetworkFixture {
  @Test
  void partsHaveTheNamesOfPyTorch() {
    Layer twice = Sequential.of(Linear.of(3, 4), new Activate(Activation.TANH), Linear.of(4, 2));
    assertEquals(
        List.of("0.weight", "0.bias", "2.weight", "2.bias"), model(twice).parameters().names());
    assertEquals(
        List.of("0.weight", "0.bias", "2.weight", "2.bias"),
        model(Models.mlp(3, 4, 2)).parameters().names());
    Layer nested =
        Sequential.empty()
            .with("body", new Residual(twice, Linear.of(3, 2).unbiased(), Activation.RELU))
            .with("head", Linear.of(2, 1));
    assertEquals(
        List.of(
            "body.0.weight",
            "body.0.bias",
            "body.2.weight",
            "body.2.bias",
            "body.downsample.weight",
            "head.weight",
            "head.bias"),
        model(nested).parameters().names());
    assertThrows(
        IllegalArgumentException.class,
        () -> Sequential.empty().with("a", new Identity()).with("a", new Identity()));
  }

  @Test
  void equalGeneratorsMakeEqualModels() {
    Layer mlp = Models.mlp(5, 4, 3);
    Model one = Model.of(mlp, DType.F64, workspace, new SplittableRandom(3));
    Model same = Model.of(mlp, DType.F64, workspace, new SplittableRandom(3));
    Model other = Model.of(mlp, DType.F64, workspace, new SplittableRandom(4));
    double[] first = one.parameters().flat().toArray();
    assertArrayEquals(first, same.parameters().flat().toArray());
    assertFalse(Arrays.equals(first, other.parameters().flat().toArray()));
    same.initialize(new SplittableRandom(4));
    assertArrayEquals(other.parameters().flat().toArray(), same.parameters().flat().toArray());
    assertEquals(5 * 4 + 4 + 4 * 3 + 3, one.parameters().count());
  }

  @Test
  void outputIsTheFormula() {
    Model model = model(Sequential.of(Linear.of(3, 2), new Activate(Activation.SIGMOID)));
    HostTensor x = random(1, 4, 3);
    HostTensor w = model.parameters().parameter("0.weight");
    HostTensor b = model.parameters().parameter("0.bias");
    HostTensor y = (HostTensor) model.predict(x);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 2; j++) {
        double z = b.at(j);
        for (int k = 0; k < 3; k++) {
          z += x.at(i, k) * w.at(k, j);
        }
        assertEquals(1 / (1 + Math.exp(-z)), y.at(i, j), 1e-14);
      }
    }
    assertArrayEquals(values(y), values(output(model, x, Mode.TRAIN)));
  }

  @Test
  void gradientsOfLinearLayersAreRight() {
    for (Activation f : Activation.values()) {
      checkGradients(Linear.of(4, 3).activated(f), random(1, 2, 5, 4), Mode.TRAIN);
    }
    checkGradients(Linear.of(4, 3).unbiased().activated(Activation.TANH), random(1, 5, 4));
    checkGradients(Models.mlp(Activation.GELU, 6, 5, 4, 3), random(2, 4, 2, 3));
    Layer body = Sequential.of(Linear.of(4, 4), new Activate(Activation.TANH), Linear.of(4, 4));
    checkGradients(Residual.of(body), random(3, 3, 4));
    checkGradients(new Residual(body, Linear.of(4, 4), Activation.SILU), random(4, 3, 4));
  }

  @Test
  void gradientsOfTheModelAreWhatTheTapeWrites() {
    Model model = model(Models.mlp(3, 4, 2));
    Tape tape = Tape.on(workspace, DType.F64);
    tape.begin();
    Variable y = model.forward(tape, tape.constant(random(1, 5, 3)), Mode.TRAIN);
    tape.backward(Loss.meanSquared().mean(y, tape.constant(random(2, 5, 2))));
    assertTrue(model.parameters().sameLayout(model.gradients()));
    Blas blas = Blas.of(backend, DType.F64);
    for (Parameters.Parameter g : model.gradients()) {
      assertTrue(blas.nrm2(g.tensor().reshape(g.tensor().size())) > 0, g.name());
    }
  }

  @Test
  void predictionsKeepTheirMemory() {
    Model model = model(Models.mlp(3, 4, 2));
    HostTensor x = random(1, 5, 3);
    HostTensor first = (HostTensor) model.predict(x);
    double[] kept = values(first);
    long bytes = workspace.bytes();
    assertSame(first, model.predict(x));
    assertArrayEquals(kept, values(first));
    assertEquals(bytes, workspace.bytes());
  }

  @Test
  void aSummaryListsTheLayers() {
    String summary = model(Models.mlp(8, 16, 2)).summary(4, 2, 2, 2);
    assertEquals(
        """
        layer    kind        output   parameters
        flatten  Flatten     [4, 8]            0
        0        Linear      [4, 16]         144
        2        Linear      [4, 2]           34
        (all)    Sequential  [4, 2]          178
        """,
        summary);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Model model = model(Linear.of(3, 2));
    HostTensor x = random(1, 5, 4);
    String message =
        assertThrows(IllegalArgumentException.class, () -> model.predict(x)).getMessage();
    assertTrue(message.contains("3 features") && message.contains("[5, 4]"), message);
    assertThrows(IllegalArgumentException.class, () -> Linear.of(0, 2));
    Layer careless = (scope, v) -> v.add(scope.parameter("missing"));
    assertThrows(IllegalArgumentException.class, () -> model(careless).predict(x));
    Tape single = Tape.on(workspace, DType.F32);
    single.begin();
    HostTensor narrow = workspace.zeros(DType.F32, 5, 3);
    assertThrows(
        IllegalArgumentException.class,
        () -> model.forward(single, single.constant(narrow), Mode.TRAIN));
  }

  @Test
  void aPerceptronLearnsExclusiveOr() {
    Model model =
        Model.of(Models.mlp(Activation.TANH, 2, 8, 1), DType.F64, workspace, new Philox(1));
    HostTensor x = workspace.vector(0, 0, 0, 1, 1, 0, 1, 1).reshape(4, 2);
    HostTensor t = workspace.vector(0, 1, 1, 0).reshape(4, 1);
    Tape tape = Tape.on(workspace, DType.F64);
    Blas blas = Blas.of(backend, DType.F64);
    Loss loss = Loss.binaryCrossEntropy();
    for (int step = 0; step < 500; step++) {
      tape.begin();
      Variable y = model.forward(tape, tape.constant(x), Mode.TRAIN);
      tape.backward(loss.mean(y, tape.constant(t)));
      blas.axpy(-1, model.gradients().flat(), model.parameters().flat());
    }
    HostTensor y = (HostTensor) model.predict(x);
    for (int i = 0; i < 4; i++) {
      assertEquals(t.at(i, 0) > 0.5, y.at(i, 0) > 0, "case " + i);
    }
  }

  @Test
  void predictionsKeepWhatIsNeededAlone() {
    Layer[] layers = new Layer[12];
    for (int i = 0; i < layers.length; i++) {
      Layer body = Sequential.of(Linear.of(64, 64), new Activate(Activation.TANH));
      layers[i] = i % 3 == 0 ? new Residual(body, Linear.of(64, 64), Activation.RELU) : body;
    }
    Model model = model(Sequential.of(layers));
    HostTensor x = workspace.zeros(model.dtype(), 256, 64);
    x.set(1, 3, 5);
    long before = workspace.bytes();
    double[] first = values((HostTensor) model.predict(x));
    long kept = (workspace.bytes() - before) / (256 * 64 * model.dtype().bytes());
    assertTrue(kept <= 6, "values of a layer's size in memory: " + kept);
    assertArrayEquals(first, values((HostTensor) model.predict(x)));
    Tape tape = Tape.on(workspace, model.dtype());
    tape.begin();
    Variable y = model.evaluate(tape, tape.constant(x));
    assertArrayEquals(values((HostTensor) y.value()), first);
  }
}
