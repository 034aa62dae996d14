package gatun.bench.peer;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Steps of PyTorch's optimizers on one tensor, by the operators that {@code torch.optim} calls for
 * each parameter on the CPU ({@code foreach} and {@code fused} are off there by default). Bias
 * corrections are those of a late step: 1. The tensors share Gatun's memory.
 */
public final class TorchOptimizers implements AutoCloseable {
  private static final double RATE = 1e-4;
  private static final double FIRST = 0.9;
  private static final double SECOND = 0.999;
  private static final double EPSILON = 1e-8;

  private final Arena arena = Arena.ofShared();
  private final TorchTensor x;
  private final TorchTensor g;
  private final TorchTensor[] kept;

  /**
   * Prepares steps.
   *
   * @param kept what the optimizer keeps: moments, then the previous gradient
   */
  public TorchOptimizers(HostTensor x, HostTensor g, HostTensor... kept) {
    this.x = TorchTensor.of(x);
    this.g = TorchTensor.of(g);
    this.kept = new TorchTensor[kept.length];
    for (int i = 0; i < kept.length; i++) {
      this.kept[i] = TorchTensor.of(kept[i]);
    }
  }

  private MemorySegment scalar(double value) {
    return TorchOperators.scalar(arena, value);
  }

  private static TorchTensor result(TorchCall call) {
    return call.results().getFirst();
  }

  /** SGD with momentum: {@code buf.mul_(μ).add_(grad); param.add_(buf, alpha=-lr)}. */
  public Runnable momentum() {
    MemorySegment mu = scalar(FIRST);
    MemorySegment one = scalar(1);
    MemorySegment rate = scalar(-RATE);
    return () -> {
      TorchOperators.multiply(kept[0], mu);
      TorchOperators.add(kept[0], g, one);
      TorchOperators.add(x, kept[0], rate);
    };
  }

  /**
   * Adam: {@code m.lerp_(grad, 1-β1); v.mul_(β2).addcmul_(grad, grad, 1-β2); denom = (v.sqrt() /
   * c).add_(ε); param.addcdiv_(m, denom, -lr)}.
   */
  public Runnable adam(Workspace w) {
    MemorySegment beta2 = scalar(SECOND);
    MemorySegment fresh = scalar(1 - FIRST);
    MemorySegment squared = scalar(1 - SECOND);
    MemorySegment epsilon = scalar(EPSILON);
    MemorySegment one = scalar(1);
    MemorySegment rate = scalar(-RATE);
    HostTensor correction = w.zeros(DType.F32);
    correction.set(1);
    TorchTensor c = TorchTensor.of(correction);
    TorchCall root = TorchCall.of("aten::sqrt", "", 1, kept[1]);
    return () -> {
      TorchOperators.lerp(kept[0], g, fresh);
      TorchOperators.multiply(kept[1], beta2);
      TorchOperators.addProduct(kept[1], g, g, squared);
      try (TorchTensor v = result(root);
          TorchCall divide = TorchCall.of("aten::div", "Tensor", 1, v, c);
          TorchTensor below = result(divide)) {
        TorchOperators.add(below, epsilon, one);
        TorchOperators.addQuotient(x, kept[0], below, rate);
      }
    };
  }

  /** Adam by the operator of one pass that {@code fused=True} asks for. */
  public Runnable fusedAdam(Workspace w) {
    HostTensor late = w.zeros(DType.F32, 1).reshape();
    late.set(1e6);
    TorchTensor[] step = {TorchTensor.of(late)};
    TorchCall call =
        TorchCall.of(
            "aten::_fused_adam_",
            "",
            0,
            new TorchTensor[] {x},
            new TorchTensor[] {g},
            new TorchTensor[] {kept[0]},
            new TorchTensor[] {kept[1]},
            new TorchTensor[0],
            step,
            RATE,
            FIRST,
            SECOND,
            0.0,
            EPSILON,
            false,
            false,
            Optional.empty(),
            Optional.empty());
    return call::run;
  }

  /**
   * diffGrad as its authors' class: moments by {@code mul_, add_, addcmul_}, {@code diff =
   * abs(previous - grad); dfc = 1/(1 + exp(-diff)); previous = grad.clone(); param.addcdiv_(m·dfc,
   * v.sqrt().add_(ε), -step)}; 1/(1 + exp(-diff)) by one call of sigmoid, clone by a copy.
   */
  public Runnable diffGrad() {
    MemorySegment beta1 = scalar(FIRST);
    MemorySegment beta2 = scalar(SECOND);
    MemorySegment fresh = scalar(1 - FIRST);
    MemorySegment squared = scalar(1 - SECOND);
    MemorySegment epsilon = scalar(EPSILON);
    MemorySegment one = scalar(1);
    MemorySegment minus = scalar(-1);
    MemorySegment rate = scalar(-RATE);
    TorchCall root = TorchCall.of("aten::sqrt", "", 1, kept[1]);
    TorchCall copy = TorchCall.of("aten::abs", "", 1, kept[2]);
    TorchCall keep = TorchCall.of("aten::copy_", "", 1, kept[2], g, false);
    return () -> {
      TorchOperators.multiply(kept[0], beta1);
      TorchOperators.add(kept[0], g, fresh);
      TorchOperators.multiply(kept[1], beta2);
      TorchOperators.addProduct(kept[1], g, g, squared);
      TorchOperators.add(kept[2], g, minus);
      try (TorchTensor below = result(root);
          TorchTensor change = result(copy);
          TorchCall sigmoid = TorchCall.of("aten::sigmoid", "", 1, change);
          TorchTensor friction = result(sigmoid);
          TorchCall product = TorchCall.of("aten::mul", "Tensor", 1, kept[0], friction);
          TorchTensor moment = result(product)) {
        TorchOperators.add(below, epsilon, one);
        keep.run();
        TorchOperators.addQuotient(x, moment, below, rate);
      }
    };
  }

  /** Frees the handles; memory of Gatun stays. */
  @Override
  public void close() {
    x.close();
    g.close();
    for (TorchTensor tensor : kept) {
      tensor.close();
    }
    arena.close();
  }
}
