package gatun.linear;

import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Symmetric successive over-relaxation: with A = D + L + Lᵀ,
 *
 * <pre>
 *   M = ω/(2 − ω) · (D/ω + L) D⁻¹ (D/ω + L)ᵀ = K Kᵀ,   K = √(ω/(2 − ω)) (D/ω + L) D^(−1/2)
 * </pre>
 *
 * <p>ω = 1 is symmetric Gauss–Seidel. Needs a symmetric {@link MatrixBacked} operator with a
 * positive diagonal. Set-up is one pass over the matrix and stores K; an application is two
 * triangular solves.
 *
 * <p>Source: Saad, Iterative Methods for Sparse Linear Systems, 2nd edition, section 10.2.
 *
 * @param omega relaxation, above 0 and below 2
 */
public record Ssor(double omega) implements Preconditioner {
  /** Checks ω. */
  public Ssor {
    if (!(omega > 0 && omega < 2)) {
      throw new IllegalArgumentException(
          "ssor omega: expected a number above 0 and below 2, found " + omega);
    }
  }

  /** Uses ω = 1. */
  public Ssor() {
    this(1);
  }

  @Override
  public String name() {
    return "ssor";
  }

  @Override
  public boolean needsMatrix() {
    return true;
  }

  @Override
  public LinearOperator prepare(LinearOperator a, Workspace workspace) {
    SparseMatrix matrix = LowerTriangle.symmetric(name(), a);
    SparseMatrix factor = LowerTriangle.copy(name(), matrix, workspace);
    scale(factor);
    String title = "ssor (omega " + omega + "): " + factor.nonzeros() + " entries";
    return new FactoredInverse(factor, title, workspace);
  }

  /**
   * Turns D + L into K in place. Row i meets the columns j < i, whose diagonals hold k_jj by then,
   * and √d_j = k_jj ω / √(ω/(2 − ω)).
   */
  private void scale(SparseMatrix lower) {
    MemorySegment pointers = lower.rowPointerSegment();
    MemorySegment columns = lower.columnSegment();
    LowerTriangle.Values values = new LowerTriangle.Values(lower);
    double c = Math.sqrt(omega / (2 - omega));
    long entry = 0;
    for (long i = 0; i < lower.rows(); i++) {
      long diagonal = pointers.getAtIndex(ValueLayout.JAVA_LONG, i + 1) - 1;
      for (; entry < diagonal; entry++) {
        long j = columns.getAtIndex(ValueLayout.JAVA_INT, entry);
        double pivot = values.at(pointers.getAtIndex(ValueLayout.JAVA_LONG, j + 1) - 1);
        values.set(entry, values.at(entry) * c * c / (omega * pivot));
      }
      values.set(diagonal, c * Math.sqrt(values.at(diagonal)) / omega);
      entry = diagonal + 1;
    }
  }
}
