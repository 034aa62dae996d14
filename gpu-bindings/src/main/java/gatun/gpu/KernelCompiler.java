package gatun.gpu;

import gatun.gpu.bind.Nvrtc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Compiles CUDA C++ to machine code at run time, by NVRTC. Needs no device and no driver. Options
 * are fixed: no contraction that would change bits between versions is left to a default.
 */
public final class KernelCompiler {
  private static final List<String> OPTIONS = List.of("--std=c++17", "--fmad=true");

  private KernelCompiler() {}

  /**
   * Compiles one source.
   *
   * @param name the name that messages use, such as {@code level1.cu}
   * @param source CUDA C++
   * @param architecture the real architecture, such as {@code sm_90}
   * @return the cubin
   * @throws CudaException if NVRTC is missing, does not know the architecture, or refuses the
   *     source; then the message holds the compiler's own, with lines
   */
  public static byte[] compile(String name, String source, String architecture) {
    Library.NVRTC.require();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cell = arena.allocate(ValueLayout.ADDRESS);
      MemorySegment none = MemorySegment.NULL;
      Status.nvrtc(
          "nvrtcCreateProgram",
          Nvrtc.nvrtcCreateProgram(
              cell, arena.allocateFrom(source), arena.allocateFrom(name), 0, none, none));
      try {
        return compile(arena, cell.get(ValueLayout.ADDRESS, 0), name, architecture);
      } finally {
        Nvrtc.nvrtcDestroyProgram(cell);
      }
    }
  }

  /** Returns what tells one compilation from another besides the source, for the key of a cache. */
  static String identity(String architecture) {
    return architecture + " " + version() + " " + String.join(" ", OPTIONS);
  }

  /**
   * Returns the version of NVRTC, such as "13.0".
   *
   * @throws CudaException if it is missing
   */
  public static String version() {
    Library.NVRTC.require();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment major = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment minor = arena.allocate(ValueLayout.JAVA_INT);
      Status.nvrtc("nvrtcVersion", Nvrtc.nvrtcVersion(major, minor));
      return major.get(ValueLayout.JAVA_INT, 0) + "." + minor.get(ValueLayout.JAVA_INT, 0);
    }
  }

  private static byte[] compile(
      Arena arena, MemorySegment program, String name, String architecture) {
    MemorySegment options = arena.allocate(ValueLayout.ADDRESS, OPTIONS.size() + 1L);
    for (int i = 0; i < OPTIONS.size(); i++) {
      options.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(OPTIONS.get(i)));
    }
    options.setAtIndex(
        ValueLayout.ADDRESS,
        OPTIONS.size(),
        arena.allocateFrom("--gpu-architecture=" + architecture));
    int code = Nvrtc.nvrtcCompileProgram(program, OPTIONS.size() + 1, options);
    if (code == Nvrtc.NVRTC_ERROR_COMPILATION()) {
      throw CudaException.because(
          "nvrtcCompileProgram", code, name + " for " + architecture + ":\n" + log(arena, program));
    }
    Status.nvrtc("nvrtcCompileProgram of " + name + " for " + architecture, code);
    MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
    Status.nvrtc("nvrtcGetCUBINSize", Nvrtc.nvrtcGetCUBINSize(program, size));
    MemorySegment cubin = arena.allocate(size.get(ValueLayout.JAVA_LONG, 0));
    Status.nvrtc("nvrtcGetCUBIN", Nvrtc.nvrtcGetCUBIN(program, cubin));
    return cubin.toArray(ValueLayout.JAVA_BYTE);
  }

  private static String log(Arena arena, MemorySegment program) {
    MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
    Status.nvrtc("nvrtcGetProgramLogSize", Nvrtc.nvrtcGetProgramLogSize(program, size));
    MemorySegment text = arena.allocate(size.get(ValueLayout.JAVA_LONG, 0));
    Status.nvrtc("nvrtcGetProgramLog", Nvrtc.nvrtcGetProgramLog(program, text));
    return text.getString(0).strip();
  }
}
