package gatun.bench.peer;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * A function of MKL's vector mathematics, in its mode of high accuracy, which is its default too.
 *
 * <pre>{@code
 * MklVml exp = MklVml.of("Exp", true); // vmdExp
 * exp.run(n, x.address(), y.address());
 * }</pre>
 */
public final class MklVml {
  private static final long HIGH_ACCURACY = 2;

  private final MethodHandle function;

  private MklVml(MethodHandle function) {
    this.function = function;
  }

  /** Returns the function of this name, in double precision or single. */
  public static MklVml of(String name, boolean wide) {
    return new MklVml(
        NativeLibraries.function(
            Mkl.load().require(),
            (wide ? "vmd" : "vms") + name,
            FunctionDescriptor.ofVoid(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG)));
  }

  /** Computes n values; x and y are addresses. */
  public void run(int n, long x, long y) {
    try {
      function.invokeExact(n, x, y, HIGH_ACCURACY);
    } catch (Throwable e) {
      throw NativeLibraries.failure(e);
    }
  }
}
