package gatun.training;

import gatun.engine.HostTensor;
import gatun.engine.io.FormatException;
import gatun.nn.Parameters;
import gatun.optim.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All that a run consists of: where it stands in the data, what it has seen, and the tensors of
 * model and optimizer. What it saves and restores has the same bits.
 */
final class RunState {
  private static final String COUNTER = "optimizer.";

  private final Map<String, HostTensor> tensors = new LinkedHashMap<>();
  private final State optimizer;
  private final String configuration;
  private final EarlyStop stop;
  final List<EpochResult> epochs = new ArrayList<>();
  long step;
  long epoch;
  long batch; // the next one of the epoch
  double lossSum; // over the steps of the epoch

  RunState(Objective objective, State optimizer, EarlyStop stop, String configuration) {
    this.optimizer = optimizer;
    this.stop = stop;
    this.configuration = configuration;
    add("model.", objective.parameters());
    add("buffer.", objective.buffers());
    optimizer.tensors().forEach((name, tree) -> add("optimizer." + name + ".", tree));
  }

  private void add(String prefix, Parameters tree) {
    for (Parameters.Parameter one : tree) {
      tensors.put(prefix + one.name(), one.tensor());
    }
  }

  Path save(Checkpoints checkpoints) throws IOException {
    CheckpointEvent event = new CheckpointEvent();
    event.begin();
    Path file = checkpoints.save(step, tensors, texts());
    event.end();
    if (event.shouldCommit()) {
      event.step = step;
      event.bytes = java.nio.file.Files.size(file);
      event.commit();
    }
    return file;
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("configuration", configuration);
    texts.put("epoch", Long.toString(epoch));
    texts.put("batch", Long.toString(batch));
    texts.put("loss.sum", Double.toHexString(lossSum));
    texts.put("stop.best", Double.toHexString(stop.best()));
    texts.put("stop.since", Integer.toString(stop.since()));
    texts.put("epochs", String.join(" ", epochs.stream().map(EpochResult::word).toList()));
    optimizer.counters().forEach((name, count) -> texts.put(COUNTER + name, count.toString()));
    return texts;
  }

  /**
   * Takes up a checkpoint; nothing has changed if it is refused.
   *
   * @throws IllegalArgumentException if it is of another configuration or shape
   * @throws FormatException if it lacks a text
   */
  void restore(Checkpoint checkpoint) throws IOException {
    Map<String, String> texts = checkpoint.texts();
    String other = texts.get("configuration");
    if (!configuration.equals(other)) {
      throw new IllegalArgumentException(
          checkpoint.file()
              + ": it is of another run, expected "
              + configuration
              + ", found "
              + other);
    }
    Map<String, Long> counters = new LinkedHashMap<>();
    for (String name : optimizer.counters().keySet()) {
      counters.put(name, Long.parseLong(text(checkpoint, COUNTER + name)));
    }
    checkpoint.restore(tensors);
    optimizer.restore(counters);
    step = checkpoint.step();
    epoch = Long.parseLong(text(checkpoint, "epoch"));
    batch = Long.parseLong(text(checkpoint, "batch"));
    lossSum = Double.parseDouble(text(checkpoint, "loss.sum"));
    stop.restore(
        Double.parseDouble(text(checkpoint, "stop.best")),
        Integer.parseInt(text(checkpoint, "stop.since")));
    for (String word : text(checkpoint, "epochs").split(" ")) {
      if (!word.isEmpty()) {
        epochs.add(EpochResult.of(word));
      }
    }
  }

  private static String text(Checkpoint checkpoint, String name) throws FormatException {
    String text = checkpoint.texts().get(name);
    if (text == null) {
      throw FormatException.of(checkpoint.file(), "expected the text '" + name + "', found none");
    }
    return Objects.requireNonNull(text);
  }
}
