package gatun.training;

import gatun.engine.HostTensor;
import gatun.engine.io.FormatException;
import gatun.engine.io.Safetensors;
import gatun.engine.io.SafetensorsHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A sound checkpoint: its checksum was compared.
 *
 * @param file where it is
 * @param step the training steps before it
 * @param texts what was saved beside the tensors
 * @param refused what is wrong with the checkpoints of later steps, one line for each; usually
 *     empty
 */
public record Checkpoint(Path file, long step, Map<String, String> texts, List<String> refused) {

  /**
   * Copies the saved tensors into those of a run. Names, types and shapes must be the same on both
   * sides; nothing is written otherwise.
   *
   * @throws IllegalArgumentException naming the first tensor that is missing, not expected, or of
   *     another type or shape
   * @throws FormatException if the file has become unsound
   * @throws IOException if it cannot be read
   */
  public void restore(Map<String, HostTensor> tensors) throws IOException {
    SafetensorsHeader header = Safetensors.verify(file);
    requireSame(header, tensors);
    Safetensors.readInto(file, tensors);
  }

  private void requireSame(SafetensorsHeader header, Map<String, HostTensor> tensors) {
    List<String> unknown = new ArrayList<>(header.entries().keySet());
    unknown.removeAll(tensors.keySet());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          file + ": it holds a tensor '" + unknown.getFirst() + "' that this run does not have");
    }
    tensors.forEach((name, tensor) -> {
      SafetensorsHeader.Entry entry = header.entries().get(name);
      String expected = tensor.dtype() + tensor.shape().toString();
      String found = entry == null ? "none" : entry.type() + entry.shape();
      if (!expected.equals(found)) {
        throw new IllegalArgumentException(
            file + ": expected a tensor '" + name + "' " + expected + ", found " + found);
      }
    });
  }
}
