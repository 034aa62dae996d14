import java.lang.classfile.*; import java.lang.classfile.instruction.*; import java.lang.constant.*; import java.nio.file.*; import java.util.*;
public final class Fatten {
  public static void main(String[] a) throws Exception {
    Path root = Path.of(a[0]); int k = Integer.parseInt(a[1]); int[] n = new int[1];
    ClassDesc fat = ClassDesc.of("gatun.simd.Fat"), lanes = ClassDesc.of("gatun.simd.Lanes"), seg = ClassDesc.of("java.lang.foreign.MemorySegment"), lay = ClassDesc.of("java.lang.foreign.ValueLayout$OfLong");
    try (var files = Files.walk(root)) { for (Path f : files.filter(x -> x.toString().endsWith(".class") && !x.endsWith("Lanes.class") && !x.endsWith("Fat.class")).toList()) {
      var cf = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofClassLoading(new java.net.URLClassLoader(new java.net.URL[]{root.toUri().toURL()}, ClassLoader.getSystemClassLoader())).orElse(ClassHierarchyResolver.defaultResolver())));
      var m = cf.parse(f); int before = n[0];
      byte[] out = cf.transformClass(m, (cb, ce) -> {
        if (ce instanceof MethodModel mm && mm.code().isPresent() && !mm.methodName().equalsString("<clinit>") && !mm.methodName().equalsString("<init>")) {
          int v = 0; for (var e : mm.code().get()) if (e instanceof InvokeInstruction i && i.owner().asInternalName().endsWith("Vector")) v++;
          if (v >= 2) { n[0]++;
            cb.transformMethod(mm, (mb, me) -> { if (me instanceof CodeModel code) mb.withCode(b -> {
              Label skip = b.newLabel(); b.getstatic(fat, "on", ConstantDescs.CD_boolean).ifeq(skip).lconst_0();
              for (int i = 0; i < k; i++) b.getstatic(lanes, "ALL", seg).getstatic(fat, "E", lay).getstatic(fat, "AT", ConstantDescs.CD_long).invokeinterface(seg, "get", MethodTypeDesc.of(ConstantDescs.CD_long, lay, ConstantDescs.CD_long)).ladd();
              b.putstatic(fat, "sink", ConstantDescs.CD_long).labelBinding(skip);
              for (var e : code) b.with(e); }); else mb.with(me); });
            return; } }
        cb.with(ce); });
      if (n[0] > before) Files.write(f, out);
    } }
    System.out.println("fattened " + n[0]);
  }
}
