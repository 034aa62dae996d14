package gatun.engine.grad;

import gatun.engine.Check;
import gatun.engine.Expression;
import gatun.engine.MatrixBlas;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** op(A) op(B) over the last two axes; the axes before them are a batch. */
record Matmul(boolean transposeA, boolean transposeB) implements Op {
  /** A product that is ready to be added to a tensor of the given shape. */
  private record Product(Shape shape, Accumulator work) {}

  @Override
  public String name() {
    return "matmul";
  }

  private static long count(Tensor x) {
    long count = 1;
    for (int axis = 0; axis < x.shape().rank() - 2; axis++) {
      count *= x.shape().extent(axis);
    }
    return count;
  }

  /** Returns whether the batch of A is only more rows: B is one matrix. */
  private boolean merged(Site s) {
    return !transposeA && count(s.input(1)) == 1;
  }

  /** Returns a tensor as a batch of matrices, or as one matrix with the rows of all. */
  private static Tensor batch(Tensor x, boolean merged) {
    int rank = x.shape().rank();
    long count = count(x);
    long rows = x.shape().extent(rank - 2);
    long columns = x.shape().extent(rank - 1);
    return merged ? x.reshape(1, count * rows, columns) : x.reshape(count, rows, columns);
  }

  @Override
  public void forward(Site s) {
    Shape a = s.input(0).shape();
    Shape b = s.input(1).shape();
    Check.that(
        a.rank() >= 2 && b.rank() >= 2,
        () -> "matmul: expected matrices or batches of them, found " + a + " and " + b);
    Shape wide = count(s.input(1)) == 1 ? a : b;
    Shape other = wide == a ? b : a;
    long[] front = Arrays.copyOf(wide.extents(), wide.rank() - 2);
    Check.that(
        count(s.input(wide == a ? 1 : 0)) == 1
            || Arrays.equals(front, Arrays.copyOf(other.extents(), other.rank() - 2)),
        () -> "matmul: the batches of " + a + " and " + b + " differ");
    long[] extents = Arrays.copyOf(front, front.length + 2);
    extents[front.length] = a.extent(a.rank() - (transposeA ? 1 : 2));
    extents[front.length + 1] = b.extent(b.rank() - (transposeB ? 2 : 1));
    boolean merged = merged(s);
    Product product =
        product(s, batch(s.input(0), merged), transposeA, batch(s.input(1), false), transposeB);
    Tensor c = s.makes(extents).reshape(product.shape.extents());
    s.then(() -> product.work.accumulate(c, 0));
  }

  private static Product product(Site s, Tensor x, boolean tx, Tensor y, boolean ty) {
    MatrixBlas blas = s.kernels().blas();
    long rows = x.shape().extent(tx ? 2 : 1);
    long columns = y.shape().extent(ty ? 1 : 2);
    long count = Math.max(x.shape().extent(0), y.shape().extent(0));
    if (count == 1) {
      Tensor m = x.reshape(x.shape().extent(1), x.shape().extent(2));
      Tensor n = y.reshape(y.shape().extent(1), y.shape().extent(2));
      return new Product(Shape.of(rows, columns), (c, beta) -> blas.gemm(1, m, tx, n, ty, beta, c));
    }
    return new Product(
        Shape.of(count, rows, columns), (c, beta) -> blas.batched(1, x, tx, y, ty, beta, c));
  }

  @Override
  public void vjp(Site s) {
    left(s, s.input(1), s.cotangent());
    right(s, s.input(0), s.cotangent());
  }

  /** The gradient of A: dC op(B)ᵀ, or op(B) dCᵀ where A is transposed. */
  private void left(Site s, Tensor b, Tensor dc) {
    if (s.wants(0)) {
      Tensor y = batch(b, false);
      Tensor z = batch(dc, merged(s));
      gives(
          s,
          0,
          transposeA ? product(s, y, transposeB, z, true) : product(s, z, false, y, !transposeB));
    }
  }

  /** The gradient of B: op(A)ᵀ dC, or dCᵀ op(A) where B is transposed. */
  private void right(Site s, Tensor a, Tensor dc) {
    if (s.wants(1)) {
      Tensor x = batch(a, merged(s));
      Tensor z = batch(dc, merged(s));
      gives(
          s,
          1,
          transposeB ? product(s, z, true, x, transposeA) : product(s, x, !transposeA, z, false));
    }
  }

  private static void gives(Site s, int i, Product product) {
    if (product.shape.size() == s.input(i).size()) {
      s.give(i, product.shape, product.work);
      return;
    }
    Tensor all = s.scratch(product.shape.extents());
    Tensor sums = s.scratch(1, product.shape.extent(1), product.shape.extent(2));
    s.then(() -> product.work.accumulate(all, 0));
    s.then(() -> s.kernels().reductions().sum(all, sums));
    Shape own = s.input(i).shape();
    s.give(i, Expression.of(sums.reshape(own.extents())), own);
  }

  @Override
  public void jvp(Site s) {
    boolean merged = merged(s);
    Tensor a = batch(s.input(0), merged);
    Tensor b = batch(s.input(1), false);
    Tensor da = s.tangent(0);
    Tensor db = s.tangent(1);
    if (da != null) {
      Product left = product(s, batch(da, merged), transposeA, b, transposeB);
      s.giveTangent(left.shape, left.work);
    }
    if (db != null) {
      Product right = product(s, a, transposeA, batch(db, false), transposeB);
      s.giveTangent(right.shape, right.work);
    }
  }

  @Override
  public void tangentOfVjp(Site s) {
    Tensor da = s.tangent(0);
    Tensor db = s.tangent(1);
    @Nullable Tensor dc = s.cotangentTangent();
    if (db != null) {
      left(s, db, s.cotangent());
    }
    if (da != null) {
      right(s, da, s.cotangent());
    }
    if (dc != null) {
      left(s, s.input(1), dc);
      right(s, s.input(0), dc);
    }
  }
}
