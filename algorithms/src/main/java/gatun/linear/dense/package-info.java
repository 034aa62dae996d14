/**
 * Dense factorisations, prepared once for a size: Cholesky, LDLᵀ, LU, QR, symmetric eigenvalues,
 * singular values. Matrices are tensors of rank 2, in rows.
 */
@org.jspecify.annotations.NullMarked
package gatun.linear.dense;
