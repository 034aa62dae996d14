package gatun.engine;

import gatun.engine.spi.Elementwise;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Lifetime;
import gatun.engine.spi.Program;
import java.util.Arrays;
import java.util.List;

/**
 * Functions applied to each element, on one backend, computed in one real type; checked.
 *
 * <p>Operands and result may have any element type: operands are converted when read, the result
 * when written, to integers as by a Java cast. Values of I64 beyond 2^53 (2^24 when computed in
 * F32) are rounded on the way.
 *
 * <p>Broadcasting: the axes of an operand stand against the last axes of the result, with the same
 * extent, or with extent 1 and then repeated. A result may be one of the operands itself (the same
 * view); otherwise it must share no memory with them.
 *
 * <p>The functions allocate nothing, move every operand and the result once, and give the same bits
 * for any number of threads. Rows of few elements along the last axis cost more than their share.
 */
public final class Maps {
  private final Elementwise kernel;
  private final Program copy = new Program(1, new double[0], List.of());
  private final Program[] unary = programs(Unary.values());
  private final Program[] binary = programs(Binary.values());
  private final Program select = Program.of(Ternary.SELECT);

  private Maps(Elementwise kernel) {
    this.kernel = kernel;
  }

  private static Program[] programs(Function[] functions) {
    return Arrays.stream(functions).map(Program::of).toArray(Program[]::new);
  }

  /**
   * Returns the functions for a backend, computed in {@code dtype}, F32 or F64.
   *
   * @throws UnsupportedOperationException if the backend lacks them
   */
  public static Maps of(Backend backend, DType dtype) {
    return new Maps(backend.require(KernelKey.of(Elementwise.class, dtype)));
  }

  /** Computes y ← f(x). Moves x and y. */
  public void apply(Unary f, Tensor x, Tensor y) {
    one(unary[f.ordinal()], x, y);
  }

  /** Computes y ← x, converting between types, layouts and shapes that broadcast. */
  public void copy(Tensor x, Tensor y) {
    one(copy, x, y);
  }

  private void one(Program program, Tensor x, Tensor y) {
    operand("x", x, y);
    Lifetime.acquire(x, y);
    try {
      kernel.run(program, x, y);
    } finally {
      Lifetime.release(x, y);
    }
  }

  /** Computes z ← f(x, y). Moves x, y and z. */
  public void apply(Binary f, Tensor x, Tensor y, Tensor z) {
    operand("x", x, z);
    operand("y", y, z);
    Lifetime.acquire(x, y, z);
    try {
      kernel.run(binary[f.ordinal()], x, y, z);
    } finally {
      Lifetime.release(x, y, z);
    }
  }

  /** Computes z ← x where mask is not 0, else y. Moves four tensors. */
  public void select(Tensor mask, Tensor x, Tensor y, Tensor z) {
    operand("mask", mask, z);
    operand("x", x, z);
    operand("y", y, z);
    Lifetime.acquire(mask, x, y, z);
    try {
      kernel.run(select, mask, x, y, z);
    } finally {
      Lifetime.release(mask, x, y, z);
    }
  }

  /**
   * Prepares result ← expression, to be run many times without allocating. Each step works on a
   * piece that stays in the first-level cache.
   *
   * @throws IllegalArgumentException if a shape does not broadcast, a tensor partly overlaps the
   *     result, or the expression is too long
   */
  public Fused prepare(Expression expression, Tensor result) {
    Program program = expression.program();
    Check.that(
        program.operands() <= Program.OPERANDS && program.values() <= Program.VALUES,
        () ->
            "expression: expected at most "
                + Program.OPERANDS
                + " tensors and "
                + Program.VALUES
                + " values (tensors, constants, functions), found "
                + program.operands()
                + " and "
                + program.values()
                + "; split it and keep an intermediate tensor");
    Tensor[] operands = expression.operands().toArray(Tensor[]::new);
    for (int i = 0; i < operands.length; i++) {
      operand("tensor " + i + " of the expression", operands[i], result);
    }
    return new Fused(kernel, program, operands, result);
  }

  private static void operand(String name, Tensor x, Tensor result) {
    Shape own = x.shape();
    Shape full = result.shape();
    boolean fits = own.rank() <= full.rank() && full.rank() <= Elementwise.AXES;
    for (int axis = 1; fits && axis <= own.rank(); axis++) {
      long extent = own.extent(own.rank() - axis);
      fits = extent == 1 || extent == full.extent(full.rank() - axis);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          name
              + ": expected a shape that broadcasts to "
              + full
              + " of at most "
              + Elementwise.AXES
              + " axes, found "
              + own);
    }
    if (!same(x, result)) {
      Check.distinct(name, x, result);
    }
  }

  private static boolean same(Tensor x, Tensor y) {
    boolean same =
        x instanceof HostTensor a
            && y instanceof HostTensor b
            && a.address() == b.address()
            && a.dtype() == b.dtype()
            && a.shape().equals(b.shape());
    for (int axis = 0; same && axis < x.shape().rank(); axis++) {
      same = x.stride(axis) == y.stride(axis) || x.shape().extent(axis) == 1;
    }
    return same;
  }

  /** A prepared expression. Running it allocates nothing. */
  public static final class Fused {
    private final Elementwise kernel;
    private final Program program;
    private final Tensor[] operands;
    private final Tensor result;

    private Fused(Elementwise kernel, Program program, Tensor[] operands, Tensor result) {
      this.kernel = kernel;
      this.program = program;
      this.operands = operands;
      this.result = result;
    }

    /** Computes the result from what the tensors hold now. */
    public void run() {
      int held = 0;
      result.lifetime().acquire();
      try {
        for (; held < operands.length; held++) {
          operands[held].lifetime().acquire();
        }
        kernel.run(program, operands, result);
      } finally {
        for (int i = 0; i < held; i++) {
          operands[i].lifetime().release();
        }
        result.lifetime().release();
      }
    }
  }
}
