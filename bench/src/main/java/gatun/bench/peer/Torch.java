package gatun.bench.peer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import gatun.engine.DType;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * PyTorch's operators on the CPU through the foreign-function interface, without Python and without
 * JNI: the library {@code libtorch_cpu.so} exports the C interface that PyTorch's ahead-of-time
 * compiler uses. See {@link TorchTensor} for operands and {@link TorchCall} for calls.
 *
 * <p>The Maven profiles {@code peers} (OpenBLAS, which it needs) and {@code torch} fetch the files.
 */
public final class Torch {
  private static final Loaded<SymbolLookup> LIBRARY =
      NativeLibraries.open(
          "libtorch_cpu.so",
          "libgcc_s.so.1",
          "libquadmath.so.0",
          "libgfortran.so.5",
          "libopenblas.so.0",
          "libgomp.so.1",
          "libc10.so");

  /** Linked when first called: the library is there by then. */
  static final class Calls {
    static final MethodHandle CREATE =
        link(
            "aoti_torch_create_tensor_from_blob",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT,
                JAVA_INT, ADDRESS));
    static final MethodHandle DELETE =
        link("aoti_torch_delete_tensor_object", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    static final MethodHandle SHARE =
        link("aoti_torch_new_tensor_handle", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    static final MethodHandle DATA =
        link("aoti_torch_get_data_ptr", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS));
    static final MethodHandle DISPATCH =
        link(
            "torch_call_dispatcher",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
    static final MethodHandle LIST =
        link("torch_new_list_reserve_size", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    static final MethodHandle PUSH =
        link("torch_list_push_back", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    static final MethodHandle STRING =
        link(
            "torch_new_string_handle",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    static final MethodHandle ALLOCATE =
        link("_Znwm", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG)); // operator new(size)

    /** Says with which version's rules the values on the stack are laid out. */
    static final long VERSION = version();

    static {
      try {
        link("aoti_torch_grad_mode_set_enabled", FunctionDescriptor.ofVoid(JAVA_BOOLEAN))
            .invokeExact(false);
      } catch (Throwable e) {
        throw NativeLibraries.failure(e);
      }
    }

    private Calls() {}

    private static long version() {
      try {
        return (long)
            link("aoti_torch_abi_version", FunctionDescriptor.of(JAVA_LONG)).invokeExact();
      } catch (Throwable e) {
        throw NativeLibraries.failure(e);
      }
    }
  }

  private Torch() {}

  /** Says whether PyTorch is here, and if not, what to do. */
  public static Loaded<SymbolLookup> load() {
    return LIBRARY;
  }

  /**
   * Sets the number of threads of this process's PyTorch, and of OpenBLAS, which it uses for small
   * convolutions on one thread.
   */
  public static void threads(int count) {
    try {
      link("openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT)).invokeExact(count);
      link("_ZN2at15set_num_threadsEi", FunctionDescriptor.ofVoid(JAVA_INT)).invokeExact(count);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  static MethodHandle link(String name, FunctionDescriptor type) {
    return NativeLibraries.function(LIBRARY.require(), name, type);
  }

  /** Returns the number that stands for an element type. */
  static int code(DType dtype) {
    return switch (dtype) {
      case I8 -> 1;
      case I32 -> 3;
      case I64 -> 4;
      case F16 -> 5;
      case F32 -> 6;
      case F64 -> 7;
      case BF16 -> 15;
    };
  }

  /** Throws unless a call returned 0. */
  static void check(int result, String what) {
    if (result != 0) {
      throw new IllegalStateException(
          "PyTorch refused " + what + "; its reason stands on the standard error stream");
    }
  }

  /** Returns a segment of an address, of no size. */
  static MemorySegment pointer(long address) {
    return MemorySegment.ofAddress(address);
  }
}
