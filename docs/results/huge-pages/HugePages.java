// Asks whether transparent huge pages help on this machine (Linux): triad, random gather and a CSR
// product on memory mapped with
// and without MADV_HUGEPAGE, interleaved. Run: java --add-modules jdk.incubator.vector
// --enable-native-access=ALL-UNNAMED HugePages.java
import static java.lang.foreign.ValueLayout.*;

import java.lang.foreign.*;
import java.lang.invoke.*;
import java.util.*;
import jdk.incubator.vector.*;

public class HugePages {
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  static final OfDouble D = JAVA_DOUBLE_UNALIGNED;
  static final OfInt I = JAVA_INT_UNALIGNED;
  static final OfLong L = JAVA_LONG_UNALIGNED;
  static final VectorSpecies<Double> S = DoubleVector.SPECIES_512;
  static final MethodHandle MMAP, MADV;

  static {
    try {
      Linker l = Linker.nativeLinker();
      MMAP =
          l.downcallHandle(
              l.defaultLookup().find("mmap").get(),
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
      MADV =
          l.downcallHandle(
              l.defaultLookup().find("madvise").get(),
              FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    } catch (Throwable t) {
      throw new Error(t);
    }
  }

  static long alloc(long bytes, boolean thp) {
    try {
      long H = 2L << 20;
      long sz = (bytes + H - 1) / H * H + H;
      long a = (long) MMAP.invokeExact(0L, sz, 3, 0x22, -1, 0L);
      a = (a + H - 1) / H * H;
      int r = (int) MADV.invokeExact(a, sz - H, thp ? 14 : 15);
      if (r != 0) throw new Error("madvise " + r);
      ALL.asSlice(a, bytes).fill((byte) 0);
      return a;
    } catch (Throwable t) {
      throw new Error(t);
    }
  }

  static void triad(long a, long b, long c, long n) {
    DoubleVector s = DoubleVector.broadcast(S, 3.0);
    for (long i = 0; i < n * 8; i += 64) {
      DoubleVector.fromMemorySegment(S, ALL, b + i, java.nio.ByteOrder.nativeOrder())
          .fma(s, DoubleVector.fromMemorySegment(S, ALL, c + i, java.nio.ByteOrder.nativeOrder()))
          .intoMemorySegment(ALL, a + i, java.nio.ByteOrder.nativeOrder());
    }
  }

  static double gather(long x, long idx, int n) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (int i = 0; i < n; i += 4) {
      s0 += ALL.get(D, x + 8L * ALL.get(I, idx + 4L * i));
      s1 += ALL.get(D, x + 8L * ALL.get(I, idx + 4L * i + 4));
      s2 += ALL.get(D, x + 8L * ALL.get(I, idx + 4L * i + 8));
      s3 += ALL.get(D, x + 8L * ALL.get(I, idx + 4L * i + 12));
    }
    return s0 + s1 + s2 + s3;
  }

  static void csr(long rp, long ci, long va, long x, long y, int n) {
    long k = ALL.get(L, rp);
    for (int i = 0; i < n; i++) {
      long e = ALL.get(L, rp + 8L * i + 8);
      double s = 0;
      for (; k < e; k++)
        s = Math.fma(ALL.get(D, va + 8 * k), ALL.get(D, x + 8L * ALL.get(I, ci + 4 * k)), s);
      ALL.set(D, y + 8L * i, s);
    }
  }

  static double best(Runnable r, int reps) {
    double b = 1e9;
    for (int i = 0; i < reps; i++) {
      long t = System.nanoTime();
      r.run();
      b = Math.min(b, (System.nanoTime() - t) * 1e-9);
    }
    return b;
  }

  static double sink;

  public static void main(String[] a) {
    boolean[] modes = {false, true};
    long N = 16L << 20;
    int n = 128, n3 = n * n * n;
    long[][] buf = new long[2][];
    for (int m = 0; m < 2; m++) {
      boolean t = modes[m];
      long A = alloc(N * 8, t), B = alloc(N * 8, t), C = alloc(N * 8, t);
      long rp = alloc(8L * n3 + 8, t),
          ci = alloc(4L * 7 * n3, t),
          va = alloc(8L * 7 * n3, t),
          x = alloc(8L * n3, t),
          y = alloc(8L * n3, t),
          idx = alloc(4L * N, t),
          ip = alloc(4L * 7 * n3, t);
      long k = 0;
      for (int c = 0; c < n3; c++) {
        ALL.set(L, rp + 8L * c, k);
        int i = c % n, j = c / n % n, z = c / n / n;
        int[] nb = {
          z > 0 ? c - n * n : -1,
          j > 0 ? c - n : -1,
          i > 0 ? c - 1 : -1,
          c,
          i < n - 1 ? c + 1 : -1,
          j < n - 1 ? c + n : -1,
          z < n - 1 ? c + n * n : -1
        };
        for (int q : nb)
          if (q >= 0) {
            ALL.set(I, ci + 4 * k, q);
            ALL.set(D, va + 8 * k, q == c ? 6 : -1);
            k++;
          }
      }
      ALL.set(L, rp + 8L * n3, k);
      Random r = new Random(1);
      for (int i = 0; i < N; i++) ALL.set(I, idx + 4L * i, r.nextInt(n3));
      int[] perm = new int[n3];
      for (int i = 0; i < n3; i++) perm[i] = i;
      for (int i = n3 - 1; i > 0; i--) {
        int j = r.nextInt(i + 1);
        int q = perm[i];
        perm[i] = perm[j];
        perm[j] = q;
      }
      for (long q = 0; q < k; q++) ALL.set(I, ip + 4 * q, perm[ALL.get(I, ci + 4 * q)]);
      for (int i = 0; i < n3; i++) ALL.set(D, x + 8L * i, r.nextDouble());
      buf[m] = new long[] {A, B, C, rp, ci, va, x, y, idx, ip, k};
    }
    try {
      for (String s : java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/meminfo")))
        if (s.startsWith("AnonHuge")) System.out.println(s);
    } catch (Exception e) {
    }
    for (int round = 0; round < 4; round++)
      for (int m = 0; m < 2; m++) {
        long[] b = buf[m];
        long nnz = b[10];
        double t1 = best(() -> triad(b[0], b[1], b[2], N), 5);
        double tl = best(() -> triad(b[7], b[6], b[6], 1 << 15), 200); // 256KiB arrays
        double t2 = best(() -> sink += gather(b[6], b[8], (int) N), 3);
        double t2b = best(() -> sink += gather(b[0], b[8], (int) N), 3);
        double t3 = best(() -> csr(b[3], b[4], b[5], b[6], b[7], n3), 5);
        double t4 = best(() -> csr(b[3], b[9], b[5], b[6], b[7], n3), 2);
        System.out.printf(
            "%s triad %.1f GB/s  L2triad %.1f  gather16MB %.2f ns/el  csr128 %.2f ms (%.1f GB/s) "
                + " csr permuted columns %.2f ms%n",
            m == 1 ? "THP " : "4KiB",
            N * 24 / t1 / 1e9,
            (1 << 15) * 16 / tl / 1e9,
            t2 / N * 1e9,
            t3 * 1e3,
            (nnz * 12 + n3 * 24) / t3 / 1e9,
            t4 * 1e3);
      }
  }
}
