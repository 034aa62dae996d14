package gatun.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.Stencil;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the planner chooses and how it says why. */
class PlanTest extends LinearFixture {
  private static void chooses(String method, String preconditioner, String why, LinearOperator a) {
    LinearSolvers.Plan plan = LinearSolvers.auto(a, TIGHT);
    assertEquals(method, plan.solver().name(), plan.reason());
    assertEquals(preconditioner, plan.preconditioner().name(), plan.reason());
    assertTrue(plan.reason().contains(why), plan.reason());
  }

  private static LinearOperator function(long n, DType dtype, Trait... traits) {
    return new FunctionOperator(n, dtype, Set.of(traits), (x, y) -> {});
  }

  @Test
  void traitsDecide() {
    chooses("gmres", "none", "not symmetric, 1,000 unknowns", function(1000, DType.F64));
    chooses("minres", "none", "not known to be definite", function(9, DType.F32, SYMMETRIC));
    chooses("cg", "none", "without a matrix", function(9, DType.F64, SPD));
  }

  @Test
  void aBasisThatIsTooLargeGivesWayToShortRecurrences() {
    chooses("gmres", "none", "", function(4_000_000, DType.F64));
    chooses("bicgstab", "none", "GiB, 5,000,000 unknowns", function(5_000_000, DType.F64));
    chooses("gmres", "none", "", function(5_000_000, DType.F32));
  }

  @Test
  void theStructureOfAMatrixDecides() {
    DenseSystem a = DenseSystem.laplacian(8, 8);
    chooses("pcg", "mic0", "equal couplings, 64 unknowns", a.operator(workspace, SPD));
    a.rows()[1][0] = a.rows()[0][1] = -0.5;
    chooses("pcg", "ic0", "positive definite matrix", a.operator(workspace, SPD));
    chooses("minres", "none", "symmetric", a.operator(workspace, SYMMETRIC));
    a.rows()[5][5] = 1e6;
    chooses("direct", "none", "spans orders of magnitude", a.operator(workspace, SPD));
  }

  @Test
  void aGridNeedsNoMatrix() {
    var stencil =
        StencilOperator.constant(new Grid(4, 4, 4), Stencil.laplacian3d(), DType.F64, backend);
    chooses("cg", "none", "64 unknowns", stencil);
    chooses("cg", "none", "512 unknowns", Poisson.mac(8, workspace).operator(DType.F64, backend));
    Grid large = Grid.cube(128);
    var cells = workspace.zeros(DType.I8, large.cells());
    chooses("pcg", "mg", "do not grow", MacOperator.of(large, cells, DType.F64, backend));
  }
}
