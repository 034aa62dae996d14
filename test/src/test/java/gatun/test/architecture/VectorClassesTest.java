package gatun.test.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What decision 0004, rules 1 and 9, asks of compiled kernels, so that no vector is boxed. */
final class VectorClassesTest {
  private static final Path CLASSES =
      Path.of("..", "simd", "target", "classes", "gatun", "simd").toAbsolutePath().normalize();

  /** The build has put its casts into all classes with vector operations but those exempted. */
  @Test
  void theBuildHasCastTheVectors() throws IOException {
    List<String> without = new ArrayList<>();
    int kernels = 0;
    for (ClassModel model : classes()) {
      boolean adds = calls(model, i -> i.name().equalsString("fma") && vector(i));
      boolean casts = calls(model, i -> i.name().equalsString("cast") && of("java/lang/Class", i));
      kernels += adds ? 1 : 0;
      if (adds && !(casts && swaps(model))) {
        without.add(model.thisClass().asInternalName());
      }
    }
    assertTrue(kernels > 20, "only " + kernels + " kernels found in " + CLASSES);
    assertEquals(List.of(), without);
  }

  /** A method that returns a vector boxes it where it is not inlined; initialisers run once. */
  @Test
  void noKernelCallsAMethodThatReturnsAVector() throws IOException {
    List<String> found = new ArrayList<>();
    for (ClassModel model : classes()) {
      for (MethodModel method : model.methods()) {
        if (!method.methodName().equalsString("<clinit>")
            && calls(method, i -> vector(i) && i.owner().asInternalName().startsWith("gatun/"))) {
          found.add(model.thisClass().asInternalName() + "." + method.methodName());
        }
      }
    }
    assertEquals(List.of(), found);
  }

  private static List<ClassModel> classes() throws IOException {
    List<ClassModel> models = new ArrayList<>();
    try (Stream<Path> files = Files.list(CLASSES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        models.add(ClassFile.of().parse(file));
      }
    }
    return models;
  }

  private static boolean calls(ClassModel model, Predicate<InvokeInstruction> which) {
    return model.methods().stream().anyMatch(m -> calls(m, which));
  }

  private static boolean calls(MethodModel method, Predicate<InvokeInstruction> which) {
    return method.code().stream()
        .flatMap(c -> c.elementStream())
        .anyMatch(e -> e instanceof InvokeInstruction i && which.test(i));
  }

  private static boolean swaps(ClassModel model) {
    return model.methods().stream()
        .flatMap(m -> m.code().stream())
        .flatMap(c -> c.elementStream())
        .anyMatch(e -> e instanceof StackInstruction s && s.opcode() == Opcode.SWAP);
  }

  private static boolean of(String owner, InvokeInstruction call) {
    return call.owner().asInternalName().equals(owner);
  }

  private static boolean vector(InvokeInstruction call) {
    String type = call.typeSymbol().returnType().descriptorString();
    return type.startsWith("Ljdk/incubator/vector/") && type.endsWith("Vector;");
  }
}
