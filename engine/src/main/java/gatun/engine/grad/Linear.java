package gatun.engine.grad;

import gatun.engine.Activation;
import gatun.engine.Binary;
import gatun.engine.Check;
import gatun.engine.Epilogue;
import gatun.engine.Expression;
import gatun.engine.MatrixBlas;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Unary;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * f(x W + b): one product with an epilogue. The derivative of f is computed from the output, so
 * nothing else is kept.
 */
record Linear(Activation activation) implements Op {
  private static final Linear[] ALL =
      Arrays.stream(Activation.values()).map(Linear::new).toArray(Linear[]::new);

  static Linear of(Activation activation) {
    return ALL[activation.ordinal()];
  }

  /** Returns whether f'(z) is a function of f(z). */
  static boolean reversible(Activation activation) {
    return switch (activation) {
      case IDENTITY, RELU, TANH, SIGMOID, SOFTPLUS -> true;
      case GELU, GELU_TANH, SILU, SIN -> false;
    };
  }

  @Override
  public String name() {
    return "linear";
  }

  private static Tensor rows(Tensor x) {
    long last = x.shape().extent(x.shape().rank() - 1);
    return x.reshape(last == 0 ? 0 : x.size() / last, last);
  }

  @Override
  public void forward(Site s) {
    Shape x = s.input(0).shape();
    Tensor w = s.input(1);
    Check.that(
        x.rank() >= 1 && w.shape().rank() == 2 && x.extent(x.rank() - 1) == w.shape().extent(0),
        () -> "linear: x " + x + " does not fit weights " + w.shape() + " [inputs, outputs]");
    long[] extents = x.extents();
    extents[extents.length - 1] = w.shape().extent(1);
    Tensor y = rows(s.makes(extents));
    Epilogue plain = Epilogue.NONE.with(activation);
    Epilogue epilogue = s.inputs() < 3 ? plain : plain.withColumnBias(s.input(2));
    MatrixBlas blas = s.kernels().blas();
    Tensor all = rows(s.input(0));
    s.then(() -> blas.gemm(1, all, false, w, false, 0, y, epilogue));
  }

  /** f'(z) times what comes in, from the output; null if f is the identity. */
  static @Nullable Expression slope(Activation activation, Tensor output, Expression cotangent) {
    Expression y = Expression.of(output);
    return switch (activation) {
      case RELU ->
          y.apply(Binary.GREATER, Expression.constant(0)).select(cotangent, Expression.constant(0));
      case TANH ->
          y.apply(Unary.SQUARE).apply(Unary.NEGATE).add(1).apply(Binary.MULTIPLY, cotangent);
      case SIGMOID ->
          y.apply(Unary.SQUARE).apply(Unary.NEGATE).add(output).apply(Binary.MULTIPLY, cotangent);
      case SOFTPLUS ->
          y.apply(Unary.NEGATE)
              .apply(Unary.EXPM1)
              .apply(Unary.NEGATE)
              .apply(Binary.MULTIPLY, cotangent);
      default -> null;
    };
  }

  @Override
  public void vjp(Site s) {
    Expression slope = slope(activation, s.output(), Expression.of(s.cotangent()));
    Tensor dz = s.cotangent();
    if (slope != null) {
      dz = s.spent();
      s.then(slope, dz);
    }
    Tensor rows = rows(dz);
    MatrixBlas blas = s.kernels().blas();
    Tensor x = rows(s.input(0));
    Tensor w = s.input(1);
    s.give(1, (dw, beta) -> blas.gemm(1, x, true, rows, false, beta, dw));
    if (s.inputs() > 2) {
      s.give(2, Expression.of(dz), dz.shape());
    }
    s.give(0, x.shape(), (dx, beta) -> blas.gemm(1, rows, false, w, true, beta, dx));
  }

  @Override
  public void jvp(Site s) {
    MatrixBlas blas = s.kernels().blas();
    Tensor dx = s.tangent(0);
    Tensor dw = s.tangent(1);
    Tensor db = s.inputs() > 2 ? s.tangent(2) : null;
    Tensor x = rows(s.input(0));
    Tensor w = s.input(1);
    Shape rows = rows(s.output()).shape();
    if (dx != null) {
      Tensor in = rows(dx);
      s.giveTangent(rows, (dy, beta) -> blas.gemm(1, in, false, w, false, beta, dy));
    }
    if (dw != null) {
      s.giveTangent(rows, (dy, beta) -> blas.gemm(1, x, false, dw, false, beta, dy));
    }
    if (db != null) {
      s.giveTangent(Expression.of(db));
    }
    if (dx != null || dw != null || db != null) {
      Tensor dy = s.givenTangent();
      Expression slope = slope(activation, s.output(), Expression.of(dy));
      if (slope != null) {
        s.then(slope, dy);
      }
    }
  }

  /**
   * The cotangent in front of the function, and its tangent.
   *
   * @param value the cotangent
   * @param tangent null if it is zero
   */
  record Cotangents(Tensor value, @Nullable Tensor tangent) {}

  static Cotangents cotangents(Site s, Activation activation) {
    Tensor dz = s.cotangent();
    Expression slope = slope(activation, s.output(), Expression.of(dz));
    if (slope == null) {
      return new Cotangents(dz, s.cotangentTangent());
    }
    Map<Tensor, Expression> changes = new IdentityHashMap<>();
    put(changes, s.output(), s.outputTangent());
    put(changes, s.cotangent(), s.cotangentTangent());
    Tensor value = s.scratch(dz.shape().extents());
    s.then(slope, value);
    Expression change = slope.tangent(changes);
    if (change == null) {
      return new Cotangents(value, null);
    }
    Tensor tangent = s.scratch(dz.shape().extents());
    s.then(change, tangent);
    return new Cotangents(value, tangent);
  }

  @Override
  public void tangentOfVjp(Site s) {
    Cotangents c = cotangents(s, activation);
    products(s, rows(c.value), c.tangent);
  }

  private static void put(Map<Tensor, Expression> changes, Tensor of, @Nullable Tensor by) {
    if (by != null) {
      changes.put(of, Expression.of(by));
    }
  }

  private static void products(Site s, Tensor dz, @Nullable Tensor rz) {
    MatrixBlas blas = s.kernels().blas();
    Tensor x = rows(s.input(0));
    Tensor w = s.input(1);
    Tensor dx = s.tangent(0);
    Tensor dw = s.tangent(1);
    if (dx != null) {
      Tensor in = rows(dx);
      s.give(1, (g, beta) -> blas.gemm(1, in, true, dz, false, beta, g));
    }
    if (dw != null) {
      s.give(0, x.shape(), (g, beta) -> blas.gemm(1, dz, false, dw, true, beta, g));
    }
    if (rz != null) {
      Tensor change = rows(rz);
      s.give(1, (g, beta) -> blas.gemm(1, x, true, change, false, beta, g));
      s.give(0, x.shape(), (g, beta) -> blas.gemm(1, change, false, w, true, beta, g));
      if (s.inputs() > 2) {
        s.give(2, Expression.of(rz), rz.shape());
      }
    }
  }
}
