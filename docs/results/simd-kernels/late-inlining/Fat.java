package gatun.simd;
import java.lang.foreign.*;
public final class Fat { public static boolean on = true; public static long sink; public static final long AT = Arena.global().allocate(64, 64).address(); public static final ValueLayout.OfLong E = ValueLayout.JAVA_LONG_UNALIGNED; }
