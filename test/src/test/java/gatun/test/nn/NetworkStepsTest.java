package gatun.test.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import gatun.engine.Activation;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Sampling;
import gatun.engine.Workspace;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import gatun.nn.Dropout;
import gatun.nn.Layer;
import gatun.nn.Loss;
import gatun.nn.Mode;
import gatun.nn.Model;
import gatun.nn.Models;
import gatun.nn.ResNet;
import gatun.nn.Sequential;
import gatun.nn.UNet;
import gatun.nn.VisionTransformer;
import gatun.test.Steady;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Training steps of networks on the SIMD backend: no allocation, threads change no bit. On the heap
 * only networks without convolutions are counted: kernels of convolutions on maps this small are
 * not compiled within the time of a test, and vectors are objects until then.
 */
class NetworkStepsTest {
  private static final long LIMIT = 1024;
  private static final Set<String> CONVOLVING = Set.of("cnn", "resnet", "unet");

  /** A small network with the shape of its input. */
  record Net(String name, Layer layer, List<Long> input) {
    @Override
    public String toString() {
      return name;
    }

    long[] extents() {
      return input.stream().mapToLong(Long::longValue).toArray();
    }
  }

  static Stream<Net> nets() {
    var vit = new VisionTransformer.Sizes(8, 3, 4, 12, 2, 3, 24, 10, true);
    Layer mlp =
        Sequential.of(Models.mlp(Activation.GELU, 20, 33), new Dropout(0.2), Models.mlp(33, 10));
    return Stream.of(
        new Net("mlp", mlp, List.of(16L, 20L)),
        new Net("cnn", Models.cnn(8, 1, 10), List.of(4L, 8L, 8L, 1L)),
        new Net("resnet", ResNet.of(new int[] {1, 1}, 8, 10), List.of(4L, 8L, 8L, 3L)),
        new Net("vit", VisionTransformer.of(vit), List.of(4L, 8L, 8L, 3L)),
        new Net("unet", UNet.images(2, 3, 4, 1), List.of(2L, 8L, 8L, 2L)));
  }

  /** A model that is trained by plain descent on a fixed batch. */
  private static final class Training {
    private final Model model;
    private final Tape tape;
    private final Blas blas;
    private final HostTensor x;
    private final HostTensor target;
    private final Loss loss = Loss.meanSquared();
    private final Philox random = new Philox(4);

    Training(Net net, Workspace w) {
      model = Model.of(net.layer(), DType.F32, w, new Philox(1));
      tape = Tape.on(w, DType.F32);
      blas = Blas.of(w.backend(), DType.F32);
      x = w.zeros(DType.F32, net.extents());
      Sampling sampling = Sampling.of(w.backend(), DType.F32);
      sampling.uniform(new Philox(2), -1, 1, x);
      target = w.zeros(DType.F32, model.predict(x).shape().extents());
      sampling.uniform(new Philox(3), -1, 1, target);
    }

    double step() {
      tape.begin();
      Variable y = model.forward(tape, tape.constant(x), Mode.TRAIN, random);
      Variable l = loss.mean(y, tape.constant(target));
      tape.backward(l);
      blas.axpy(-0.05, model.gradients().flat(), model.parameters().flat());
      return l.scalar();
    }
  }

  private static Backend simd(int threads) {
    Backend backend = Backends.named("simd", new BackendOptions(threads));
    assertEquals("simd", backend.name());
    return backend;
  }

  @ParameterizedTest
  @MethodSource("nets")
  void threadsChangeNoBitAndTheLossFalls(Net net) {
    double[][] parameters = new double[2][];
    for (int threads = 1; threads <= 2; threads++) {
      try (Backend backend = simd(threads);
          Workspace w = Workspace.on(backend)) {
        Training training = new Training(net, w);
        double first = training.step();
        double last = first;
        for (int i = 0; i < 20; i++) {
          last = training.step();
        }
        assertTrue(last < first, first + " to " + last);
        parameters[threads - 1] = training.model.parameters().flat().toArray();
      }
    }
    assertArrayEquals(parameters[0], parameters[1], 0);
  }

  @ParameterizedTest
  @MethodSource("nets")
  void aSteadyStepAllocatesNothing(Net net) {
    try (Backend backend = simd(1);
        Workspace w = Workspace.on(backend)) {
      Training training = new Training(net, w);
      training.step();
      long offHeap = w.bytes();
      var counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      boolean counted = !CONVOLVING.contains(net.name());
      long least =
          Steady.least(
              counted ? 20 * LIMIT : Long.MAX_VALUE,
              () -> {
                for (int i = 0; i < 100; i++) {
                  training.step();
                }
                long before = counter.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 20; i++) {
                  training.step();
                }
                return counter.getCurrentThreadAllocatedBytes() - before;
              });
      for (int i = 0; i < 20; i++) {
        training.step();
      }
      assertEquals(offHeap, w.bytes(), "bytes off heap");
      assertTrue(!counted || least <= 20 * LIMIT, "bytes in 20 steps: " + least);
    }
  }
}
