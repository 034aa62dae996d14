package gatun.test.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Design rule 1, counted in the source: short files, short methods, nothing left unfinished; and
 * what only the source shows of kernels.
 */
class SourceRulesTest {
  private static final int FILE_LINES = 300;
  private static final int METHOD_LINES = 40;
  private static final int KERNEL_LINES = 60;
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void filesAreShort() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources()) {
      long lines = Files.readAllLines(file).size();
      if (lines > FILE_LINES) {
        tooLong.add(ROOT.relativize(file) + ": " + lines + " lines, at most " + FILE_LINES);
      }
    }
    assertEquals(List.of(), tooLong);
  }

  @Test
  void methodsAreShort() throws IOException {
    List<String> tooLong = new ArrayList<>();
    scan((unit, positions) -> new MethodCounter(unit, positions, tooLong));
    assertEquals(List.of(), tooLong);
  }

  /** Else the class of the vector may not be known where it is stored (decision 0004, rule 7). */
  @Test
  void vectorsAreCastBeforeTheyAreStored() throws IOException {
    List<String> bare = new ArrayList<>();
    scan((unit, positions) -> new Stores(unit, positions, bare));
    assertEquals(List.of(), bare);
  }

  private static void scan(
      BiFunction<CompilationUnitTree, SourcePositions, TreeScanner<Void, Void>> rule)
      throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var files = manager.getJavaFileObjectsFromPaths(sources());
      var task = (JavacTask) compiler.getTask(null, manager, d -> {}, null, null, files);
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        rule.apply(unit, positions).scan(unit, null);
      }
    }
  }

  @Test
  void nothingIsLeftUnfinished() throws IOException {
    List<String> found = new ArrayList<>();
    String[] marks = {"TO" + "DO", "FIX" + "ME", "@Dis" + "abled", "XX" + "X:"};
    for (Path file : sources()) {
      String text = Files.readString(file);
      for (String mark : marks) {
        if (text.contains(mark)) {
          found.add(ROOT.relativize(file) + ": " + mark);
        }
      }
    }
    assertEquals(List.of(), found);
  }

  @Test
  void theRulesSeeTheSources() throws IOException {
    List<Path> files = sources();
    assertTrue(files.size() > 50, () -> "only " + files.size() + " sources found under " + ROOT);
  }

  private static List<Path> sources() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module :
        List.of("engine", "simd", "gpu-bindings", "algorithms", "cli", "test", "bench")) {
      Path source = ROOT.resolve(module).resolve("src");
      if (Files.isDirectory(source)) {
        try (Stream<Path> all = Files.walk(source)) {
          all.filter(f -> f.toString().endsWith(".java"))
              .filter(f -> !f.toString().contains("/src/generated/"))
              .forEach(files::add);
        }
      }
    }
    return files;
  }

  /** Collects the methods with too many lines of one file. */
  private static final class MethodCounter extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> tooLong;
    private final int limit;

    MethodCounter(CompilationUnitTree unit, SourcePositions positions, List<String> tooLong) {
      this.unit = unit;
      this.positions = positions;
      this.tooLong = tooLong;
      boolean kernels = unit.getSourceFile().getName().contains("simd/src/");
      this.limit = kernels ? KERNEL_LINES : METHOD_LINES;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      LineMap lines = unit.getLineMap();
      var body = method.getBody();
      if (body != null) {
        long first = lines.getLineNumber(positions.getStartPosition(unit, body));
        long last = lines.getLineNumber(positions.getEndPosition(unit, body));
        long count = last - first + 1;
        if (count > limit) {
          Path file = Path.of(unit.getSourceFile().toUri());
          tooLong.add(
              ROOT.relativize(file)
                  + ": "
                  + method.getName()
                  + " has "
                  + count
                  + " lines, at most "
                  + limit);
        }
      }
      return super.visitMethod(method, nothing);
    }
  }

  /** Collects the stores of vectors that are not cast to their class. */
  private static final class Stores extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> bare;

    Stores(CompilationUnitTree unit, SourcePositions positions, List<String> bare) {
      this.unit = unit;
      this.positions = positions;
      this.bare = bare;
    }

    private static boolean calls(Tree tree, String method) {
      return tree instanceof MethodInvocationTree call
          && call.getMethodSelect() instanceof MemberSelectTree select
          && select.getIdentifier().contentEquals(method);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
      if (calls(call, "intoMemorySegment")
          && call.getMethodSelect() instanceof MemberSelectTree select
          && !calls(select.getExpression(), "cast")) {
        Path file = Path.of(unit.getSourceFile().toUri());
        long line = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, select));
        bare.add(ROOT.relativize(file) + ":" + line);
      }
      return super.visitMethodInvocation(call, nothing);
    }
  }
}
