package gatun.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  private Backend backend;
  private Workspace workspace;

  @BeforeEach
  void open() {
    backend = Backends.named("reference", new BackendOptions(1));
    workspace = Workspace.on(backend);
  }

  @AfterEach
  void close() {
    workspace.close();
    backend.close();
  }

  private Parameters network(DType dtype) {
    Parameters.Builder builder = Parameters.builder(dtype);
    builder.under("fc1").add("weight", 5, 7).add("bias", 5);
    builder.under("fc2").add("weight", 3, 5).add("bias", 3);
    return builder.add("temperature").build(workspace);
  }

  private static String refusal(Executable action) {
    return assertThrows(IllegalArgumentException.class, action).getMessage();
  }

  private static void number(Parameters parameters) {
    double next = 1;
    for (Parameters.Parameter parameter : parameters) {
      HostTensor all = parameter.tensor().reshape(parameter.tensor().size());
      for (long i = 0; i < all.size(); i++) {
        all.set(next++, i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void tensorsAreAlignedViewsIntoOneVector(DType dtype) {
    Parameters p = network(dtype);
    assertEquals(
        List.of("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "temperature"), p.names());
    assertEquals(35 + 5 + 15 + 3 + 1, p.count());
    assertEquals(5, p.size());
    number(p);
    assertTrue(p.flat().contiguous());
    double sum = 0;
    for (long i = 0; i < p.flat().size(); i++) {
      sum += p.flat().at(i);
    }
    assertEquals(59 * 60 / 2, sum, "the padding is zero and nothing is held twice");
    for (Parameters.Parameter parameter : p) {
      assertEquals(0, parameter.tensor().address() % 64, parameter.name());
      assertTrue(parameter.tensor().contiguous());
      assertEquals(dtype, parameter.tensor().dtype());
    }
    assertEquals(36, p.parameter("fc1.bias").at(0));
    assertEquals(59, p.parameter("temperature").at());
  }

  @Test
  void aBranchSharesTheMemory() {
    Parameters p = network(DType.F64);
    Parameters branch = p.under("fc2");
    assertEquals(List.of("weight", "bias"), branch.names());
    branch.parameter("bias").set(4, 1);
    assertEquals(4, p.parameter("fc2.bias").at(1));
    assertEquals(18, branch.count());
    branch.flat().set(9, 0);
    assertEquals(9, p.parameter("fc2.weight").at(0, 0));
    String message = refusal(() -> p.under("fc3"));
    assertTrue(message.contains("'fc2.bias'"), message);
  }

  @Test
  void aBranchInPiecesIsRefused() {
    Parameters p =
        Parameters.builder(DType.F32).add("a.x", 2).add("b", 2).add("a.y", 2).build(workspace);
    assertTrue(refusal(() -> p.under("a")).contains("between"));
  }

  @Test
  void likeIsZeroAndOfTheSameLayout() {
    Parameters p = network(DType.F32);
    number(p);
    Parameters g = p.like(workspace, DType.F64);
    assertTrue(p.sameLayout(g));
    assertEquals(DType.F64, g.dtype());
    assertEquals(0, g.parameter("fc1.weight").at(1, 1));
    g.copyFrom(p);
    assertEquals(9, g.parameter("fc1.weight").at(1, 1));
    p.clear();
    assertEquals(0, p.parameter("fc1.weight").at(1, 1));
    p.copyFrom(g);
    assertEquals(9, p.parameter("fc1.weight").at(1, 1));
    p.copyFrom(p);
    assertEquals(59, p.parameter("temperature").at());
  }

  @Test
  void copiesByNameWhereTheOrderDiffers() {
    Parameters a = Parameters.builder(DType.F64).add("x", 2, 3).add("y", 40).build(workspace);
    Parameters b = Parameters.builder(DType.F64).add("y", 40).add("x", 2, 3).build(workspace);
    number(a);
    b.copyFrom(a);
    assertFalse(a.sameLayout(b));
    assertEquals(6, b.parameter("x").at(1, 2));
    assertEquals(46, b.parameter("y").at(39));
    assertTrue(refusal(() -> a.requireSameLayout("gradient", b)).contains("another order"));
    Parameters c = Parameters.builder(DType.F64).add("y", 40).add("x", 3, 2).build(workspace);
    assertEquals(
        "copyFrom: the trees differ: 'x' has shape [3, 2] here, [2, 3] there",
        refusal(() -> c.copyFrom(a)));
    Parameters d = Parameters.builder(DType.F64).add("y", 40).build(workspace);
    assertTrue(refusal(() -> a.copyFrom(d)).contains("'x' [2, 3] is missing there"));
    assertTrue(refusal(() -> d.copyFrom(a)).contains("'x' [2, 3] is missing here"));
  }

  @Test
  void rangesMergeNeighbours() {
    Parameters p = network(DType.F32);
    assertEquals(
        List.of(new Parameters.Range(0, 48), new Parameters.Range(64, 80)),
        p.ranges(name -> name.endsWith("weight")));
    assertEquals(List.of(new Parameters.Range(0, p.flat().size())), p.ranges(name -> true));
    assertEquals(List.of(), p.ranges(name -> false));
  }

  @Test
  void unknownNamesListNearOnes() {
    Parameters p = network(DType.F32);
    String message = refusal(() -> p.parameter("fc1.weigth"));
    assertTrue(message.contains("near it are 'fc1.weight', 'fc2.weight'"), message);
    Parameters none = Parameters.builder(DType.F32).build(workspace);
    assertEquals(0, none.count());
    assertTrue(refusal(() -> none.parameter("x")).contains("empty"));
  }

  @Test
  void namesAreUniqueAndFormATree() {
    Parameters.Builder builder = Parameters.builder(DType.F32).add("a.b", 3);
    assertTrue(refusal(() -> builder.under("a").add("b", 4)).contains("shape [3]"));
    builder.add("a", 2);
    assertTrue(refusal(() -> builder.build(workspace)).contains("branch"));
    assertTrue(refusal(() -> Parameters.builder(DType.I32)).contains("I32"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a b"})
  void malformedNamesAreRefused(String name) {
    Parameters.Builder builder = Parameters.builder(DType.F32);
    assertTrue(refusal(() -> builder.add(name, 1)).contains("dots"));
  }

  @Test
  void emptyTensorsAreAllowed() {
    Parameters p = Parameters.builder(DType.F64).add("none", 0, 4).add("x", 1).build(workspace);
    assertEquals(1, p.count());
    assertEquals(0, p.parameter("none").size());
  }
}
