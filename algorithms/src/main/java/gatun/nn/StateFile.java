package gatun.nn;

import gatun.engine.HostTensor;
import gatun.engine.Maps;
import gatun.engine.Workspace;
import gatun.engine.io.Safetensors;
import gatun.engine.io.SafetensorsHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Parameters and buffers of a model in files, in the layouts of PyTorch. */
final class StateFile {
  private static final String COUNTER = "num_batches_tracked";

  private StateFile() {}

  static void save(Model model, Map<String, String> texts, Path file) throws IOException {
    try (Workspace own = Workspace.on(model.workspace().backend())) {
      Maps maps = Maps.of(own.backend(), model.dtype());
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      for (Declaration.Entry entry : model.entries()) {
        HostTensor ordered = entry.interchange().inFileOrder(model.tensor(entry));
        HostTensor packed = own.zeros(model.dtype(), ordered.shape().extents());
        maps.copy(ordered, packed);
        tensors.put(entry.name(), packed.reshape(entry.interchange().filed().extents()));
      }
      Map<String, String> metadata = new LinkedHashMap<>(texts);
      metadata.put("format", "pt");
      Safetensors.write(tensors, metadata, file);
    }
  }

  static void load(Model model, Path file) throws IOException {
    SafetensorsHeader header = Safetensors.header(file);
    requireFit(model, header, file);
    try (Workspace own = Workspace.on(model.workspace().backend())) {
      Maps maps = Maps.of(own.backend(), model.dtype());
      List<HostTensor> read = new ArrayList<>();
      for (Declaration.Entry entry : model.entries()) {
        read.add(Safetensors.read(file, entry.name(), own)); // all of them before one is changed
      }
      for (int i = 0; i < read.size(); i++) {
        Declaration.Entry entry = model.entries().get(i);
        HostTensor target = entry.interchange().inFileOrder(model.tensor(entry));
        maps.copy(read.get(i).reshape(target.shape().extents()), target);
      }
    }
  }

  /** Compares names and shapes; says everything that differs at once. */
  private static void requireFit(Model model, SafetensorsHeader header, Path file) {
    List<String> found = new ArrayList<>();
    Set<String> expected = new HashSet<>();
    for (Declaration.Entry entry : model.entries()) {
      expected.add(entry.name());
      SafetensorsHeader.Entry filed = header.entries().get(entry.name());
      var shape = entry.interchange().filed();
      if (filed == null) {
        found.add("missing '" + entry.name() + "' " + shape);
      } else if (!filed.shape().equals(shape)) {
        found.add("'" + entry.name() + "': expected " + shape + ", found " + filed.shape());
      } else if (filed.dtype() == null) {
        found.add(
            "'" + entry.name() + "': elements of type " + filed.type() + " are not supported");
      }
    }
    for (var entry : new TreeMap<>(header.entries()).entrySet()) {
      String name = entry.getKey();
      if (!expected.contains(name) && !name.endsWith(COUNTER)) {
        found.add("unexpected '" + name + "' " + entry.getValue().shape());
      }
    }
    if (!found.isEmpty()) {
      throw new IllegalArgumentException(
          file + " does not fit the model:\n  " + String.join("\n  ", found));
    }
  }
}
