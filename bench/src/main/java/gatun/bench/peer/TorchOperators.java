package gatun.bench.peer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Operators of PyTorch with arguments of its type Scalar, which {@link TorchCall} cannot pass. They
 * are called by their names in C++ ({@code at::_ops::…::call}) on x86-64 Linux: a handle is the
 * address of a {@code Tensor}, a Scalar 32 bytes with a tag (0 for a double) and the number at 16.
 */
final class TorchOperators {
  private static final FunctionDescriptor SCALAR = FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS);
  private static final FunctionDescriptor TWO =
      FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final FunctionDescriptor THREE =
      FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

  private static final MethodHandle MULTIPLY =
      operator("mul__Scalar", "RNS_6TensorERKN3c106ScalarE", SCALAR);
  private static final MethodHandle ADD_SCALAR =
      operator("add__Scalar", "RNS_6TensorERKN3c106ScalarES7_", TWO);
  private static final MethodHandle ADD =
      operator("add__Tensor", "RNS_6TensorERKS2_RKN3c106ScalarE", TWO);
  private static final MethodHandle LERP =
      operator("lerp__Scalar", "RNS_6TensorERKS2_RKN3c106ScalarE", TWO);
  private static final MethodHandle ADD_PRODUCT =
      operator("addcmul_", "RNS_6TensorERKS2_S5_RKN3c106ScalarE", THREE);
  private static final MethodHandle ADD_QUOTIENT =
      operator("addcdiv_", "RNS_6TensorERKS2_S5_RKN3c106ScalarE", THREE);

  private TorchOperators() {}

  private static MethodHandle operator(String name, String types, FunctionDescriptor descriptor) {
    return Torch.link("_ZN2at4_ops" + name.length() + name + "4callE" + types, descriptor);
  }

  /** Returns a number as PyTorch's Scalar. */
  static MemorySegment scalar(Arena arena, double value) {
    MemorySegment scalar = arena.allocate(32, 16);
    scalar.set(JAVA_DOUBLE, 16, value);
    return scalar;
  }

  private static MemorySegment at(TorchTensor tensor) {
    return Torch.pointer(tensor.handle());
  }

  private static void ignore(MemorySegment returned) {
    if (returned.address() == 0) {
      throw new IllegalStateException("an operator of PyTorch returned nothing");
    }
  }

  /** t ← s t. */
  static void multiply(TorchTensor t, MemorySegment s) {
    try {
      ignore((MemorySegment) MULTIPLY.invokeExact(at(t), s));
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** t ← t + s · one. */
  static void add(TorchTensor t, MemorySegment s, MemorySegment one) {
    try {
      ignore((MemorySegment) ADD_SCALAR.invokeExact(at(t), s, one));
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** t ← t + s a. */
  static void add(TorchTensor t, TorchTensor a, MemorySegment s) {
    try {
      ignore((MemorySegment) ADD.invokeExact(at(t), at(a), s));
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** t ← t + s (a − t). */
  static void lerp(TorchTensor t, TorchTensor a, MemorySegment s) {
    try {
      ignore((MemorySegment) LERP.invokeExact(at(t), at(a), s));
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** t ← t + s a b. */
  static void addProduct(TorchTensor t, TorchTensor a, TorchTensor b, MemorySegment s) {
    three(ADD_PRODUCT, t, a, b, s);
  }

  /** t ← t + s a / b. */
  static void addQuotient(TorchTensor t, TorchTensor a, TorchTensor b, MemorySegment s) {
    three(ADD_QUOTIENT, t, a, b, s);
  }

  private static void three(
      MethodHandle operator, TorchTensor t, TorchTensor a, TorchTensor b, MemorySegment s) {
    try {
      ignore((MemorySegment) operator.invokeExact(at(t), at(a), at(b), s));
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }
}
