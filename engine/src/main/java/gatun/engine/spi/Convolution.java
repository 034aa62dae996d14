package gatun.engine.spi;

import gatun.engine.ConvolutionShape;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions (correlations, as is the custom of networks) of one to three axes. Layouts are those
 * of {@link ConvolutionShape}; all tensors are contiguous, results overlap no operand.
 */
public interface Convolution extends Kernel {
  /** Prepares the three passes for one shape; all their scratch memory comes from the workspace. */
  Plan plan(ConvolutionShape shape, Workspace workspace);

  /** The passes for one shape, for one call at a time. */
  interface Plan {
    /**
     * Computes y(n, o, c) ← b(c) + Σ_{k, i} w(k, i, c) x(n, o·stride − padding + k·dilation, i),
     * over the taps k that meet the input and the channels i of the group of c; without the bias if
     * it is null.
     */
    void forward(Tensor x, Tensor weights, @Nullable Tensor bias, Tensor y);

    /** Computes dx(n, p, i) ← Σ w(k, i, c) dy(n, o, c) over all (k, o, c) that x(n, p, i) met. */
    void backwardData(Tensor dy, Tensor weights, Tensor dx);

    /** Computes dw(k, i, c) ← Σ_{n, o} x(n, o·stride − padding + k·dilation, i) dy(n, o, c). */
    void backwardWeights(Tensor x, Tensor dy, Tensor dw);

    /** Computes db(c) ← Σ_{n, o} dy(n, o, c). */
    void backwardBias(Tensor dy, Tensor db);

    /** Returns one line that says which methods were chosen. */
    String description();
  }
}
