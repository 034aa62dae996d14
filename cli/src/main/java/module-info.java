/** The command {@code gatun}. */
@org.jspecify.annotations.NullMarked
module gatun.cli {
  requires gatun.engine;
  requires gatun.algorithms;
  requires gatun.simd;
  requires gatun.gpu;
  requires java.desktop;
  requires com.fasterxml.jackson.databind;
  requires info.picocli;
  requires xchart;
  requires static org.jspecify;

  opens gatun.cli to
      info.picocli;
}
