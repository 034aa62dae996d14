package gatun.test.docs;

import gatun.engine.Backend;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MemoryLimitException;
import gatun.engine.Scratch;
import gatun.engine.Workspace;
import gatun.engine.WorkspaceSettings;
import gatun.engine.io.Npy;
import java.io.IOException;
import java.nio.file.Path;

/** The examples of docs/memory.md, between the marks. */
final class MemoryExamples {
  private MemoryExamples() {}

  static double owner() {
    double sum;
    // begin
    try (Backend backend = Backends.auto();
        Workspace w = Workspace.on(backend)) {
      HostTensor x = w.zeros(DType.F64, 1000); // all zero, aligned to 64 bytes
      HostTensor y = w.vector(1, 2, 3);
      x.set(0.5, 999);
      sum = x.at(999) + y.at(2);
    } // here all tensors of w end, at once
    // end
    return sum;
  }

  static double scratch(Workspace w, int n) {
    Blas blas = Blas.of(w.backend(), DType.F64);
    HostTensor x = w.zeros(DType.F64, n);
    blas.fill(1, x);
    double total = 0;
    // begin
    for (int round = 0; round < 100; round++) {
      try (Scratch scratch = w.scratch()) {
        HostTensor t = scratch.zeros(DType.F64, n);
        blas.copy(x, t);
        blas.scal(2, t);
        total += blas.dot(t, x);
      } // t ends; its memory serves the next round
    }
    // end
    return total;
  }

  static String limit(Backend backend) {
    String message = "";
    // begin
    var settings = WorkspaceSettings.defaults().named("model").limitedTo(1 << 20);
    try (Workspace w = Workspace.on(backend, settings)) {
      w.zeros(DType.F64, 100_000);
      w.zeros(DType.F64, 100_000); // throws MemoryLimitException
    } catch (MemoryLimitException e) {
      message = e.getMessage();
    }
    // end
    return message;
  }

  static double files(HostTensor x, Path file, Workspace w) throws IOException {
    // begin
    Npy.write(x, file);
    HostTensor copy = Npy.read(file, w); // one copy, any byte order, column-major too
    HostTensor mapped = Npy.map(file, w); // no copy: pages are read as they are touched
    mapped.set(-1, 0); // stays in this process, never reaches the file
    // end
    return copy.at(0) + mapped.at(0) + Npy.read(file, w).at(0);
  }
}
