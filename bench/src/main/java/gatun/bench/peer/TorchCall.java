package gatun.bench.peer;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import gatun.engine.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A call of one of PyTorch's operators, by name, prepared once and run often.
 *
 * <pre>{@code
 * TorchCall exp = TorchCall.of("aten::exp", "out", 1, x, y);      // y ← exp(x)
 * TorchCall softmax = TorchCall.of("aten::_softmax", "out", 1, x, -1, false, y);
 * TorchCall norm = TorchCall.of("aten::native_layer_norm", "", 3,
 *     x, new long[] {768}, Optional.of(gamma), Optional.of(beta), 1e-5);
 * exp.run();
 * }</pre>
 *
 * <p>The arguments are all those of the operator's schema in its order, defaults included ({@code
 * native_functions.yaml} in PyTorch's sources lists them): {@link TorchTensor}, {@link Integer} and
 * {@link Long} (int, SymInt), {@link Double} (float), {@link Boolean}, {@code long[]} (int[]),
 * {@code boolean[]} (bool[]), {@code TorchTensor[]} (Tensor[]), {@link String}, {@link DType}
 * (ScalarType), and {@link Optional} of one of them where the schema has a question mark. The
 * interface knows no argument of the type Scalar: take the operator's overload on tensors.
 *
 * <p>Overloads named {@code out} write into a tensor that is given; others allocate their result,
 * as they do in PyTorch itself. Going through the dispatcher by name costs some 2 µs a call.
 */
public final class TorchCall implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final String title;
  private final int results;
  private final Object[] arguments;
  private final MemorySegment name;
  private final MemorySegment overload;
  private final MemorySegment stack;
  private final long slot; // the address of the stack

  private TorchCall(String name, String overload, int results, Object[] arguments) {
    this.title = overload.isEmpty() ? name : name + "." + overload;
    this.results = results;
    this.arguments = arguments;
    this.name = arena.allocateFrom(name);
    this.overload = arena.allocateFrom(overload);
    this.stack = arena.allocate(JAVA_LONG, Math.max(1, Math.max(arguments.length, results)));
    this.slot = stack.address();
  }

  /**
   * Prepares a call.
   *
   * @param name such as {@code aten::exp}
   * @param overload such as {@code out}, often empty
   * @param results how many tensors the operator returns, those given as {@code out} included
   * @param arguments the arguments, see above; tensors must stay as long as the call
   */
  public static TorchCall of(String name, String overload, int results, Object... arguments) {
    return new TorchCall(name, overload, results, arguments.clone());
  }

  /** Runs the operator and frees its results, also those that are undefined. */
  public void run() {
    dispatch();
    for (int i = 0; i < results; i++) {
      TorchTensor.delete(stack.getAtIndex(JAVA_LONG, i));
    }
  }

  /** Runs the operator and returns its results; the caller closes them. */
  public List<TorchTensor> results() {
    dispatch();
    List<TorchTensor> list = new ArrayList<>();
    for (int i = 0; i < results; i++) {
      list.add(new TorchTensor(stack.getAtIndex(JAVA_LONG, i)));
    }
    return list;
  }

  private void dispatch() {
    try {
      for (int i = 0; i < arguments.length; i++) {
        put(slot + 8L * i, stack.asSlice(8L * i, 8), arguments[i]);
      }
      Torch.check(
          (int) Torch.Calls.DISPATCH.invokeExact(name, overload, stack, Torch.Calls.VERSION),
          title);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }

  /** Stores an argument, which the operator takes possession of, as 64 bits. */
  @SuppressWarnings("restricted")
  private void put(long address, MemorySegment at, Object argument) throws Throwable {
    switch (argument) {
      case TorchTensor t ->
          Torch.check((int) Torch.Calls.SHARE.invokeExact(t.handle(), address), title);
      case Long value -> at.set(JAVA_LONG, 0, value);
      case Integer value -> at.set(JAVA_LONG, 0, value.longValue());
      case Boolean value -> at.set(JAVA_LONG, 0, value ? 1 : 0);
      case Double value -> at.set(JAVA_LONG, 0, Double.doubleToRawLongBits(value));
      case DType type -> at.set(JAVA_LONG, 0, Torch.code(type));
      case long[] values -> putList(at, address, values);
      case boolean[] values -> {
        long[] bits = new long[values.length];
        for (int i = 0; i < bits.length; i++) {
          bits[i] = values[i] ? 1 : 0;
        }
        putList(at, address, bits);
      }
      case TorchTensor[] tensors -> putList(at, address, shared(tensors));
      case String text -> {
        MemorySegment characters = arena.allocateFrom(text);
        Torch.check(
            (int) Torch.Calls.STRING.invokeExact(characters, (long) text.length(), address), title);
      }
      case Optional<?> optional when optional.isEmpty() -> at.set(JAVA_LONG, 0, 0);
      case Optional<?> optional -> {
        long inner = (long) Torch.Calls.ALLOCATE.invokeExact(8L);
        put(inner, Torch.pointer(inner).reinterpret(8), optional.get());
        at.set(JAVA_LONG, 0, inner);
      }
      default ->
          throw new IllegalArgumentException(
              title + ": an argument of " + argument.getClass() + " cannot be handed to PyTorch");
    }
  }

  /** Returns handles that the operator takes possession of. */
  private long[] shared(TorchTensor[] tensors) throws Throwable {
    long[] handles = new long[tensors.length];
    MemorySegment shared = arena.allocate(JAVA_LONG);
    for (int i = 0; i < handles.length; i++) {
      Torch.check(
          (int) Torch.Calls.SHARE.invokeExact(tensors[i].handle(), shared.address()), title);
      handles[i] = shared.get(JAVA_LONG, 0);
    }
    return handles;
  }

  private void putList(MemorySegment at, long address, long[] values) throws Throwable {
    Torch.check((int) Torch.Calls.LIST.invokeExact((long) values.length, address), title);
    long list = at.get(JAVA_LONG, 0);
    for (long value : values) {
      Torch.check((int) Torch.Calls.PUSH.invokeExact(list, value), title);
    }
  }

  /** Frees what the call holds; not its tensors. */
  @Override
  public void close() {
    arena.close();
  }
}
