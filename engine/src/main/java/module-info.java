import org.jspecify.annotations.NullMarked;

/**
 * The core of Gatun: off-heap tensors with an owner, checked operations on them, and the interface
 * that backends implement.
 *
 * <p>The package {@code gatun.engine.spi} is unchecked (it works on raw memory), therefore it is
 * exported to Gatun's own modules only.
 */
@NullMarked
module gatun.engine {
  requires static transitive org.jspecify;
  requires jdk.jfr;

  exports gatun.engine;
  exports gatun.engine.grad;
  exports gatun.engine.io;
  exports gatun.engine.spi to
      gatun.simd,
      gatun.gpu,
      gatun.algorithms;

  uses gatun.engine.spi.BackendProvider;
}
