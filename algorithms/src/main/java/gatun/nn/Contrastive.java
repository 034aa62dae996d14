package gatun.nn;

import gatun.engine.Check;
import gatun.engine.Unary;
import gatun.engine.grad.Aggregates;
import gatun.engine.grad.Products;
import gatun.engine.grad.Variable;

/**
 * Losses that bring the two views of a thing together and push others away. The similarity of rows
 * is the cosine of the angle between them, s_ij = x_i·y_j / (|x_i| |y_j|).
 *
 * <p>2 m² d flops forward and as much for each gradient, for m rows of d.
 */
public final class Contrastive {
  private static final PairEntropy OTHERS = new PairEntropy(false);
  private static final PairEntropy BUT_ITSELF = new PairEntropy(true);

  private Contrastive() {}

  /**
   * Returns for each row x_i of an m×d matrix the loss InfoNCE with its partner y_i among all y: ln
   * Σ_j e^(s_ij / temperature) − s_ii / temperature. van den Oord, Li, Vinyals, arXiv:1807.03748.
   * The mean of both directions is CLIP's loss.
   */
  public static Variable infoNce(Variable x, Variable y, double temperature) {
    requireRows("infoNce", x, temperature);
    Check.that(
        x.shape().equals(y.shape()),
        () -> "infoNce: expected pairs of rows, found " + x.shape() + " and " + y.shape());
    Variable s = Products.matmul(directions(x), false, directions(y), true);
    return x.tape().apply(OTHERS, s.multiply(1 / temperature));
  }

  /**
   * Returns for each row of a 2m×d matrix, in which rows i and i + m are two views of one thing,
   * the loss NT-Xent: ln Σ_(j ≠ i) e^(s_ij / temperature) − s_ip / temperature, p the partner.
   * Chen, Kornblith, Norouzi, Hinton, ICML 2020.
   */
  public static Variable ntXent(Variable z, double temperature) {
    requireRows("ntXent", z, temperature);
    Check.that(
        z.shape().extent(0) % 2 == 0,
        () -> "ntXent: expected an even number of rows, found " + z.shape());
    Variable directions = directions(z);
    Variable s = Products.matmul(directions, false, directions, true);
    return z.tape().apply(BUT_ITSELF, s.multiply(1 / temperature));
  }

  private static void requireRows(String name, Variable x, double temperature) {
    Check.that(
        x.shape().rank() == 2 && temperature > 0,
        () ->
            name
                + ": expected a matrix and a temperature above 0, found "
                + x.shape()
                + " and "
                + temperature);
  }

  /** Returns rows of length 1. */
  private static Variable directions(Variable x) {
    Variable squares = Aggregates.sum(x.square(), true, 1);
    return x.multiply(squares.add(1e-24).apply(Unary.RSQRT));
  }
}
