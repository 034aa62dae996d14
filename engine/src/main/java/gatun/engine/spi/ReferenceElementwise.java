package gatun.engine.spi;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;

/** Programs element by element, in double precision throughout. */
final class ReferenceElementwise implements Elementwise {
  @Override
  public void run(Program program, Tensor x, Tensor result) {
    run(program, new Tensor[] {x}, result);
  }

  @Override
  public void run(Program program, Tensor x, Tensor y, Tensor result) {
    run(program, new Tensor[] {x, y}, result);
  }

  @Override
  public void run(Program program, Tensor x, Tensor y, Tensor z, Tensor result) {
    run(program, new Tensor[] {x, y, z}, result);
  }

  @Override
  public void run(Program program, Tensor[] operands, Tensor result) {
    double[] values = new double[program.values()];
    int constants = program.constants().length;
    System.arraycopy(program.constants(), 0, values, program.operands(), constants);
    long[] index = new long[result.shape().rank()];
    for (long i = 0; i < result.size(); i++) {
      position(i, result, index);
      for (int k = 0; k < program.operands(); k++) {
        values[k] = broadcast((HostTensor) operands[k], index);
      }
      int next = program.operands() + constants;
      for (Program.Step step : program.steps()) {
        values[next++] = step.at(values);
      }
      ((HostTensor) result).set(values[values.length - 1], index);
    }
  }

  private static void position(long element, Tensor result, long[] index) {
    long rest = element;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % result.shape().extent(axis);
      rest /= result.shape().extent(axis);
    }
  }

  private static double broadcast(HostTensor x, long[] index) {
    int rank = x.shape().rank();
    long[] own = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      long at = index[index.length - rank + axis];
      own[axis] = x.shape().extent(axis) == 1 ? 0 : at;
    }
    return x.at(own);
  }
}
