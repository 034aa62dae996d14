package gatun.nn;

import gatun.engine.Binary;
import gatun.engine.Check;
import gatun.engine.Expression;
import gatun.engine.Unary;
import gatun.engine.grad.Aggregates;
import gatun.engine.grad.Elementwise;
import gatun.engine.grad.Losses;
import gatun.engine.grad.Variable;

/**
 * How far predictions are from targets, differentiable in the predictions x and, where they are
 * real numbers, the targets t. Keep the object over the steps: it holds its operations.
 *
 * <pre>{@code
 * Loss loss = Loss.crossEntropy(0.1);
 * tape.backward(loss.mean(model.forward(tape, x, Mode.TRAIN), labels));
 * }</pre>
 */
@FunctionalInterface
public interface Loss {
  /** Returns a loss for each row (of cross entropies and divergences) or for each element. */
  Variable each(Variable x, Variable t);

  /** Returns the mean of {@link #each}, a scalar. */
  default Variable mean(Variable x, Variable t) {
    return Aggregates.mean(each(x, t));
  }

  /** Returns the sum of {@link #each}, a scalar. */
  default Variable sum(Variable x, Variable t) {
    return Aggregates.sum(each(x, t));
  }

  /**
   * Returns the cross entropy of each row of logits (m × n) with labels, a constant I32 vector of m
   * classes: Σ_j q_j (ln Σ_k e^(x_k) − x_j) with q_j = smoothing / n, and 1 − smoothing more for
   * the label. Gradient: softmax(x)_j − q_j.
   *
   * @param smoothing at least 0, below 1
   */
  static Loss crossEntropy(double smoothing) {
    Check.that(
        smoothing >= 0 && smoothing < 1,
        () -> "crossEntropy: expected a smoothing in [0, 1), found " + smoothing);
    return (x, t) -> Losses.crossEntropyRows(x, t, smoothing);
  }

  /** Returns the square (x − t)². Gradient: 2 (x − t). */
  static Loss meanSquared() {
    Elementwise square =
        new Elementwise(x -> x[0].apply(Binary.SUBTRACT, x[1]).apply(Unary.SQUARE));
    return (x, t) -> elementwise(square, x, t);
  }

  /** Returns the distance |x − t|. Gradient: the sign of x − t, 0 where they are equal. */
  static Loss absolute() {
    Elementwise distance = new Elementwise(x -> x[0].apply(Binary.SUBTRACT, x[1]).apply(Unary.ABS));
    return (x, t) -> elementwise(distance, x, t);
  }

  /**
   * Returns Huber's loss of d = |x − t|: d²/2 up to delta, then delta (d − delta/2). Gradient: x −
   * t, held between −delta and delta.
   */
  static Loss huber(double delta) {
    Check.that(delta > 0, () -> "huber: expected a delta above 0, found " + delta);
    Elementwise huber =
        new Elementwise(x -> {
          Expression d = x[0].apply(Binary.SUBTRACT, x[1]).apply(Unary.ABS);
          Expression near = d.apply(Binary.MINIMUM, Expression.constant(delta));
          return near.apply(Binary.MULTIPLY, d.apply(Binary.SUBTRACT, near.multiply(0.5)));
        });
    return (x, t) -> elementwise(huber, x, t);
  }

  /**
   * Returns the cross entropy of the probability 1 / (1 + e^(−x)) with targets in [0, 1]: ln(1 +
   * e^x) − x t, without overflow. Gradient: 1 / (1 + e^(−x)) − t.
   */
  static Loss binaryCrossEntropy() {
    Elementwise entropy =
        new Elementwise(x ->
            x[0].apply(Unary.SOFTPLUS).apply(Binary.SUBTRACT, x[0].apply(Binary.MULTIPLY, x[1])));
    return (x, t) -> elementwise(entropy, x, t);
  }

  /**
   * Returns Kullback and Leibler's divergence of softmax(x) from each row of target probabilities
   * (m × n, constant, rows sum to 1): Σ_j t_j (ln t_j − x_j) + ln Σ_j e^(x_j), where 0 ln 0 is 0.
   * Gradient: softmax(x)_j − t_j.
   */
  static Loss divergence() {
    Elementwise terms =
        new Elementwise(x -> {
          Expression zero = Expression.constant(0);
          Expression some = x[1].apply(Binary.GREATER, zero);
          Expression log = some.select(x[1], Expression.constant(1)).apply(Unary.LOG);
          return x[1].apply(Binary.MULTIPLY, log.apply(Binary.SUBTRACT, x[0]));
        });
    return (x, t) -> {
      Check.that(x.shape().rank() == 2, () -> "divergence: expected logits of rank 2");
      Variable sums = Aggregates.sum(elementwise(terms, x, t), false, 1);
      return sums.add(Aggregates.logSumExp(x, false, 1));
    };
  }

  private static Variable elementwise(Elementwise loss, Variable x, Variable t) {
    if (!x.shape().equals(t.shape())) {
      throw new IllegalArgumentException(
          "loss: expected targets of the shape of the predictions, "
              + x.shape()
              + ", found "
              + t.shape()
              + "; reshape or broadcast one of them");
    }
    return x.tape().apply(loss, x, t);
  }
}
