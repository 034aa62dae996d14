package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.spi.Elementwise;
import gatun.engine.spi.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Elementwise programs, each compiled to a kernel of its own when it first meets operands of some
 * types: one pass over memory, every value in a register.
 */
final class CudaElementwise implements Elementwise {
  private static final int TYPES = DType.values().length;

  private final DeviceQueue queue;
  private final DType dtype;
  private final Map<List<Program.Step>, List<Compiled>> compiled = new HashMap<>();
  private final Tensor[] few = new Tensor[3];
  private final Axes axes = new Axes(Program.OPERANDS + 1); // of the result and the operands

  /** A kernel for programs with the same steps. */
  private record Compiled(int operands, int constants, long types, KernelFunction kernel) {}

  CudaElementwise(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    this.dtype = dtype;
  }

  @Override
  public void run(Program program, Tensor x, Tensor result) {
    few(program, x, x, x, result);
  }

  @Override
  public void run(Program program, Tensor x, Tensor y, Tensor result) {
    few(program, x, y, y, result);
  }

  @Override
  public void run(Program program, Tensor x, Tensor y, Tensor z, Tensor result) {
    few(program, x, y, z, result);
  }

  /** Runs a program of up to three operands; those that it has not are not read. */
  private void few(Program program, Tensor x, Tensor y, Tensor z, Tensor result) {
    queue.enter();
    try {
      few[0] = x;
      few[1] = y;
      few[2] = z;
      entered(program, few, result);
    } finally {
      queue.leave();
    }
  }

  @Override
  public void run(Program program, Tensor[] operands, Tensor result) {
    queue.enter();
    try {
      entered(program, operands, result);
    } finally {
      queue.leave();
    }
  }

  /** Runs a program. Only between enter and leave. */
  private void entered(Program program, Tensor[] operands, Tensor result) {
    if (result.size() == 0) {
      return;
    }
    KernelFunction kernel = kernel(program, operands, result);
    collapse(program, operands, result);
    kernel.begin().with(result.size()).with(axes.rank()).with(DeviceQueue.address(result));
    for (int k = 0; k < program.operands(); k++) {
      kernel.with(DeviceQueue.address(operands[k]));
    }
    for (double constant : program.constants()) {
      kernel.with(constant);
    }
    axes.layout(kernel);
    queue.run(kernel.filled(), KernelFunction.pass(result.size()));
  }

  private KernelFunction kernel(Program program, Tensor[] operands, Tensor result) {
    long types = result.dtype().ordinal();
    for (int k = 0; k < program.operands(); k++) {
      types = types * TYPES + operands[k].dtype().ordinal();
    }
    List<Compiled> known = compiled.get(program.steps());
    if (known == null) {
      known = new ArrayList<>();
      compiled.put(List.copyOf(program.steps()), known);
    }
    int constants = program.constants().length;
    for (int i = 0; i < known.size(); i++) {
      Compiled c = known.get(i);
      if (c.types == types && c.operands == program.operands() && c.constants == constants) {
        return c.kernel;
      }
    }
    DType[] read = new DType[program.operands()];
    for (int k = 0; k < read.length; k++) {
      read[k] = operands[k].dtype();
    }
    String source = MapSource.of(program, dtype, result.dtype(), read);
    KernelFunction kernel =
        queue.generated("map.cu", source, MapSource.NAME, MapSource.parameters(program));
    known.add(new Compiled(program.operands(), constants, types, kernel));
    return kernel;
  }

  /** Takes the axes of the result; an operand repeats its elements along those it has not. */
  private void collapse(Program program, Tensor[] operands, Tensor result) {
    axes.begin();
    for (int axis = result.shape().rank() - 1; axis >= 0; axis--) {
      axes.step(0, result.stride(axis));
      for (int k = 0; k < program.operands(); k++) {
        int own = axis - result.shape().rank() + operands[k].shape().rank();
        boolean there = own >= 0 && operands[k].shape().extent(own) > 1;
        axes.step(k + 1, there ? operands[k].stride(own) : 0);
      }
      axes.add(result.shape().extent(axis));
    }
  }
}
