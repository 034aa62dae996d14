package gatun.cli;

import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.io.MatrixMarket;
import gatun.linear.LinearOperator;
import gatun.linear.MatrixOperator;
import gatun.linear.Poisson;
import gatun.linear.Trait;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A system A x = b as it was given, in double precision.
 *
 * @param unknowns number of unknowns
 * @param nonzeros entries of A
 * @param b the right-hand side in the numbering of the operator
 * @param operator makes the operator of one element type
 * @param compact copies a solution into the numbering of the user
 * @param accuracy judges a solution on an independent path
 * @param slice cuts a solution on a grid in the middle of its second axis: [height][width], NaN
 *     outside the fluid
 */
record LinearSystem(
    long unknowns,
    long nonzeros,
    HostTensor b,
    Function<DType, LinearOperator> operator,
    Function<HostTensor, HostTensor> compact,
    Function<HostTensor, Accuracy> accuracy,
    Function<HostTensor, double[][]> slice) {

  /** Reads or builds the system. A grid gets a matrix only where the preconditioner needs one. */
  static LinearSystem load(SolveSettings settings, Workspace workspace) {
    return switch (settings.source()) {
      case Source.MatrixFile(Path path) -> ofFile(path, settings.rightHandSide(), workspace);
      case Source.PoissonGrid grid -> ofGrid(grid, settings, workspace);
    };
  }

  private static LinearSystem ofFile(Path path, RightHandSide right, Workspace workspace) {
    SparseMatrix a = VectorFile.reading(path, () -> MatrixMarket.read(path, workspace));
    if (a.rows() != a.columns() || a.rows() == 0) {
      throw new InputError(
          path + ": expected a square matrix, found " + a.rows() + " x " + a.columns());
    }
    HostTensor b = vector(right, a.rows(), workspace);
    return ofMatrix(a, traits(a), b, x -> new double[0][0], workspace);
  }

  private static LinearSystem ofMatrix(
      SparseMatrix a,
      Set<Trait> traits,
      HostTensor b,
      Function<HostTensor, double[][]> slice,
      Workspace workspace) {
    return new LinearSystem(
        a.rows(),
        a.nonzeros(),
        b,
        dtype -> {
          SparseMatrix typed = dtype == a.dtype() ? a : SparseMatrices.convert(a, dtype, workspace);
          return MatrixOperator.of(typed, SparseFormat.AUTO, traits, workspace);
        },
        x -> x,
        x -> Accuracy.of(a, b, x),
        slice);
  }

  /**
   * Presumes what only a factorisation could prove: a symmetric matrix with a positive diagonal
   * counts as positive definite until the method meets the contrary.
   */
  private static Set<Trait> traits(SparseMatrix a) {
    EnumSet<Trait> traits = EnumSet.of(Trait.LINEAR);
    if (a.symmetric() || SparseMatrices.symmetric(a)) {
      traits.add(Trait.SYMMETRIC);
      boolean positive = true;
      for (long i = 0; i < a.rows() && positive; i++) {
        positive = a.at(i, i) > 0;
      }
      if (positive) {
        traits.add(Trait.POSITIVE_DEFINITE);
      }
    }
    return traits;
  }

  private static LinearSystem ofGrid(
      Source.PoissonGrid source, SolveSettings settings, Workspace workspace) {
    Poisson poisson = Poisson.named(source.toString(), workspace);
    HostTensor b =
        switch (settings.rightHandSide()) {
          case RightHandSide.Smooth _ -> poisson.smooth(workspace);
          case RightHandSide.Plume _ -> poisson.plume(workspace);
          default -> vector(settings.rightHandSide(), poisson.unknowns(), workspace);
        };
    if (SolveNames.needsMatrix(settings)) {
      SparseMatrix a = poisson.matrix(DType.F64, workspace);
      return ofMatrix(
          a, EnumSet.allOf(Trait.class), b, x -> slice(poisson, x, workspace), workspace);
    }
    long cells = poisson.grid().cells();
    HostTensor wide = workspace.zeros(DType.F64, cells);
    poisson.scatter(b, wide);
    return new LinearSystem(
        poisson.unknowns(),
        poisson.nonzeros(),
        wide,
        dtype -> poisson.operator(dtype, workspace.backend()),
        x -> {
          HostTensor compact = workspace.zeros(x.dtype(), poisson.unknowns());
          poisson.gather(x, compact);
          return compact;
        },
        x -> Accuracy.of(poisson.grid(), (HostTensor) poisson.cells(), wide, x),
        x -> slice(poisson, x, workspace));
  }

  private static double[][] slice(Poisson poisson, HostTensor x, Workspace workspace) {
    Grid grid = poisson.grid();
    HostTensor field = x;
    if (x.size() != grid.cells()) {
      field = workspace.zeros(x.dtype(), grid.cells());
      poisson.scatter(x, field);
    }
    HostTensor cells = (HostTensor) poisson.cells();
    double[][] slice = new double[(int) grid.nz()][(int) grid.nx()];
    for (int k = 0; k < slice.length; k++) {
      for (int i = 0; i < slice[k].length; i++) {
        long c = grid.index(i, grid.ny() / 2, k);
        slice[k][i] = cells.at(c) == 0 ? Double.NaN : field.at(c);
      }
    }
    return slice;
  }

  private static HostTensor vector(RightHandSide right, long n, Workspace workspace) {
    if (right instanceof RightHandSide.FromFile(Path path)) {
      HostTensor b = VectorFile.read(path, workspace);
      if (b.size() != n) {
        throw new InputError("--rhs " + path + ": expected " + n + " elements, found " + b.size());
      }
      return b;
    }
    HostTensor b = workspace.zeros(DType.F64, n);
    if (right instanceof RightHandSide.Random(long seed)) {
      var random = new SplittableRandom(seed);
      for (long i = 0; i < n; i++) {
        b.set(2 * random.nextDouble() - 1, i);
      }
    } else {
      Blas.of(workspace.backend(), DType.F64).fill(1, b);
    }
    return b;
  }
}
