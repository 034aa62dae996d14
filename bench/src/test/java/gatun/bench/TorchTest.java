package gatun.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatun.bench.peer.Torch;
import gatun.bench.peer.TorchCall;
import gatun.bench.peer.TorchTensor;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of PyTorch by name; skipped where the profile {@code torch} has not fetched it. */
final class TorchTest {
  @BeforeEach
  void torchIsHere() {
    assumeTrue(Torch.load().present(), Torch.load().note());
  }

  private static HostTensor ramp(Workspace w, long rows, long columns) {
    HostTensor x = w.zeros(DType.F32, rows, columns);
    for (long i = 0; i < rows; i++) {
      for (long j = 0; j < columns; j++) {
        x.set(0.25 * i - 0.5 * j, i, j);
      }
    }
    return x;
  }

  @Test
  void writesIntoTheMemoryOfGatun() {
    try (Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)))) {
      HostTensor x = ramp(w, 3, 5);
      HostTensor y = w.zeros(DType.F32, 5, 3);
      try (TorchTensor from = TorchTensor.of(x);
          TorchTensor to = TorchTensor.of(y, 1, 0);
          TorchCall exp = TorchCall.of("aten::exp", "out", 1, from, to)) {
        exp.run();
        exp.run();
      }
      assertEquals(Math.exp(x.at(2, 4)), y.at(4, 2), 1e-6);
    }
  }

  @Test
  @SuppressWarnings("restricted")
  void passesOptionalListsAndReturnsTensors() {
    try (Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)));
        TorchTensor x = TorchTensor.of(ramp(w, 3, 5));
        TorchCall sum =
            TorchCall.of(
                "aten::sum",
                "dim_IntList",
                1,
                x,
                Optional.of(new long[] {0, 1}),
                false,
                Optional.empty())) {
      try (TorchTensor result = sum.results().getFirst()) {
        var memory = MemorySegment.ofAddress(result.address()).reinterpret(4);
        assertEquals(-11.25, memory.get(ValueLayout.JAVA_FLOAT, 0));
      }
    }
  }

  @Test
  void aRefusalIsAnException() {
    try (Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)));
        TorchTensor x = TorchTensor.of(ramp(w, 2, 2));
        TorchCall unknown = TorchCall.of("aten::no_such_operator", "", 1, x)) {
      assertThrows(IllegalStateException.class, unknown::run);
    }
  }
}
