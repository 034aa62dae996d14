package gatun.training;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import gatun.nn.Loss;
import gatun.nn.Mode;
import gatun.nn.Model;
import gatun.nn.Parameters;
import java.lang.foreign.ValueLayout;

/**
 * A model that learns labels: the mean loss of its outputs beside the labels of a batch.
 *
 * @param model what is trained
 * @param loss of its outputs (for classes logits [samples, classes]) and the labels
 */
public record Supervised(Model model, Loss loss) implements Objective {
  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public Parameters gradients() {
    return model.gradients();
  }

  @Override
  public Parameters buffers() {
    return model.buffers();
  }

  @Override
  public Variable loss(Tape tape, Batch batch, Philox random) {
    Variable x = tape.constant(batch.features());
    Variable y = model.forward(tape, x, Mode.TRAIN, random);
    return loss.mean(y, tape.constant(batch.labels()));
  }

  @Override
  public void judge(Tape tape, Batch batch, Scores scores) {
    Variable y = model.evaluate(tape, tape.constant(batch.features()));
    Variable mean = loss.mean(y, tape.constant(batch.labels()));
    scores.addLoss(scalar(mean), batch.size());
    if (batch.labels().dtype() == DType.I32) {
      scores.add((HostTensor) y.value(), batch.labels());
    }
  }

  /** Returns the only element of a variable; allocates nothing. */
  static double scalar(Variable v) {
    HostTensor value = (HostTensor) v.value();
    return value.dtype() == DType.F32
        ? value.segment().get(ValueLayout.JAVA_FLOAT, 0)
        : value.segment().get(ValueLayout.JAVA_DOUBLE, 0);
  }
}
