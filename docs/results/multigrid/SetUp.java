import gatun.engine.*;
import gatun.linear.*;
/** Seconds of the set-up on mac:64, 128, 256. Usage: as Solves.java, without arguments. */
public class SetUp { public static void main(String[] a) { try (Backend be = Backends.named("simd", new BackendOptions(1))) {
 for (int n : new int[]{64,128,128,128,128,256,256}) { try (Workspace w0 = Workspace.on(be)) { Poisson p=Poisson.mac(n,w0); var op=p.operator(DType.F64,be);
  for (int r=0;r<(n==256?1:3);r++) try (Workspace w = Workspace.on(be)) { long c=java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(); long t=System.nanoTime(); new Multigrid().prepare(op,w); System.out.printf("%d set-up wall %.3f cpu %.3f, %d MiB%n",n,(System.nanoTime()-t)*1e-9,(java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()-c)*1e-9, w.bytes()>>20); } } } } } }
