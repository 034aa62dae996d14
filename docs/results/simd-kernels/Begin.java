import gatun.simd.Dispatch;
import java.util.Arrays;

/**
 * The time from the call of a region until its second thread has begun, seen by the caller, as a distribution: the average means little on a
 * machine that takes a processor away for milliseconds. java --add-modules jdk.incubator.vector -cp engine/target/classes:simd/target/classes:. Begin
 */
class Begin {
  public static void main(String[] args) {
    try (Dispatch dispatch = new Dispatch(2)) {
      for (int round = 0; round < 6; round++) {
        long[] nanos = new long[20_000];
        int n = 0;
        long end = System.nanoTime() + 4_000_000_000L;
        while (n < nanos.length && System.nanoTime() < end) {
          long begin = System.nanoTime();
          dispatch.run();
          nanos[n++] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos, 0, n);
        System.out.printf(
            "round %d: %d regions; ns at 1 %% %d, 10 %% %d, 25 %% %d, 50 %% %d, 75 %% %d, 90 %% %d%n",
            round, n, nanos[n / 100], nanos[n / 10], nanos[n / 4], nanos[n / 2], nanos[3 * n / 4], nanos[9 * n / 10]);
      }
    }
  }
}
