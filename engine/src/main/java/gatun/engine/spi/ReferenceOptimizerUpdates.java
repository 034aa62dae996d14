package gatun.engine.spi;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;

/** The updates as their formulas, one element after the other, in double precision. */
final class ReferenceOptimizerUpdates implements OptimizerUpdates {
  private static double at(Tensor tensor, long i) {
    return ((HostTensor) tensor).at(i);
  }

  private static void set(Tensor tensor, long i, double value) {
    ((HostTensor) tensor).set(value, i);
  }

  private static double gamma(UpdateTerms t, Tensor g, Tensor x, long i) {
    return t.scale * at(g, i) + t.penalty * at(x, i);
  }

  private static void move(UpdateTerms t, Tensor x, long i, double d) {
    double old = at(x, i);
    set(x, i, old - t.decay * old - t.rate * d);
  }

  private static double first(UpdateTerms t, Tensor m, long i, double gamma) {
    double moment = t.first * at(m, i) + t.firstFresh * gamma;
    set(m, i, moment);
    return moment;
  }

  private static double second(UpdateTerms t, Tensor v, long i, double gamma) {
    double moment = t.second * at(v, i) + t.secondFresh * gamma * gamma;
    set(v, i, moment);
    return moment;
  }

  @Override
  public void descent(UpdateTerms t, Tensor g, Tensor x) {
    for (long i = t.from; i < t.to; i++) {
      move(t, x, i, gamma(t, g, x, i));
    }
  }

  @Override
  public void momentum(UpdateTerms t, Tensor g, Tensor x, Tensor b) {
    for (long i = t.from; i < t.to; i++) {
      move(t, x, i, first(t, b, i, gamma(t, g, x, i)));
    }
  }

  @Override
  public void nesterov(UpdateTerms t, Tensor g, Tensor x, Tensor b) {
    for (long i = t.from; i < t.to; i++) {
      double gamma = gamma(t, g, x, i);
      move(t, x, i, gamma + t.first * first(t, b, i, gamma));
    }
  }

  @Override
  public void adam(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v) {
    for (long i = t.from; i < t.to; i++) {
      double gamma = gamma(t, g, x, i);
      double moment = first(t, m, i, gamma);
      double square = second(t, v, i, gamma);
      move(t, x, i, moment / (t.root * Math.sqrt(square) + t.epsilon));
    }
  }

  @Override
  public void amsGrad(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v, Tensor w) {
    for (long i = t.from; i < t.to; i++) {
      double gamma = gamma(t, g, x, i);
      double moment = first(t, m, i, gamma);
      double largest = Math.max(at(w, i), second(t, v, i, gamma));
      set(w, i, largest);
      move(t, x, i, moment / (t.root * Math.sqrt(largest) + t.epsilon));
    }
  }

  @Override
  public void rmsProp(UpdateTerms t, Tensor g, Tensor x, Tensor v) {
    for (long i = t.from; i < t.to; i++) {
      double gamma = gamma(t, g, x, i);
      double square = second(t, v, i, gamma);
      move(t, x, i, gamma / (t.root * Math.sqrt(square) + t.epsilon));
    }
  }

  @Override
  public void adaDelta(UpdateTerms t, Tensor g, Tensor x, Tensor v, Tensor a) {
    for (long i = t.from; i < t.to; i++) {
      double gamma = gamma(t, g, x, i);
      double square = second(t, v, i, gamma);
      double d = Math.sqrt((at(a, i) + t.epsilon) / (square + t.epsilon)) * gamma;
      second(t, a, i, d);
      move(t, x, i, d);
    }
  }

  @Override
  public void diffGrad(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v, Tensor p) {
    for (long i = t.from; i < t.to; i++) {
      double gamma = gamma(t, g, x, i);
      friction(t, x, m, v, p, i, gamma, Math.abs(at(p, i) - gamma));
    }
  }

  @Override
  public void signedDiffGrad(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v, Tensor p) {
    for (long i = t.from; i < t.to; i++) {
      double gamma = gamma(t, g, x, i);
      friction(t, x, m, v, p, i, gamma, at(p, i) - gamma);
    }
  }

  private static void friction(
      UpdateTerms t, Tensor x, Tensor m, Tensor v, Tensor p, long i, double gamma, double change) {
    double xi = 1 / (1 + Math.exp(-change));
    double moment = first(t, m, i, gamma);
    double square = second(t, v, i, gamma);
    set(p, i, gamma);
    move(t, x, i, moment * xi / (t.root * Math.sqrt(square) + t.epsilon));
  }
}
