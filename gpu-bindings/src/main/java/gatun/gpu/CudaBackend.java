package gatun.gpu;

import static java.util.Map.entry;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.spi.Batch;
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
import gatun.engine.spi.Memory;
import gatun.engine.spi.MultigridSweeps;
import gatun.engine.spi.Normalization;
import gatun.engine.spi.OptimizerUpdates;
import gatun.engine.spi.RandomFill;
import gatun.engine.spi.Reduction;
import gatun.engine.spi.Resample;
import gatun.engine.spi.Spmv;
import gatun.engine.spi.Sptrsv;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * The backend of one CUDA device. Its workspaces hold unified memory; its kernels run one after the
 * other on one stream, and a call returns when its result is there.
 */
final class CudaBackend implements Backend {
  static final String NAME = "cuda";

  private static final Map<Class<? extends Kernel>, BiFunction<DeviceQueue, DType, Kernel>> MAKERS =
      Map.ofEntries(
          entry(Level1.class, CudaLevel1::new),
          entry(Level2.class, CudaLevel2::new),
          entry(Level3.class, CudaLevel3::new),
          entry(Elementwise.class, CudaElementwise::new),
          entry(Reduction.class, CudaReduction::new),
          entry(Normalization.class, CudaNormalization::new),
          entry(Channels.class, CudaChannels::new),
          entry(Indexing.class, CudaIndexing::new),
          entry(RandomFill.class, CudaRandomFill::new),
          entry(OptimizerUpdates.class, CudaOptimizerUpdates::new),
          entry(Convolution.class, CudaConvolution::new),
          entry(MaxPooling.class, CudaMaxPooling::new),
          entry(Resample.class, CudaResample::new),
          entry(GridStencil.class, CudaGridStencil::new),
          entry(MultigridSweeps.class, CudaMultigridSweeps::new),
          entry(Sptrsv.class, CudaSptrsv::new),
          entry(KrylovUpdates.class, CudaKrylovUpdates::new),
          entry(MacStencil.class, CudaMacStencil::new),
          entry(Spmv.class, CudaSpmv::new));

  /** The libraries that families need besides the compiler. */
  private static final Map<Class<? extends Kernel>, Library> LIBRARIES =
      Map.of(
          Level2.class, Library.CUBLAS,
          Level3.class, Library.CUBLAS,
          Spmv.class, Library.CUSPARSE);

  private final Device device;
  private final DeviceQueue queue;
  private final Memory memory;
  private final Map<KernelKey<?>, Kernel> kernels = new ConcurrentHashMap<>();

  /**
   * Opens a device.
   *
   * @throws CudaException if the driver refuses
   */
  CudaBackend(Device device, CubinCache cache) {
    this.device = device;
    Context context = Context.of(device);
    this.memory = context.memory();
    this.queue = new DeviceQueue(context, cache);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return device.toString();
  }

  /** One: the thread that calls hands the work to the device and waits. */
  @Override
  public int threads() {
    return 1;
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public <K extends Kernel> Optional<K> kernel(KernelKey<K> key) {
    if (refusal(key, library -> library.found().isPresent()).isPresent()) {
      return Optional.empty();
    }
    Kernel kernel = kernels.get(key);
    if (kernel == null) {
      queue.enter(); // the one lock: a thread may ask for a kernel in the middle of a batch
      try {
        kernel = kernels.get(key);
        if (kernel == null) {
          kernel = Objects.requireNonNull(MAKERS.get(key.family())).apply(queue, key.dtype());
          kernels.put(key, kernel);
        }
      } finally {
        queue.leave();
      }
    }
    return Optional.of(key.family().cast(kernel));
  }

  @Override
  public <K extends Kernel> K require(KernelKey<K> key) {
    return kernel(key)
        .orElseThrow(() ->
            new UnsupportedOperationException(
                refusal(key, library -> library.found().isPresent()).orElseThrow()));
  }

  @Override
  public Batch batch() {
    return new CudaBatch(queue);
  }

  /** Returns the stream and its lock. */
  DeviceQueue queue() {
    return queue;
  }

  /** Says why there is no kernel for a key, with the remedy; empty if there is one. */
  static Optional<String> refusal(KernelKey<?> key, Predicate<Library> here) {
    String refusal = "backend 'cuda' has no kernel " + key;
    if (!MAKERS.containsKey(key.family()) || !key.dtype().computes()) {
      return Optional.of(
          refusal
              + ", only "
              + MAKERS.keySet().stream().map(Class::getSimpleName).sorted().toList()
              + " of F32 and F64; choose another backend or element type");
    }
    Library library = LIBRARIES.getOrDefault(key.family(), Library.NVRTC);
    return here.test(library)
        ? Optional.empty()
        : Optional.of(
            refusal
                + " here: none of "
                + String.join(", ", library.names())
                + " was found; "
                + library.remedy());
  }

  @Override
  public void close() {
    queue.close();
  }
}
