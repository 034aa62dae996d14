package gatun.gpu;

import gatun.engine.DType;
import gatun.gpu.bind.Driver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One source of kernels, compiled for an element type and a device and loaded there. */
final class KernelModule implements AutoCloseable {
  private static final String COMMON = "common.cu"; // stands before every source
  private static final Pattern INCLUDE =
      Pattern.compile("^#include \"(\\w+\\.cu)\"\n", Pattern.MULTILINE);

  private final Context context;
  private final String title;
  private final MemorySegment handle;
  private boolean closed;

  /**
   * Compiles a source for an element type, or takes it from the cache, and loads it.
   *
   * @throws CudaException if NVRTC is missing or refuses the source, or the driver the code
   */
  KernelModule(Context context, CubinCache cache, String file, DType dtype) {
    this(context, cache, file + " for " + dtype, source(file, dtype));
  }

  /**
   * Compiles a whole text, or takes it from the cache, and loads it.
   *
   * @throws CudaException as the other does
   */
  KernelModule(Context context, CubinCache cache, String title, String text) {
    this(context, title, cache.compiled(title, text, context.device().architecture()));
  }

  /** Loads machine code. */
  KernelModule(Context context, String title, byte[] cubin) {
    this.context = context;
    this.title = title;
    context.bind();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment image = arena.allocate(cubin.length, Long.BYTES);
      image.copyFrom(MemorySegment.ofArray(cubin));
      MemorySegment cell = arena.allocate(ValueLayout.ADDRESS);
      Status.driver("cuModuleLoadData of " + title, Driver.cuModuleLoadData(cell, image));
      this.handle = cell.get(ValueLayout.ADDRESS, 0);
    }
  }

  /** Returns the text that NVRTC compiles: the type, what all share, the kernels. */
  static String source(String file, DType dtype) {
    String real =
        switch (dtype) {
          case F32 -> "float";
          case F64 -> "double";
          case F16, BF16, I8, I32, I64 ->
              throw new IllegalArgumentException("kernels compute in F32 or F64, found " + dtype);
        };
    return "typedef "
        + real
        + " real;\n#line 1 \""
        + COMMON
        + "\"\n"
        + resource(COMMON)
        + numbered(file);
  }

  /** Returns a source with what it includes, each with its own numbers of lines. */
  private static String numbered(String file) {
    String text = "#line 1 \"" + file + "\"\n" + resource(file);
    return INCLUDE
        .matcher(text)
        .replaceAll(found -> {
          long line = text.substring(0, found.end()).lines().count();
          String rest = "#line " + line + " \"" + file + "\"\n";
          return Matcher.quoteReplacement(numbered(found.group(1)) + rest);
        });
  }

  private static String resource(String file) {
    try (InputStream in = KernelModule.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + file + " is missing in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a kernel with room for its parameters, one letter each: see {@link KernelFunction}. */
  KernelFunction function(String name, String parameters) {
    context.bind();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cell = arena.allocate(ValueLayout.ADDRESS);
      Status.driver(
          "cuModuleGetFunction " + name + " of " + title,
          Driver.cuModuleGetFunction(cell, handle, arena.allocateFrom(name)));
      return new KernelFunction(name, cell.get(ValueLayout.ADDRESS, 0), parameters);
    }
  }

  /** Unloads the code; a second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.bind();
      Status.driver("cuModuleUnload", Driver.cuModuleUnload(handle));
    }
  }
}
