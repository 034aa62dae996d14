import gatun.engine.*; import gatun.engine.spi.*; import java.util.*;
public class Lines { public static void main(String[] a) {
  try (Backend backend = Backends.named("simd", new BackendOptions(1)); Workspace w = Workspace.on(backend)) {
    StringBuilder s = new StringBuilder();
    for (DType d : new DType[]{DType.F64, DType.F32}) for (int n : new int[]{20, 32, 33, 64, 100, 192}) {
      Grid g = Grid.cube(n); HostTensor x = w.zeros(d, g.cells()), y = w.zeros(d, g.cells());
      GridStencil k = backend.require(KernelKey.of(GridStencil.class, d)); Stencil st = Stencil.laplacian3d();
      long best = Long.MAX_VALUE; long end = System.nanoTime() + 700_000_000L;
      while (System.nanoTime() < end) { long t = System.nanoTime(); k.constant(g, st, x, y); best = Math.min(best, System.nanoTime() - t); }
      s.append(String.format("%s n=%d %.4f ns/cell; ", d, n, best / (double) g.cells()));
    }
    System.out.println(s); } } }
