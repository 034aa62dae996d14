package gatun.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Shape;
import gatun.engine.io.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The networks that are ready to use: sizes, names, gradients, files. */
class NetworksTest extends NetworkFixture {
  @TempDir Path folder;

  private static VisionTransformer.Sizes tiny(boolean classToken) {
    return new VisionTransformer.Sizes(4, 2, 2, 6, 1, 2, 5, 3, classToken);
  }

  @Test
  void gradientsAreRight() {
    checkGradients(UNet.images(1, 2, 2, 1), random(1, 2, 4, 4, 1), Mode.EVALUATE);
    checkGradients(VisionTransformer.of(tiny(false)), random(2, 2, 4, 4, 2), Mode.TRAIN);
    checkGradients(VisionTransformer.of(tiny(true)), random(3, 2, 4, 4, 2), Mode.TRAIN);
    checkGradients(ResNet.of(new int[] {1, 1}, 2, 3), random(4, 2, 4, 4, 3), Mode.EVALUATE);
  }

  @Test
  void residualNetworksHaveTheirSizesAndNames() {
    Model small = model(ResNet.cifar20(10));
    assertEquals(272_474, small.parameters().count());
    assertEquals(11_173_962, model(ResNet.cifar18(10)).parameters().count());
    List<String> names = small.parameters().names();
    assertTrue(
        names.containsAll(
            List.of(
                "conv1.weight",
                "bn1.bias",
                "layer1.0.conv1.weight",
                "layer2.0.downsample.0.weight",
                "layer3.2.bn2.weight",
                "fc.bias")),
        names::toString);
    assertTrue(small.buffers().contains("layer3.0.downsample.1.running_var"));
  }

  @Test
  void shapesAreRight() {
    HostTensor x = random(1, 2, 8, 8, 3);
    Model net = model(ResNet.of(new int[] {1, 1}, 4, 10));
    assertEquals(Shape.of(2, 10), net.predict(x).shape());
    assertEquals(Shape.of(2, 8, 8, 5), model(UNet.images(3, 5, 4, 2)).predict(x).shape());
    HostTensor volume = random(2, 1, 4, 4, 4, 2);
    assertEquals(Shape.of(1, 4, 4, 4, 1), model(UNet.volumes(2, 1, 2, 1)).predict(volume).shape());
    assertEquals(421_642, model(Models.cnn(28, 1, 10)).parameters().count());
    assertEquals(1_803_466, model(VisionTransformer.cifar(10)).parameters().count());
  }

  @Test
  void aLoadedNetworkComputesTheSame() throws IOException {
    Path file = folder.resolve("net.safetensors");
    Layer layer = ResNet.of(new int[] {1, 1}, 4, 10);
    Model saved = model(layer);
    HostTensor x = random(1, 2, 8, 8, 3);
    output(saved, x, Mode.TRAIN); // moves the running statistics
    saved.save(file);
    Model loaded = Model.of(layer, DType.F64, workspace, new Philox(77));
    loaded.load(file);
    assertArrayEquals(
        values(output(saved, x, Mode.EVALUATE)), values(output(loaded, x, Mode.EVALUATE)));
    HostTensor filed = Safetensors.read(file, "layer2.0.conv1.weight", workspace);
    HostTensor held = saved.parameters().parameter("layer2.0.conv1.weight");
    assertEquals(Shape.of(8, 4, 3, 3), filed.shape());
    assertEquals(held.at(2, 1, 3, 5), filed.at(5, 3, 2, 1));
  }
}
