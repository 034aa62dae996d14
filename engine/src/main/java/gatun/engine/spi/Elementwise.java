package gatun.engine.spi;

import gatun.engine.Tensor;

/**
 * Programs applied to each element, computed in the type of the key. Operands may have other types:
 * they are converted when read, the result when written (to integers as by a Java cast).
 *
 * <p>An operand is broadcast: its axes stand against the last axes of the result, with the same
 * extent or with extent 1. The result may be one of the operands, of the same shape and strides;
 * else it shares no memory with them. Traffic: every operand and the result once.
 */
public interface Elementwise extends Kernel {
  /** The most axes of a result. */
  int AXES = 8;

  /** Computes result ← program(operands); the array may be longer than needed. */
  void run(Program program, Tensor[] operands, Tensor result);

  /** Computes result ← program(x). */
  void run(Program program, Tensor x, Tensor result);

  /** Computes result ← program(x, y). */
  void run(Program program, Tensor x, Tensor y, Tensor result);

  /** Computes result ← program(x, y, z). */
  void run(Program program, Tensor x, Tensor y, Tensor z, Tensor result);
}
