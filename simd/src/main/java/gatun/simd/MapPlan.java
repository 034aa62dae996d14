package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.spi.Elementwise;
import gatun.engine.spi.Program;
import org.jspecify.annotations.Nullable;

/**
 * How one elementwise computation is cut into work: the axes that cannot be merged, the innermost
 * one as rows, and chunks of rows or of a part of a row. One for each calling thread, reused.
 */
final class MapPlan {
  private static final ThreadLocal<MapPlan> OWN = ThreadLocal.withInitial(MapPlan::new);
  private static final int CHUNK = 8192;

  /** Where the result stands among the tensors. */
  static final int RESULT = Program.OPERANDS;

  @Nullable Program program;
  final long[] address = new long[RESULT + 1];
  final DType[] type = new DType[RESULT + 1];

  /** Strides in bytes, of tensor t along axis a at {@code t * AXES + a}. */
  final long[] stride = new long[(RESULT + 1) * Elementwise.AXES];

  final long[] extent = new long[Elementwise.AXES];
  int axes;

  /** Elements of a row, the innermost axis. */
  long inner;

  private long rows;
  private long pieces;
  private long rowsOfChunk;

  private MapPlan() {}

  static MapPlan own() {
    return OWN.get();
  }

  /** Begins a plan; the operands follow, then {@link #finish}. */
  void begin(Program what, Tensor result) {
    program = what;
    axes = result.shape().rank();
    for (int axis = 0; axis < axes; axis++) {
      extent[axis] = result.shape().extent(axis);
    }
    tensor(RESULT, result);
  }

  /** Takes the address and the strides of a tensor, 0 where it is broadcast. */
  void tensor(int t, Tensor tensor) {
    address[t] = ((HostTensor) tensor).address();
    type[t] = tensor.dtype();
    int missing = axes - tensor.shape().rank();
    for (int axis = 0; axis < axes; axis++) {
      int own = axis - missing;
      boolean repeated = own < 0 || tensor.shape().extent(own) == 1;
      stride[t * Elementwise.AXES + axis] =
          repeated ? 0 : tensor.stride(own) * tensor.dtype().bytes();
    }
  }

  /** Merges axes and cuts the work; returns the number of chunks. */
  long finish() {
    int kept = 0;
    for (int axis = 0; axis < axes; axis++) {
      if (extent[axis] == 1) {
        continue;
      }
      if (kept > 0 && merges(kept - 1, axis)) {
        move(axis, kept - 1, extent[kept - 1] * extent[axis]);
      } else {
        move(axis, kept, extent[axis]);
        kept++;
      }
    }
    axes = kept;
    inner = axes == 0 ? 1 : extent[axes - 1];
    rows = 1;
    for (int axis = 0; axis < axes - 1; axis++) {
      rows *= extent[axis];
    }
    pieces = Math.ceilDiv(inner, (long) CHUNK);
    rowsOfChunk = Math.max(1, CHUNK / Math.max(1, inner));
    return pieces > 1 ? rows * pieces : inner == 0 ? 0 : Math.ceilDiv(rows, rowsOfChunk);
  }

  private boolean merges(int outer, int axis) {
    for (int t = 0; t <= RESULT; t++) {
      int at = t * Elementwise.AXES;
      if (used(t) && stride[at + outer] != stride[at + axis] * extent[axis]) {
        return false;
      }
    }
    return true;
  }

  private void move(int from, int to, long length) {
    extent[to] = length;
    for (int t = 0; t <= RESULT; t++) {
      stride[t * Elementwise.AXES + to] = stride[t * Elementwise.AXES + from];
    }
  }

  private boolean used(int t) {
    Program now = program;
    return t == RESULT || (now != null && t < now.operands());
  }

  /**
   * Returns the axis along which the only operand is dense, if the plan is a plain copy within the
   * type that is dense along the innermost axis in the result alone: a transposition; else −1.
   */
  int transposed(DType computed) {
    Program now = program;
    int bytes = computed.bytes();
    if (now == null || now.operands() != 1 || !now.steps().isEmpty() || axes < 2) {
      return -1;
    }
    boolean plain = type[0] == computed && type[RESULT] == computed;
    if (!plain || step(RESULT) != bytes || step(0) == bytes || step(0) == 0) {
      return -1;
    }
    for (int axis = 0; axis < axes - 1; axis++) {
      if (stride[axis] == bytes) {
        return axis;
      }
    }
    return -1;
  }

  /** Returns the stride of a tensor along a row. */
  long step(int t) {
    return axes == 0 ? 0 : stride[t * Elementwise.AXES + axes - 1];
  }

  /** Returns the address of a tensor's first element of a row. */
  long row(int t, long row) {
    long rest = row;
    long at = address[t];
    for (int axis = axes - 2; axis >= 0; axis--) {
      at += rest % extent[axis] * stride[t * Elementwise.AXES + axis];
      rest /= extent[axis];
    }
    return at;
  }

  long firstRow(long chunk) {
    return pieces > 1 ? chunk / pieces : chunk * rowsOfChunk;
  }

  long lastRow(long chunk) {
    return pieces > 1 ? firstRow(chunk) + 1 : Math.min(rows, (chunk + 1) * rowsOfChunk);
  }

  long begin(long chunk) {
    return pieces > 1 ? chunk % pieces * CHUNK : 0;
  }

  long end(long chunk) {
    return pieces > 1 ? Math.min(inner, begin(chunk) + CHUNK) : inner;
  }
}
