/**
 * The CPU backend: kernels written on the Vector API, and the workers that run them in parallel.
 */
@org.jspecify.annotations.NullMarked
module gatun.simd {
  requires transitive gatun.engine;
  requires jdk.incubator.vector;
  requires static transitive org.jspecify;

  exports gatun.simd to
      gatun.cli;

  provides gatun.engine.spi.BackendProvider with
      gatun.simd.SimdBackendProvider;
}
