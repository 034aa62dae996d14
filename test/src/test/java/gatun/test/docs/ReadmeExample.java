package gatun.test.docs;

// begin
import gatun.engine.*;
import gatun.linear.*;

final class ReadmeExample {
  static Outcome solve(int n) {
    try (Backend backend = Backends.auto();
        Workspace w = Workspace.on(backend)) {
      Poisson problem = Poisson.mac(n, w); // n³ cells: walls, obstacles, a free surface
      SparseMatrix a = problem.matrix(DType.F64, w);
      HostTensor b = problem.plume(w), x = w.zeros(DType.F64, a.rows());
      LinearOperator operator = MatrixOperator.of(a, w);
      LinearSolvers.Plan plan = LinearSolvers.auto(operator, new Stopping(1e-8, 1000));
      Solver.Prepared solver = plan.solver().prepare(operator, plan.preconditioner(), w);
      return solver.solve(b, x, Progress.SILENT);
    }
  }
}
// end
