package gatun.nn;

import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import java.util.ArrayList;
import java.util.List;

/** The table of a model's layers. */
final class Summary {
  private final Model model;
  private final List<String[]> rows = new ArrayList<>();

  private Summary(Model model) {
    this.model = model;
    rows.add(new String[] {"layer", "kind", "output", "parameters"});
  }

  static String of(Model model, Scope.Step step, long... extents) {
    Summary summary = new Summary(model);
    try (Workspace own = Workspace.on(model.workspace().backend())) {
      Tape tape = Tape.on(own, model.dtype());
      tape.begin();
      Tensor zeros = own.zeros(model.dtype(), extents);
      step.trace = summary::add;
      try {
        Variable y = model.evaluate(tape, tape.constant(zeros));
        summary.add("", model.layer(), y);
      } finally {
        step.trace = null;
      }
    }
    return summary.text();
  }

  private void add(String name, Layer layer, Variable y) {
    String branch = name.isEmpty() ? "" : name + ".";
    long count = 0;
    for (Parameters.Parameter p : model.parameters()) {
      count += p.name().startsWith(branch) ? p.tensor().size() : 0;
    }
    String kind = layer.getClass().getSimpleName();
    rows.add(
        new String[] {
          name.isEmpty() ? "(all)" : name,
          kind.isEmpty() || kind.contains("$") ? "Layer" : kind,
          y.shape().toString(),
          String.format("%,d", count)
        });
  }

  private String text() {
    int[] width = new int[4];
    for (String[] row : rows) {
      for (int i = 0; i < width.length; i++) {
        width[i] = Math.max(width[i], row[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      for (int i = 0; i < width.length; i++) {
        String gap = " ".repeat(width[i] - row[i].length());
        text.append(i == 3 ? gap + row[i] : row[i] + gap + "  ");
      }
      text.append('\n');
    }
    return text.toString();
  }
}
