/**
 * CUDA from Java: generated bindings, libraries found at run time, devices, the run-time compiler.
 */
module gatun.gpu {
  requires transitive gatun.engine;
  requires static transitive org.jspecify;

  exports gatun.gpu;

  provides gatun.engine.spi.BackendProvider with
      gatun.gpu.CudaBackendProvider;
}
