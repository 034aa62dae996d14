package gatun.test.kernels;
import java.lang.foreign.*; import java.nio.ByteOrder; import jdk.incubator.vector.*;
/** Uses the Vector API in other shapes, and segments of other kinds, as another library of the process might. */
final class Pollute {
  static double sink;
  static void all(int times) {
    VectorSpecies<?>[] shapes = {FloatVector.SPECIES_128, FloatVector.SPECIES_256, FloatVector.SPECIES_64, DoubleVector.SPECIES_128, DoubleVector.SPECIES_256, DoubleVector.SPECIES_64,
      IntVector.SPECIES_128, IntVector.SPECIES_256, LongVector.SPECIES_128, LongVector.SPECIES_256, ShortVector.SPECIES_128, ByteVector.SPECIES_128};
    MemorySegment[] segments = {MemorySegment.ofArray(new byte[4096]), MemorySegment.ofArray(new double[512]), MemorySegment.ofArray(new float[1024]), Arena.ofAuto().allocate(4096, 64), Arena.ofShared().allocate(4096, 64), MemorySegment.ofArray(new long[512]), MemorySegment.ofArray(new int[1024]), MemorySegment.ofArray(new short[2048])};
    for (int t = 0; t < times; t++) for (MemorySegment s : segments) {
      for (int i = 0; i < 64; i++) { s.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, i * 8, 1.5); sink += s.get(ValueLayout.JAVA_FLOAT_UNALIGNED, i * 4) + s.get(ValueLayout.JAVA_INT_UNALIGNED, i * 4) + s.get(ValueLayout.JAVA_LONG_UNALIGNED, i * 8); }
      for (VectorSpecies<?> p : shapes) {
        Vector<?> v = p.fromMemorySegment(s, 0, ByteOrder.nativeOrder());
        Vector<?> w = p.broadcast(2);
        if (v instanceof FloatVector a && w instanceof FloatVector b) { v = use(a, b); }
        if (v instanceof DoubleVector a && w instanceof DoubleVector b) { v = use(a, b); }
        if (v instanceof IntVector a && w instanceof IntVector b) { v = a.add(b).mul(b).lanewise(VectorOperators.ASHR, 2).and(7).blend(b, a.compare(VectorOperators.LT, b)); }
        if (v instanceof LongVector a && w instanceof LongVector b) { v = a.add(b).sub(b).lanewise(VectorOperators.ASHR, 2).and(7).blend(b, a.compare(VectorOperators.LT, b)); }
        v.intoMemorySegment(s, 64, ByteOrder.nativeOrder());
        VectorMask<?> m = p.maskAll(true); sink += m.trueCount() + p.indexInRange(0, 3).trueCount();
      }
    }
  }
  static FloatVector use(FloatVector a, FloatVector b) { return a.add(b).mul(b).fma(b, a).sub(a).div(b).neg().abs().max(b).min(a).lanewise(VectorOperators.SQRT).blend(b, a.compare(VectorOperators.LT, b)).blend(1f, a.lt(b)).reinterpretAsInts().reinterpretAsFloats(); }
  static DoubleVector use(DoubleVector a, DoubleVector b) { return a.add(b).mul(b).fma(b, a).sub(a).div(b).neg().abs().max(b).min(a).lanewise(VectorOperators.SQRT).blend(b, a.compare(VectorOperators.LT, b)).blend(1.0, a.lt(b)).reinterpretAsLongs().reinterpretAsDoubles(); }
}
