package gatun.engine.spi;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;

/**
 * Programs element by element. Operands, constants and result are rounded to the type computed in;
 * between them everything is in double precision.
 */
final class ReferenceElementwise implements Elementwise {
  private final boolean narrow;

  ReferenceElementwise(DType dtype) {
    this.narrow = dtype == DType.F32;
  }

  private double rounded(double value) {
    return narrow ? (float) value : value;
  }

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
    for (int k = 0; k < constants; k++) {
      values[program.operands() + k] = rounded(program.constants()[k]);
    }
    long[] index = new long[result.shape().rank()];
    for (long i = 0; i < result.size(); i++) {
      position(i, result, index);
      for (int k = 0; k < program.operands(); k++) {
        values[k] = rounded(broadcast((HostTensor) operands[k], index));
      }
      int next = program.operands() + constants;
      for (Program.Step step : program.steps()) {
        values[next++] = step.at(values);
      }
      ((HostTensor) result).set(rounded(values[values.length - 1]), index);
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
