package gatun.simd;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.spi.Channels;
import gatun.engine.spi.Convolution;
import gatun.engine.spi.Elementwise;
import gatun.engine.spi.GridStencil;
import gatun.engine.spi.Indexing;
import gatun.engine.spi.Kernel;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.KrylovUpdates;
import gatun.engine.spi.Level1;
import gatun.engine.spi.Level2;
import gatun.engine.spi.Level3;
import gatun.engine.spi.MacStencil;
import gatun.engine.spi.MaxPooling;
import gatun.engine.spi.MultigridSweeps;
import gatun.engine.spi.Normalization;
import gatun.engine.spi.OptimizerUpdates;
import gatun.engine.spi.Panels;
import gatun.engine.spi.RandomFill;
import gatun.engine.spi.Reduction;
import gatun.engine.spi.Relaxation;
import gatun.engine.spi.Resample;
import gatun.engine.spi.RowRotations;
import gatun.engine.spi.SparseAlgebra;
import gatun.engine.spi.Spmv;
import gatun.engine.spi.Sptrsv;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The CPU backend: kernels on the Vector API, each in parallel on the backend's own workers. */
final class SimdBackend implements Backend {
  static final String NAME = "simd";

  private final Workers workers;
  private final Map<KernelKey<?>, Kernel> kernels = new HashMap<>();

  SimdBackend(int threads) {
    workers = new Workers(threads);
    add(Convolution.class, DType.F64, new ConvolutionF64(workers));
    add(Convolution.class, DType.F32, new ConvolutionF32(workers));
    add(MaxPooling.class, DType.F64, new MaxPoolingF64(workers));
    add(MaxPooling.class, DType.F32, new MaxPoolingF32(workers));
    add(Resample.class, DType.F64, new ResampleF64(workers));
    add(Resample.class, DType.F32, new ResampleF32(workers));
    add(Level1.class, DType.F64, new Level1F64(workers));
    add(Level1.class, DType.F32, new Level1F32(workers));
    add(Level2.class, DType.F64, new Level2F64(workers));
    add(Level2.class, DType.F32, new Level2F32(workers));
    add(Level3.class, DType.F64, new Level3F64(workers));
    add(Level3.class, DType.F32, new Level3F32(workers));
    add(Elementwise.class, DType.F64, new MapF64(workers));
    add(Elementwise.class, DType.F32, new MapF32(workers));
    add(KrylovUpdates.class, DType.F64, new KrylovUpdatesF64(workers));
    add(KrylovUpdates.class, DType.F32, new KrylovUpdatesF32(workers));
    add(OptimizerUpdates.class, DType.F64, new OptimizerUpdatesF64(workers));
    add(OptimizerUpdates.class, DType.F32, new OptimizerUpdatesF32(workers));
    add(MacStencil.class, DType.F64, new MacStencilF64(workers));
    add(MacStencil.class, DType.F32, new MacStencilF32(workers));
    add(GridStencil.class, DType.F64, new GridStencilF64(workers));
    add(GridStencil.class, DType.F32, new GridStencilF32(workers));
    add(MultigridSweeps.class, DType.F64, new MultigridSweepsF64(workers));
    add(MultigridSweeps.class, DType.F32, new MultigridSweepsF32(workers));
    add(Normalization.class, DType.F64, new NormalizationF64(workers));
    add(Normalization.class, DType.F32, new NormalizationF32(workers));
    add(Channels.class, DType.F64, new ChannelsF64(workers));
    add(Channels.class, DType.F32, new ChannelsF32(workers));
    add(Indexing.class, DType.F64, new IndexingF64(workers));
    add(Indexing.class, DType.F32, new IndexingF32(workers));
    add(RandomFill.class, DType.F64, new RandomFillF64(workers));
    add(RandomFill.class, DType.F32, new RandomFillF32(workers));
    add(Reduction.class, DType.F64, new ReductionF64(workers));
    add(Reduction.class, DType.F32, new ReductionF32(workers));
    add(Relaxation.class, DType.F64, new RelaxationF64(workers));
    add(Relaxation.class, DType.F32, new RelaxationF32(workers));
    add(SparseAlgebra.class, DType.F64, new SparseAlgebraF64(workers));
    add(SparseAlgebra.class, DType.F32, new SparseAlgebraF32(workers));
    add(Spmv.class, DType.F64, new SimdSpmv(workers));
    add(Spmv.class, DType.F32, new SimdSpmv(workers));
    add(Sptrsv.class, DType.F64, new SimdSptrsv(workers));
    add(Sptrsv.class, DType.F32, new SimdSptrsv(workers));
    add(Panels.class, DType.F64, new PanelsF64(workers));
    add(Panels.class, DType.F32, new PanelsF32(workers));
    add(RowRotations.class, DType.F64, new RowRotationsF64(workers));
    add(RowRotations.class, DType.F32, new RowRotationsF32(workers));
  }

  private <K extends Kernel> void add(Class<K> family, DType dtype, K kernel) {
    kernels.put(KernelKey.of(family, dtype), kernel);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return Lanes.BITS + "-bit vectors, " + workers.threads() + " threads";
  }

  @Override
  public int threads() {
    return workers.threads();
  }

  @Override
  public <K extends Kernel> Optional<K> kernel(KernelKey<K> key) {
    return Optional.ofNullable(kernels.get(key)).map(key.family()::cast);
  }

  @Override
  public void close() {
    workers.close();
  }
}
