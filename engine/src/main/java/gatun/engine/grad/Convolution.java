package gatun.engine.grad;

import gatun.engine.Activation;
import gatun.engine.Check;
import gatun.engine.ConvolutionShape;
import gatun.engine.Convolutions;
import gatun.engine.Expression;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Window;
import org.jspecify.annotations.Nullable;

/**
 * A convolution with a function behind it, or a transposed one. Inputs: values, weights and, if
 * there is one, the bias.
 *
 * @param window how the taps move
 * @param groups of channels
 * @param transposed whether it is the gradient of a convolution, with its weights
 * @param activation a function whose derivative its value gives
 */
record Convolution(Window window, int groups, boolean transposed, Activation activation)
    implements Op {
  @Override
  public String name() {
    return transposed ? "transposed convolution" : "convolution";
  }

  private static long extent(Shape x, int fromEnd) {
    int axis = x.rank() - 2 - fromEnd;
    return axis >= 1 ? x.extent(axis) : 1;
  }

  /** The extent whose convolution with the least input gives this one. */
  private static long grown(Window.Axis axis, long extent) {
    return extent == 0
        ? 0
        : (extent - 1) * axis.stride()
            - 2L * axis.padding()
            + (long) axis.dilation() * (axis.kernel() - 1)
            + 1;
  }

  private ConvolutionShape sizes(Site s) {
    Shape x = s.input(0).shape();
    Shape w = s.input(1).shape();
    Check.that(
        x.rank() == window.axes() + 2 && w.rank() == window.axes() + 2,
        () ->
            name()
                + ": expected values [batch, …, channels] and weights [taps…, channels, channels]"
                + " of rank "
                + (window.axes() + 2)
                + ", found "
                + x
                + " and "
                + w);
    long d = extent(x, 2);
    long h = extent(x, 1);
    long width = extent(x, 0);
    int inputs = Math.toIntExact(w.extent(w.rank() - 2) * groups);
    int outputs = Math.toIntExact(w.extent(w.rank() - 1));
    if (transposed) {
      d = grown(window.depth(), d);
      h = grown(window.height(), h);
      width = grown(window.width(), width);
    }
    return new ConvolutionShape(window, x.extent(0), d, h, width, inputs, outputs, groups);
  }

  @Override
  public void forward(Site s) {
    ConvolutionShape shape = sizes(s);
    Convolutions c = s.kernels().convolution(shape);
    Tensor x = s.input(0);
    Tensor w = s.input(1);
    Tensor y = s.makes(transposed ? shape.input() : shape.output());
    if (transposed) {
      s.then(() -> c.backwardData(x, w, y));
      if (s.inputs() > 2) {
        s.then(Expression.of(y).add(s.input(2)), y);
      }
    } else if (s.inputs() > 2) {
      Tensor bias = s.input(2);
      s.then(() -> c.forward(x, w, bias, y));
    } else {
      s.then(() -> c.forward(x, w, y));
    }
    if (activation.function() != null) {
      s.then(Expression.of(y).apply(activation.function()), y);
    }
  }

  @Override
  public void vjp(Site s) {
    Expression slope = Linear.slope(activation, s.output(), Expression.of(s.cotangent()));
    Tensor dz = s.cotangent();
    if (slope != null) {
      dz = s.spent();
      s.then(slope, dz);
    }
    gives(s, s.input(0), s.input(1), dz, true);
  }

  /** Gives the gradients for values, weights and a cotangent of the convolution alone. */
  private void gives(Site s, @Nullable Tensor x, @Nullable Tensor w, Tensor dz, boolean bias) {
    Convolutions c = s.kernels().convolution(sizes(s));
    if (x != null) {
      s.give(
          1, transposed ? dw -> c.backwardWeights(dz, x, dw) : dw -> c.backwardWeights(x, dz, dw));
    }
    if (bias && s.inputs() > 2) {
      s.give(2, Expression.of(dz), dz.shape());
    }
    if (w != null) {
      s.give(0, transposed ? dx -> c.forward(dz, w, dx) : dx -> c.backwardData(dz, w, dx));
    }
  }

  private void tangent(Site s, @Nullable Tensor x, @Nullable Tensor w) {
    if (x != null && w != null) {
      Convolutions c = s.kernels().convolution(sizes(s));
      s.giveTangent(
          s.output().shape(),
          transposed ? dy -> c.backwardData(x, w, dy) : dy -> c.forward(x, w, dy));
    }
  }

  @Override
  public void jvp(Site s) {
    Tensor dx = s.tangent(0);
    Tensor dw = s.tangent(1);
    Tensor db = s.inputs() > 2 ? s.tangent(2) : null;
    tangent(s, dx, s.input(1));
    tangent(s, s.input(0), dw);
    if (db != null) {
      s.giveTangent(Expression.of(db));
    }
    if (dx != null || dw != null || db != null) {
      Tensor dy = s.givenTangent();
      Expression slope = Linear.slope(activation, s.output(), Expression.of(dy));
      if (slope != null) {
        s.then(slope, dy);
      }
    }
  }

  @Override
  public void tangentOfVjp(Site s) {
    Linear.Cotangents c = Linear.cotangents(s, activation);
    gives(s, s.tangent(0), s.tangent(1), c.value(), false);
    Tensor change = c.tangent();
    if (change != null) {
      gives(s, s.input(0), s.input(1), change, true);
    }
  }
}
