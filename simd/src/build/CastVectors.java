import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Tells the compiler the classes of vectors (decision 0004, rule 9). In compiled kernels it puts a
 * cast to the class of the vectors of this process, {@code Lanes.CLASS_F64} and its like, behind
 * each call of the Vector API that returns a vector, unless the next call takes it as its argument,
 * and before each jump back to the head of a loop for each vector that the loop carries. A cast
 * that the compiler can prove costs nothing.
 *
 * <p>Usage: {@code java CastVectors.java CLASSES}. Classes done before, and those annotated with
 * {@code @OtherShapes}, are left alone.
 */
public final class CastVectors {
  private static final String API = "jdk/incubator/vector/";
  private static final ClassDesc LANES = ClassDesc.of("gatun.simd.Lanes");
  private static final MethodTypeDesc GET_CLASS = MethodTypeDesc.of(ConstantDescs.CD_Class);
  private static final MethodTypeDesc CAST =
      MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object);
  private static final Map<ClassDesc, String> CLASSES =
      Map.of(
          vector("DoubleVector"), "CLASS_F64",
          vector("FloatVector"), "CLASS_F32",
          vector("LongVector"), "CLASS_I64",
          vector("IntVector"), "CLASS_I32");

  private CastVectors() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    ClassFile api = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy(root)));
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files = all.filter(CastVectors::kernels).toList();
    }
    for (Path file : files) {
      ClassModel model = api.parse(file);
      if (!done(model) && !otherShapes(model)) {
        Files.write(file, api.transformClass(model, methods()));
      }
    }
  }

  private static ClassDesc vector(String name) {
    return ClassDesc.of(API.replace('/', '.') + name);
  }

  /** Lanes itself finds out what the classes are. */
  private static boolean kernels(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".class") && !name.equals("Lanes.class");
  }

  private static ClassHierarchyResolver hierarchy(Path root) {
    return ClassHierarchyResolver.ofResourceParsing(
            c -> {
              Path file = root.resolve(name(c) + ".class");
              try {
                return Files.exists(file) ? Files.newInputStream(file) : null;
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            })
        .orElse(ClassHierarchyResolver.defaultResolver());
  }

  private static String name(ClassDesc c) {
    String descriptor = c.descriptorString();
    return descriptor.substring(1, descriptor.length() - 1);
  }

  /** The Java compiler never swaps, so a class that does has been here. */
  private static boolean done(ClassModel model) {
    return model.methods().stream()
        .flatMap(m -> m.code().stream())
        .flatMap(CodeModel::elementStream)
        .anyMatch(e -> e instanceof StackInstruction s && s.opcode() == Opcode.SWAP);
  }

  private static boolean otherShapes(ClassModel model) {
    return model.findAttribute(Attributes.runtimeInvisibleAnnotations()).stream()
        .flatMap(a -> a.annotations().stream())
        .map(Annotation::className)
        .anyMatch(n -> n.stringValue().endsWith("/OtherShapes;"));
  }

  /** Static initialisers find out classes, too, and run once. */
  private static ClassTransform methods() {
    return (builder, element) -> {
      if (element instanceof MethodModel m && !m.methodName().equalsString("<clinit>")) {
        builder.transformMethod(
            m,
            (b, e) -> {
              if (e instanceof CodeModel code) {
                b.transformCode(code, casts(code));
              } else {
                b.with(e);
              }
            });
      } else {
        builder.with(element);
      }
    };
  }

  private static CodeTransform casts(CodeModel code) {
    Map<Label, Map<Integer, ClassDesc>> carried = carried(code);
    Set<Label> passed = new HashSet<>();
    List<CodeElement> elements = code.elementList();
    int[] next = new int[1];
    return (builder, element) -> {
      next[0]++;
      if (element instanceof LabelTarget t) {
        passed.add(t.label());
      }
      if (element instanceof BranchInstruction b && passed.contains(b.target())) {
        carried
            .getOrDefault(b.target(), Map.of())
            .forEach((slot, type) -> local(builder, slot, type));
      }
      builder.with(element);
      if (returnsVector(element) && !isArgument(elements, next[0])) {
        cast(builder, ((InvokeInstruction) element).typeSymbol().returnType());
      }
    };
  }

  /** Whether the next call takes what is on the stack as its last argument, not as its receiver. */
  private static boolean isArgument(List<CodeElement> elements, int next) {
    int at = next;
    while (elements.get(at) instanceof LineNumber) {
      at++;
    }
    return elements.get(at) instanceof InvokeInstruction i
        && i.owner().asInternalName().startsWith(API)
        && i.typeSymbol().parameterCount() > 0;
  }

  private static boolean returnsVector(CodeElement element) {
    return element instanceof InvokeInstruction i
        && i.owner().asInternalName().startsWith(API)
        && CLASSES.containsKey(i.typeSymbol().returnType());
  }

  /** The vectors among the locals at each place that is jumped to, by slot. */
  private static Map<Label, Map<Integer, ClassDesc>> carried(CodeModel code) {
    Map<Label, Map<Integer, ClassDesc>> vectors = new HashMap<>();
    code.findAttribute(Attributes.stackMapTable())
        .ifPresent(table -> table.entries().forEach(f -> vectors.put(f.target(), vectors(f))));
    return vectors;
  }

  private static Map<Integer, ClassDesc> vectors(StackMapFrameInfo frame) {
    Map<Integer, ClassDesc> vectors = new TreeMap<>();
    int slot = 0;
    for (StackMapFrameInfo.VerificationTypeInfo local : frame.locals()) {
      if (local instanceof ObjectVerificationTypeInfo o && CLASSES.containsKey(o.classSymbol())) {
        vectors.put(slot, o.classSymbol());
      }
      boolean two =
          local == SimpleVerificationTypeInfo.LONG || local == SimpleVerificationTypeInfo.DOUBLE;
      slot += two ? 2 : 1;
    }
    return vectors;
  }

  private static void local(CodeBuilder builder, int slot, ClassDesc type) {
    builder.aload(slot);
    cast(builder, type);
    builder.astore(slot);
  }

  /** {@code getClass} fails on null: a value that may be null stays boxed. */
  private static void cast(CodeBuilder builder, ClassDesc type) {
    builder
        .dup()
        .invokevirtual(ConstantDescs.CD_Object, "getClass", GET_CLASS)
        .pop()
        .getstatic(LANES, CLASSES.get(type), ConstantDescs.CD_Class)
        .swap()
        .invokevirtual(ConstantDescs.CD_Class, "cast", CAST)
        .checkcast(type);
  }
}
