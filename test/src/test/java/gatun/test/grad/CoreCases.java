package gatun.test.grad;

import static gatun.test.grad.Cases.shape;

import gatun.engine.Activation;
import gatun.engine.Binary;
import gatun.engine.Unary;
import gatun.engine.grad.Aggregates;
import gatun.engine.grad.Losses;
import gatun.engine.grad.Products;
import gatun.engine.grad.Shaping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Functions of elements, products, reductions, shapes, cross entropy. */
final class CoreCases {
  private static final Set<Unary> POSITIVE =
      EnumSet.of(Unary.LOG, Unary.LOG1P, Unary.SQRT, Unary.RSQRT, Unary.RECIPROCAL);

  private CoreCases() {}

  static Stream<Cases> all() {
    return Stream.of(unary(), binary(), products(), reductions(), rest()).flatMap(List::stream);
  }

  private static List<Cases> unary() {
    List<Cases> cases = new ArrayList<>();
    for (Unary f : Unary.values()) {
      Cases c = Cases.of(f.name(), x -> x[0].apply(f), shape(3, 7));
      cases.add(POSITIVE.contains(f) ? c.within(0.3, 2) : c);
    }
    cases.add(Cases.of("affine", x -> x[0].affine(3, -1), shape(5)));
    cases.add(Cases.of("clamp", x -> x[0].clamp(-0.7, 0.9), shape(17)));
    cases.add(Cases.of("pow 3.5", x -> x[0].pow(3.5), shape(4)).within(0.5, 2));
    cases.add(Cases.of("pow -1", x -> x[0].pow(-1), shape(4)).within(0.5, 2));
    return cases;
  }

  private static List<Cases> binary() {
    List<Cases> cases = new ArrayList<>();
    for (Binary f : Binary.values()) {
      cases.add(
          Cases.of(f + " same", x -> x[0].apply(f, x[1]), shape(3, 5), shape(3, 5)).within(0.4, 2));
      cases.add(
          Cases.of(f + " row", x -> x[0].apply(f, x[1]), shape(3, 5), shape(5)).within(0.4, 2));
      cases.add(
          Cases.of(f + " outer", x -> x[0].apply(f, x[1]), shape(4, 1), shape(2, 1, 3))
              .within(0.4, 2));
    }
    cases.add(Cases.of("twice", x -> x[0].multiply(x[0]), shape(6)));
    cases.add(Cases.of("used three times", x -> x[0].add(x[0].exp()).multiply(x[0]), shape(6)));
    cases.add(
        Cases.of(
            "stop", x -> x[0].multiply(x[0].add(1).stopGradient().multiply(0).add(2)), shape(6)));
    cases.add(
        Cases.of(
            "select",
            x -> x[0].apply(Binary.LESS, x[1]).select(x[1], x[2]),
            shape(3, 4),
            shape(4),
            shape(3, 1)));
    return cases;
  }

  private static List<Cases> products() {
    List<Cases> cases = new ArrayList<>();
    for (Activation f : Activation.values()) {
      cases.add(
          Cases.of(
              "linear " + f,
              x -> Products.linear(x[0], x[1], x[2], f),
              shape(3, 4),
              shape(4, 5),
              shape(5)));
    }
    cases.add(
        Cases.of(
            "linear without bias", x -> Products.linear(x[0], x[1]), shape(2, 3, 4), shape(4, 5)));
    cases.add(
        Cases.of(
            "two layers",
            x -> Products.linear(Products.linear(x[0], x[1], x[2], Activation.TANH), x[3], x[4]),
            shape(3, 4),
            shape(4, 5),
            shape(5),
            shape(5, 2),
            shape(2)));
    for (int t = 0; t < 4; t++) {
      matmuls(t, cases);
    }
    return cases;
  }

  private static void matmuls(int t, List<Cases> cases) {
    boolean ta = (t & 1) != 0;
    boolean tb = (t & 2) != 0;
    long[] a = ta ? shape(4, 3) : shape(3, 4);
    long[] b = tb ? shape(5, 4) : shape(4, 5);
    for (int batches = 0; batches < 4; batches++) {
      long[] p = (batches & 1) != 0 ? join(2, 3, a) : a;
      long[] q = (batches & 2) != 0 ? join(2, 3, b) : b;
      cases.add(
          Cases.of(
              "matmul " + Arrays.toString(p) + ta + Arrays.toString(q) + tb,
              x -> Products.matmul(x[0], ta, x[1], tb),
              p,
              q));
    }
  }

  private static long[] join(long m, long n, long[] rest) {
    return new long[] {m, n, rest[0], rest[1]};
  }

  private static List<Cases> reductions() {
    List<Cases> cases = new ArrayList<>();
    for (int[] axes : new int[][] {{0}, {1}, {2}, {0, 2}, {0, 1, 2}, {}}) {
      for (boolean keep : new boolean[] {true, false}) {
        String at = Arrays.toString(axes) + (keep ? " kept" : "");
        long[] s = shape(2, 3, 4);
        cases.add(Cases.of("sum " + at, x -> Aggregates.sum(x[0], keep, axes), s));
        cases.add(Cases.of("mean " + at, x -> Aggregates.mean(x[0], keep, axes), s));
        cases.add(Cases.of("max " + at, x -> Aggregates.max(x[0], keep, axes), s));
        cases.add(Cases.of("logSumExp " + at, x -> Aggregates.logSumExp(x[0], keep, axes), s));
        if (axes.length > 0) {
          cases.add(Cases.of("variance " + at, x -> Aggregates.variance(x[0], 1, keep, axes), s));
          cases.add(Cases.of("elements " + at, x -> Aggregates.variance(x[0], 0, keep, axes), s));
        }
      }
    }
    return cases;
  }

  private static List<Cases> rest() {
    return List.of(
        Cases.of("sum of all", x -> Aggregates.sum(x[0].square()), shape(2, 3)),
        Cases.of("mean of all", x -> Aggregates.mean(x[0].square()), shape(2, 3)),
        Cases.of(
            "reshape",
            x -> Shaping.reshape(x[0].square(), 3, 2).multiply(x[1]),
            shape(2, 3),
            shape(3, 2)),
        Cases.of("flatten", x -> Shaping.flatten(x[0].tanh()), shape(2, 3, 2)),
        Cases.of(
            "crossEntropy", x -> Losses.crossEntropy(x[0], labels(x[0].tape()), 0), shape(5, 4)),
        Cases.of(
            "crossEntropy smoothed",
            x -> Losses.crossEntropy(x[0], labels(x[0].tape()), 0.1),
            shape(5, 4)));
  }

  private static gatun.engine.grad.Variable labels(gatun.engine.grad.Tape tape) {
    return tape.constant(Cases.integers(tape.workspace(), 4, 5));
  }
}
