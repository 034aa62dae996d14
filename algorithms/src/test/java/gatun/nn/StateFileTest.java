package gatun.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Activation;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.io.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest extends NetworkFixture {
  @TempDir Path folder;

  @Test
  void aLoadedModelComputesTheSame() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Layer layer = Models.mlp(Activation.GELU, 6, 5, 3);
    Model saved = model(layer);
    saved.save(file);
    Model loaded = Model.of(layer, DType.F64, workspace, new Philox(77));
    HostTensor x = random(1, 4, 6);
    assertFalse(
        Arrays.equals(
            values(output(saved, x, Mode.EVALUATE)), values(output(loaded, x, Mode.EVALUATE))));
    loaded.load(file);
    assertArrayEquals(
        values(output(saved, x, Mode.EVALUATE)), values(output(loaded, x, Mode.EVALUATE)));
    assertArrayEquals(saved.parameters().flat().toArray(), loaded.parameters().flat().toArray());
  }

  @Test
  void weightsStandInFilesAsPyTorchHasThem() throws IOException {
    Path file = folder.resolve("linear.safetensors");
    Model model = model(Linear.of(3, 2));
    model.save(file);
    HostTensor filed = Safetensors.read(file, "weight", workspace);
    HostTensor held = model.parameters().parameter("weight");
    assertEquals(gatun.engine.Shape.of(2, 3), filed.shape());
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 2; j++) {
        assertEquals(held.at(i, j), filed.at(j, i));
      }
    }
  }

  @Test
  void weightsBehindAMapAreReordered() throws IOException {
    Path file = folder.resolve("flat.safetensors");
    Model model = model(Linear.of(6, 2).behind(3)); // 3 positions of 2 channels
    model.save(file);
    HostTensor filed = Safetensors.read(file, "weight", workspace);
    HostTensor held = model.parameters().parameter("weight");
    for (int position = 0; position < 3; position++) {
      for (int channel = 0; channel < 2; channel++) {
        for (int j = 0; j < 2; j++) {
          assertEquals(held.at(position * 2 + channel, j), filed.at(j, channel * 3 + position));
        }
      }
    }
    Model loaded = Model.of(model.layer(), DType.F64, workspace, new Philox(8));
    loaded.load(file);
    assertArrayEquals(model.parameters().flat().toArray(), loaded.parameters().flat().toArray());
  }

  @Test
  void elementsAreConverted() throws IOException {
    Path file = folder.resolve("single.safetensors");
    Layer layer = Linear.of(3, 2);
    Model single = Model.of(layer, DType.F32, workspace, new Philox(1));
    single.save(file);
    Model wide = model(layer);
    wide.load(file);
    assertEquals(
        single.parameters().parameter("weight").at(2, 1),
        wide.parameters().parameter("weight").at(2, 1));
  }

  @Test
  void everythingThatDoesNotFitIsNamedAndNothingChanged() throws IOException {
    Path file = folder.resolve("other.safetensors");
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("0.weight", random(1, 4, 6));
    tensors.put("0.bias", random(2, 5));
    tensors.put("extra", random(3, 2));
    tensors.put("0.num_batches_tracked", workspace.zeros(DType.I64, 1));
    Safetensors.write(tensors, Map.of(), file);
    Model model = model(Models.mlp(6, 5, 3));
    double[] before = model.parameters().flat().toArray();
    String message =
        assertThrows(IllegalArgumentException.class, () -> model.load(file)).getMessage();
    for (String part :
        new String[] {
          "'0.weight': expected [5, 6], found [4, 6]",
          "missing '2.weight' [3, 5]",
          "missing '2.bias' [3]",
          "unexpected 'extra' [2]"
        }) {
      assertTrue(message.contains(part), message);
    }
    assertFalse(message.contains("tracked"), message);
    assertArrayEquals(before, model.parameters().flat().toArray());
  }
}
