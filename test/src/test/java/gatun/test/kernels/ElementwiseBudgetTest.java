package gatun.test.kernels;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Binary;
import gatun.engine.DType;
import gatun.engine.Expression;
import gatun.engine.HostTensor;
import gatun.engine.Maps;
import gatun.engine.Unary;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Elementwise functions keep their speed after all of them have run, and allocate nothing. */
final class ElementwiseBudgetTest {
  private static final int N = 16_384;

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void functionsKeepTheirBudget(DType dtype) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      List<Budget> list = kernels(backend, dtype, w, N);
      list.forEach(b -> b.repeat(300));
      for (Budget budget : list) {
        budget.repeat(500);
        budget.assertFast();
        budget.assertAllocatesNothing();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void conversionsKeepTheirBudget(DType half) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      HostTensor x = w.zeros(half, N);
      HostTensor y = w.zeros(DType.F32, N);
      HostTensor first = y.reshape(4, 64, 64); // channels first
      HostTensor last = w.zeros(DType.F32, 4, 64, 64);
      Maps maps = Maps.of(backend, DType.F32);
      double bytes = 6.0 * N;
      List<Budget> list =
          List.of(
              new Budget(half + " read", bytes, 0.3, () -> maps.copy(x, y)),
              new Budget(half + " written", bytes, 0.3, () -> maps.copy(y, x)),
              new Budget(
                  "transposed", 8.0 * N, 0.1, () -> maps.copy(first.permute(0, 2, 1), last)));
      list.forEach(b -> b.repeat(300));
      for (Budget budget : list) {
        budget.repeat(500);
        budget.assertFast();
      }
      list.get(0).assertAllocatesNothing();
      list.get(1).assertAllocatesNothing();
    }
  }

  static List<Budget> kernels(Backend backend, DType dtype, Workspace w, int n) {
    HostTensor x = w.zeros(dtype, n);
    HostTensor y = w.zeros(dtype, n);
    HostTensor z = w.zeros(dtype, n);
    for (int i = 0; i < n; i++) {
      x.set(i * 1e-4, i);
    }
    Maps maps = Maps.of(backend, dtype);
    List<Budget> list = new ArrayList<>();
    double bytes = 2.0 * n * dtype.bytes();
    for (Unary f : Unary.values()) {
      list.add(new Budget(f.name(), bytes, share(f), () -> maps.apply(f, x, y)));
    }
    for (Binary f : Binary.values()) {
      if (f != Binary.POWER && f != Binary.ATAN2) {
        list.add(new Budget(f.name(), 1.5 * bytes, 0.3, () -> maps.apply(f, x, x, z)));
      }
    }
    Maps.Fused fused = maps.prepare(Expression.of(x).multiply(2).add(y).apply(Unary.TANH), z);
    list.add(new Budget("fused", 1.5 * bytes, 0.06, fused::run));
    return list;
  }

  /** The share of a copy: 0.2 to 0.8 ns (F32) an element for the transcendental functions. */
  private static double share(Unary f) {
    return switch (f) {
      case ERF, GELU, SOFTPLUS -> 0.03;
      case EXP, EXPM1, LOG, LOG1P, TANH, SIGMOID, GELU_TANH, SILU, SIN, COS -> 0.06;
      case SQRT, RSQRT, RECIPROCAL -> 0.1;
      default -> 0.3;
    };
  }
}
