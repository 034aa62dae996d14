package gatun.engine.grad;

import gatun.engine.Backend;
import gatun.engine.ConvolutionShape;
import gatun.engine.Convolutions;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Indexes;
import gatun.engine.Maps;
import gatun.engine.MatrixBlas;
import gatun.engine.MaxPool;
import gatun.engine.Normalizations;
import gatun.engine.Reductions;
import gatun.engine.Sampling;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations of the engine for one workspace and type, opened when first needed. */
public final class Kernels {
  private final Workspace workspace;
  private final Backend backend;
  private final DType dtype;
  private final Map<ConvolutionShape, Convolutions> convolutions = new HashMap<>();
  private final Map<ConvolutionShape, MaxPool> pools = new HashMap<>();
  private final Map<Shape, Tensor> masks = new HashMap<>();
  private final Maps maps;
  private final Reductions reductions;
  private @Nullable Maps integers;
  private @Nullable MatrixBlas blas;
  private @Nullable Normalizations normalizations;
  private @Nullable Indexes indexes;
  private @Nullable Sampling sampling;

  Kernels(Workspace workspace, DType dtype) {
    this.workspace = workspace;
    this.backend = workspace.backend();
    this.dtype = dtype;
    this.maps = Maps.of(backend, dtype);
    this.reductions = Reductions.of(backend, dtype);
  }

  /** Returns functions of each element. */
  public Maps maps() {
    return maps;
  }

  /** Returns reductions. */
  public Reductions reductions() {
    return reductions;
  }

  /** Returns functions that keep integers below 2^53 exact. */
  Maps integers() {
    Maps known = integers;
    return known != null ? known : (integers = Maps.of(backend, DType.F64));
  }

  /** Returns products of matrices. */
  public MatrixBlas blas() {
    MatrixBlas known = blas;
    return known != null ? known : (blas = MatrixBlas.of(backend, dtype));
  }

  /** Returns softmax and normalisations of rows. */
  public Normalizations normalizations() {
    Normalizations known = normalizations;
    return known != null ? known : (normalizations = Normalizations.of(backend, dtype));
  }

  /** Returns moves by index. */
  public Indexes indexes() {
    Indexes known = indexes;
    return known != null ? known : (indexes = Indexes.of(backend, dtype));
  }

  /** Returns random numbers. */
  public Sampling sampling() {
    Sampling known = sampling;
    return known != null ? known : (sampling = Sampling.of(backend, dtype));
  }

  /** Returns convolutions of a shape, prepared once. */
  public Convolutions convolution(ConvolutionShape shape) {
    return convolutions.computeIfAbsent(shape, s -> Convolutions.prepare(s, dtype, workspace));
  }

  /** Returns max pooling of a shape, prepared once. */
  public MaxPool pool(ConvolutionShape shape) {
    return pools.computeIfAbsent(shape, s -> MaxPool.prepare(s, dtype, workspace));
  }

  /** Returns a matrix with −∞ where the column lies behind the row, else 0. */
  Tensor causal(long rows, long columns) {
    return masks.computeIfAbsent(Shape.of(rows, columns), this::mask);
  }

  private Tensor mask(Shape shape) {
    HostTensor mask = workspace.zeros(dtype, shape.extents());
    for (long i = 0; i < shape.extent(0); i++) {
      for (long j = i + 1; j < shape.extent(1); j++) {
        mask.set(Double.NEGATIVE_INFINITY, i, j);
      }
    }
    return mask;
  }
}
