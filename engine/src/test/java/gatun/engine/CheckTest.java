package gatun.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A message names the operand, what was expected, what was found and what to do. */
class CheckTest {
  private final Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)));
  private final HostTensor x = w.zeros(DType.F64, 6);
  private final HostTensor matrix = w.zeros(DType.F64, 2, 3);

  @AfterEach
  void close() {
    w.close();
  }

  private static void refused(String message, Executable check) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, check).getMessage());
  }

  @Test
  void that() {
    Check.that(true, () -> "not asked for");
    refused("alpha: expected > 0", () -> Check.that(false, () -> "alpha: expected > 0"));
  }

  @Test
  void rank() {
    Check.rank("x", x, 1);
    refused("b: expected rank 1, found shape [2, 3]", () -> Check.rank("b", matrix, 1));
  }

  @Test
  void dtype() {
    Check.dtype("x", x, DType.F64);
    refused(
        "x: expected F32, found F64; convert it first or open the operation for F64",
        () -> Check.dtype("x", x, DType.F32));
  }

  @Test
  void vector() {
    Check.vector("x", x, DType.F64, 6);
    refused(
        "x: expected a vector of 7 elements, found shape [6]",
        () -> Check.vector("x", x, DType.F64, 7));
    refused(
        "a: expected a vector of 6 elements, found shape [2, 3]",
        () -> Check.vector("a", matrix, DType.F64, 6));
  }

  @Test
  void dense() {
    Check.dense("x", x, DType.F64, 6);
    HostTensor strided = x.view(Slice.every(2));
    refused(
        "x: expected densely packed elements, found a view with stride 2;"
            + " copy it into a fresh tensor",
        () -> Check.dense("x", strided, DType.F64, 3));
  }

  @Test
  void sameLength() {
    Check.sameLength("dot", x, x);
    refused(
        "dot: expected two vectors of one length, found shapes [6] and [2, 3]",
        () -> Check.sameLength("dot", x, matrix));
  }

  @Test
  void distinct() {
    HostTensor front = x.view(Slice.range(0, 3));
    HostTensor back = x.view(Slice.range(3, 6));
    Check.distinct("apply", front, back);
    Check.distinct("apply", x, x.view(Slice.range(2, 2)));
    refused(
        "apply: input and output overlap in memory; give the output memory of its own",
        () -> Check.distinct("apply", front, x));
    assertThrows(
        IllegalArgumentException.class,
        () -> Check.distinct("apply", back, x.view(Slice.every(5))));
    assertDoesNotThrow(() -> Check.distinct("apply", x, matrix));
  }
}
