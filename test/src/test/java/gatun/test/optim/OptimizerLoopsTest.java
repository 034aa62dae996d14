package gatun.test.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import gatun.optim.Accumulate;
import gatun.optim.AdaDelta;
import gatun.optim.Adagrad;
import gatun.optim.Adam;
import gatun.optim.Average;
import gatun.optim.Chain;
import gatun.optim.ClipNorm;
import gatun.optim.ClipValue;
import gatun.optim.DiffGrad;
import gatun.optim.Muon;
import gatun.optim.Optimizer;
import gatun.optim.RmsProp;
import gatun.optim.Schedule;
import gatun.optim.Sgd;
import gatun.optim.Transform;
import gatun.test.Steady;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimizer on the SIMD backend: the reference's results, same bits, no allocation. */
class OptimizerLoopsTest {
  private static final int STEPS = 10;

  static Stream<Transform> transforms() {
    Schedule cosine = Schedule.cosine(0.01, 0, 20).warmUp(4);
    return Stream.of(
        Sgd.of(0.01).nesterov(0.9).penalty(1e-3),
        Adam.of(cosine).weightDecay(0.01).decaying(name -> !name.endsWith("bias")),
        Chain.of(new ClipNorm(0.5), Adam.amsGrad(0.01)),
        Chain.of(new ClipValue(0.5), RmsProp.of(0.01), new Average(0.99)),
        Adagrad.of(0.01),
        AdaDelta.standard(),
        new Accumulate(3, DiffGrad.of(0.01)),
        Muon.of(0.02, Adam.of(0.01)).weightDecay(0.1));
  }

  private static Parameters network(Workspace w, DType dtype, long seed) {
    Parameters p =
        Parameters.builder(dtype)
            .add("fc1.weight", 20, 35)
            .add("fc1.bias", 35)
            .add("fc2.weight", 75, 33)
            .build(w);
    fill(p, seed);
    return p;
  }

  private static void fill(Parameters p, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (Parameters.Parameter parameter : p) {
      HostTensor line = parameter.tensor().reshape(parameter.tensor().size());
      for (long i = 0; i < line.size(); i++) {
        line.set(2 * random.nextDouble() - 1, i);
      }
    }
  }

  private static double[] trained(String name, int threads, DType dtype, Transform transform) {
    try (Backend backend = Backends.named(name, new BackendOptions(threads));
        Workspace w = Workspace.on(backend)) {
      assertEquals(name, backend.name());
      Parameters x = network(w, dtype, 1);
      Parameters g = x.like(w);
      Optimizer optimizer = transform.prepare(x, w);
      for (int t = 0; t < STEPS; t++) {
        fill(g, 100 + t);
        optimizer.step(g);
      }
      return x.flat().toArray();
    }
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void resultsAgreeWithTheReference(Transform transform) {
    double[] expected = trained("reference", 1, DType.F64, transform);
    assertArrayEquals(expected, trained("simd", 2, DType.F64, transform), 1e-11);
    double[] single = trained("simd", 1, DType.F32, transform);
    assertArrayEquals(single, trained("simd", 2, DType.F32, transform), 0);
    assertArrayEquals(expected, single, 2e-3);
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void aStepAllocatesNothing(Transform transform) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      Parameters x = network(w, DType.F32, 1);
      Parameters g = x.like(w);
      fill(g, 2);
      Optimizer optimizer = transform.prepare(x, w);
      optimizer.step(g);
      long held = w.bytes();
      long least =
          Steady.least(
              0,
              () -> {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int t = 0; t < 60; t++) {
                  optimizer.step(g);
                }
                return threads.getCurrentThreadAllocatedBytes() - before;
              });
      assertEquals(held, w.bytes());
      assertTrue(least == 0, transform.name() + ": 60 steps allocated " + least + " bytes");
    }
  }
}
