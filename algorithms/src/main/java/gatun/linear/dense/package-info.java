/**
 * Dense factorisations, prepared once for a size: Cholesky, LDLᵀ, LU, QR, symmetric eigenvalues,
 * singular values. Matrices are tensors of rank 2, in rows.
 */
package gatun.linear.dense;
