package gatun.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.grad.GradientCheck;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class LossTest extends NetworkFixture {
  private static final double[] X = {2, -1, 0.5, 0, -3, 1, 40, -40, 0.25};
  private static final double[] T = {1, 0.5, 0.5, 1, -2.5, 0, 1, 0, 0.75};

  private double[] each(Loss loss, HostTensor x, HostTensor t) {
    Tape tape = Tape.on(workspace, DType.F64);
    tape.begin();
    return values((HostTensor) loss.each(tape.constant(x), tape.constant(t)).value());
  }

  private void elementwise(Loss loss, DoubleBinaryOperator formula) {
    HostTensor x = workspace.vector(X);
    HostTensor t = workspace.vector(T);
    double[] found = each(loss, x, t);
    double sum = 0;
    for (int i = 0; i < X.length; i++) {
      double expected = formula.applyAsDouble(X[i], T[i]);
      assertEquals(expected, found[i], 1e-14 * Math.max(1, expected), "element " + i);
      sum += expected;
    }
    Tape tape = Tape.on(workspace, DType.F64);
    tape.begin();
    assertEquals(sum, loss.sum(tape.constant(x), tape.constant(t)).scalar(), 1e-12);
    assertEquals(sum / X.length, loss.mean(tape.constant(x), tape.constant(t)).scalar(), 1e-12);
    gradient(loss, random(1, 3, 5), random(2, 3, 5));
  }

  private void gradient(Loss loss, HostTensor x, HostTensor t) {
    GradientCheck check = GradientCheck.in(workspace);
    assertEquals(List.of(), check.gradients(v -> loss.mean(v[0], v[1]), x, t));
  }

  @Test
  void elementwiseLossesAreTheirFormulas() {
    elementwise(Loss.meanSquared(), (x, t) -> (x - t) * (x - t));
    elementwise(Loss.absolute(), (x, t) -> Math.abs(x - t));
    elementwise(
        Loss.huber(0.7),
        (x, t) -> {
          double d = Math.abs(x - t);
          return d <= 0.7 ? d * d / 2 : 0.7 * (d - 0.35);
        });
    elementwise(
        Loss.binaryCrossEntropy(),
        (x, t) -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - x * t);
  }

  @Test
  void crossEntropyIsItsFormula() {
    HostTensor x = random(3, 4, 5);
    HostTensor labels = labels(0, 4, 2, 2);
    for (double smoothing : new double[] {0, 0.1}) {
      double[] found = each(Loss.crossEntropy(smoothing), x, labels);
      for (int i = 0; i < 4; i++) {
        double sum = 0;
        double weighted = 0;
        for (int j = 0; j < 5; j++) {
          sum += Math.exp(x.at(i, j));
          double q = smoothing / 5 + (j == labels.integerAt(i) ? 1 - smoothing : 0);
          weighted += q * x.at(i, j);
        }
        assertEquals(Math.log(sum) - weighted, found[i], 1e-14);
      }
      Loss loss = Loss.crossEntropy(smoothing);
      GradientCheck check = GradientCheck.in(workspace);
      var wrong = check.gradients(v -> loss.mean(v[0], v[0].tape().constant(labels)), x);
      assertEquals(List.of(), wrong);
    }
  }

  @Test
  void divergenceIsItsFormulaAndZeroForEqualDistributions() {
    HostTensor x = random(4, 3, 4);
    HostTensor t = workspace.zeros(DType.F64, 3, 4);
    t.set(1, 0, 2); // certain: 0 ln 0 stands beside it
    double[] logits = new double[4];
    for (int j = 0; j < 4; j++) {
      t.set(0.25, 1, j);
      logits[j] = Math.exp(x.at(2, j));
    }
    double all = logits[0] + logits[1] + logits[2] + logits[3];
    for (int j = 0; j < 4; j++) {
      t.set(logits[j] / all, 2, j);
    }
    double[] found = each(Loss.divergence(), x, t);
    assertEquals(each(Loss.crossEntropy(0), x, labels(2, 0, 0))[0], found[0], 1e-14);
    double uniform = 0;
    double sum = 0;
    for (int j = 0; j < 4; j++) {
      sum += Math.exp(x.at(1, j));
    }
    for (int j = 0; j < 4; j++) {
      uniform += 0.25 * (Math.log(0.25) - x.at(1, j) + Math.log(sum));
    }
    assertEquals(uniform, found[1], 1e-14);
    assertEquals(0, found[2], 1e-14);
    GradientCheck check = GradientCheck.in(workspace);
    Loss loss = Loss.divergence();
    assertEquals(List.of(), check.gradients(v -> loss.sum(v[0], v[0].tape().constant(t)), x));
  }

  private static double cosine(HostTensor x, int i, HostTensor y, int j) {
    double dot = 0;
    double xx = 0;
    double yy = 0;
    for (int k = 0; k < x.shape().extent(1); k++) {
      dot += x.at(i, k) * y.at(j, k);
      xx += x.at(i, k) * x.at(i, k);
      yy += y.at(j, k) * y.at(j, k);
    }
    return dot / Math.sqrt(xx * yy);
  }

  private interface Recorded {
    Variable of(Tape tape);
  }

  private double[] recorded(Recorded function) {
    Tape tape = Tape.on(workspace, DType.F64);
    tape.begin();
    return values((HostTensor) function.of(tape).value());
  }

  @Test
  void contrastiveLossesAreTheirFormulas() {
    HostTensor x = random(6, 4, 3);
    HostTensor y = random(7, 4, 3);
    double[] pairs = recorded(t -> Contrastive.infoNce(t.constant(x), t.constant(y), 0.2));
    double[] views = recorded(t -> Contrastive.ntXent(t.constant(x), 0.5));
    for (int i = 0; i < 4; i++) {
      double others = 0;
      double butItself = 0;
      for (int j = 0; j < 4; j++) {
        others += Math.exp(cosine(x, i, y, j) / 0.2);
        butItself += i == j ? 0 : Math.exp(cosine(x, i, x, j) / 0.5);
      }
      assertEquals(Math.log(others) - cosine(x, i, y, i) / 0.2, pairs[i], 1e-12);
      assertEquals(Math.log(butItself) - cosine(x, i, x, (i + 2) % 4) / 0.5, views[i], 1e-12);
    }
    GradientCheck check = GradientCheck.in(workspace);
    assertEquals(List.of(), check.gradients(v -> Contrastive.infoNce(v[0], v[1], 0.2), x, y));
    assertEquals(List.of(), check.gradients(v -> Contrastive.ntXent(v[0], 0.5), x));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    HostTensor x = random(1, 4, 3);
    HostTensor t = random(2, 3);
    assertThrows(IllegalArgumentException.class, () -> each(Loss.meanSquared(), x, t));
    assertThrows(IllegalArgumentException.class, () -> Loss.crossEntropy(1));
    assertThrows(IllegalArgumentException.class, () -> Loss.huber(0));
    HostTensor odd = random(3, 3, 2);
    assertThrows(
        IllegalArgumentException.class,
        () -> recorded(tape -> Contrastive.ntXent(tape.constant(odd), 1)));
  }
}
