package gatun.engine.spi;

import static java.util.Map.entry;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.DType;
import gatun.engine.Support;
import java.util.Map;
import java.util.Optional;

/**
 * The scalar backend: every kernel written as its formula, one element after the other, in double
 * precision. It is the oracle of the contract tests and works everywhere.
 */
public final class ReferenceBackend implements Backend {
  /** The provider of this backend. */
  public static final BackendProvider PROVIDER = new Provider();

  private static final Map<Class<? extends Kernel>, Kernel> KERNELS =
      Map.ofEntries(
          entry(Convolution.class, new ReferenceConvolution()),
          entry(MaxPooling.class, new ReferenceMaxPooling()),
          entry(Resample.class, new ReferenceResample()),
          entry(Level1.class, new ReferenceLevel1()),
          entry(Level2.class, new ReferenceLevel2()),
          entry(Level3.class, new ReferenceLevel3()),
          entry(Elementwise.class, new ReferenceElementwise(DType.F64)),
          entry(KrylovUpdates.class, new ReferenceKrylovUpdates()),
          entry(OptimizerUpdates.class, new ReferenceOptimizerUpdates()),
          entry(Normalization.class, new ReferenceNormalization()),
          entry(Channels.class, new ReferenceChannels()),
          entry(Indexing.class, new ReferenceIndexing()),
          entry(RandomFill.class, new ReferenceRandomFill()),
          entry(Reduction.class, new ReferenceReduction()),
          entry(Relaxation.class, new ReferenceRelaxation()),
          entry(SparseAlgebra.class, new ReferenceSparseAlgebra()),
          entry(Spmv.class, new ReferenceSpmv()),
          entry(Sptrsv.class, new ReferenceSptrsv()),
          entry(MacStencil.class, new ReferenceMacStencil()),
          entry(GridStencil.class, new ReferenceGridStencil()),
          entry(MultigridSweeps.class, new ReferenceMultigridSweeps()),
          entry(Panels.class, new ReferencePanels()),
          entry(RowRotations.class, new ReferenceRowRotations()));

  private static final Kernel NARROW = new ReferenceElementwise(DType.F32);

  /** Creates the backend; it holds no resources. */
  public ReferenceBackend() {}

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public String description() {
    return "scalar, one thread, the formulas as they stand";
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public <K extends Kernel> Optional<K> kernel(KernelKey<K> key) {
    if (key.family() == Elementwise.class && key.dtype() == DType.F32) {
      return Optional.of(key.family().cast(NARROW));
    }
    return key.dtype().computes()
        ? Optional.ofNullable(KERNELS.get(key.family())).map(key.family()::cast)
        : Optional.empty();
  }

  @Override
  public void close() {}

  private static final class Provider implements BackendProvider {
    @Override
    public String name() {
      return "reference";
    }

    @Override
    public Support probe() {
      return new Support.Usable(0, "scalar, one thread");
    }

    @Override
    public Backend open(BackendOptions options) {
      return new ReferenceBackend();
    }
  }
}
