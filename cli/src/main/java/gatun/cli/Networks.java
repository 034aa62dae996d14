package gatun.cli;

import gatun.engine.Shape;
import gatun.nn.Layer;
import gatun.nn.Models;
import gatun.nn.ResNet;
import gatun.nn.VisionTransformer;
import gatun.optim.Adagrad;
import gatun.optim.Adam;
import gatun.optim.DiffGrad;
import gatun.optim.Muon;
import gatun.optim.RmsProp;
import gatun.optim.Schedule;
import gatun.optim.Sgd;
import gatun.optim.Transform;
import java.util.List;

/** The networks and optimizers that {@code gatun train} knows by name. */
final class Networks {
  static final List<String> MODELS = List.of("mlp", "cnn", "resnet20", "vit");
  static final List<String> OPTIMIZERS =
      List.of("sgd", "adam", "adamw", "amsgrad", "rmsprop", "adagrad", "diffgrad", "muon");
  private static final double DECAY = 0.01;

  private Networks() {}

  /** Returns a network for images [rows, columns, channels]. */
  static Layer model(String name, Shape image, int classes) {
    int size = (int) image.extent(0);
    int channels = (int) image.extent(2);
    boolean square = image.extent(0) == image.extent(1);
    boolean cifar = square && size == 32 && channels == 3;
    return switch (name) {
      case "mlp" -> {
        int inputs = Math.toIntExact(image.size());
        int hidden = inputs < 256 ? 128 : 512;
        yield Models.mlp(inputs, hidden, hidden, classes);
      }
      case "cnn" -> Models.cnn(size, channels, classes);
      case "resnet20" -> {
        if (!cifar) {
          throw new InputError(
              "--model resnet20: expected images of 32 x 32 in colour (cifar), found " + image);
        }
        yield ResNet.cifar20(classes);
      }
      default ->
          cifar
              ? VisionTransformer.cifar(classes)
              : VisionTransformer.of(
                  new VisionTransformer.Sizes(
                      size, channels, size / 4, 64, 4, 4, 256, classes, false));
    };
  }

  /** Returns the learning rate that is usual for an optimizer. */
  static double usualRate(String optimizer) {
    return switch (optimizer) {
      case "sgd" -> 0.05;
      case "adagrad" -> 0.01;
      case "muon" -> 0.02;
      default -> 1e-3;
    };
  }

  /** Returns an optimizer. */
  static Transform optimizer(String name, Schedule rate) {
    return switch (name) {
      case "sgd" -> Sgd.of(rate).nesterov(0.9);
      case "adamw" -> Adam.of(rate).weightDecay(DECAY);
      case "amsgrad" -> new Adam(Adam.of(rate).scope(), 0.9, 0.999, 1e-8, true);
      case "rmsprop" -> RmsProp.of(rate);
      case "adagrad" -> Adagrad.of(rate);
      case "diffgrad" -> DiffGrad.of(rate);
      case "muon" -> Muon.of(rate, Adam.of(step -> 0.05 * rate.at(step)));
      default -> Adam.of(rate);
    };
  }
}
