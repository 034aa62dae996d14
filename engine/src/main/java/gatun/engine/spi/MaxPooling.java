package gatun.engine.spi;

import gatun.engine.ConvolutionShape;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/** The largest value of each window, every channel for itself; dense tensors, channels last. */
public interface MaxPooling extends Kernel {
  /** Prepares both passes for a shape made by {@link ConvolutionShape#pooling}. */
  Plan plan(ConvolutionShape shape, Workspace workspace);

  /** The passes for one shape. */
  interface Plan {
    /**
     * Computes y ← the largest of the inputs that a window meets, the first of equal ones, the last
     * NaN if there is one; and places ← where it lies: its number among the positions of its
     * sample. A window that meets nothing gives −∞ and −1.
     */
    void forward(Tensor x, Tensor y, Tensor places);

    /** Computes dx(n, p, c) ← Σ dy(n, o, c) over the outputs o with places(n, o, c) = p. */
    void backward(Tensor dy, Tensor places, Tensor dx);
  }
}
