// Updates of Krylov iterations, each one pass over memory. Vectors are packed.

// r <- r - alpha q; sum of r^2. Budget: 3n values, 4n flops.
extern "C" __global__ void residual(i64 n, double alpha, const real* q, real* r,
                                    double* partials, unsigned* ticket, double* result) {
  double sum = 0;
#pragma unroll 4
  FOR_CHUNK(i, n) {
    const real v = fma((real)-alpha, q[i], r[i]);
    r[i] = v;
    sum = fma((double)v, (double)v, sum);
  }
  of_grid(sum, partials, ticket, result, Sum());
}

// x <- x + alpha p; r <- r - alpha q; sum of r^2. Budget: 6n values, 6n flops.
extern "C" __global__ void step(i64 n, double alpha, const real* p, const real* q, real* x, real* r,
                                double* partials, unsigned* ticket, double* result) {
  double sum = 0;
#pragma unroll 4
  FOR_CHUNK(i, n) {
    x[i] = fma((real)alpha, p[i], x[i]);
    const real v = fma((real)-alpha, q[i], r[i]);
    r[i] = v;
    sum = fma((double)v, (double)v, sum);
  }
  of_grid(sum, partials, ticket, result, Sum());
}

// x <- x + alpha p; p <- z + beta p. Budget: 5n values, 4n flops.
extern "C" __global__ void direction(
    i64 n, double alpha, real* x, double beta, const real* z, real* p) {
  FOR_ELEMENTS(i, n) {
    const real old = p[i];
    x[i] = fma((real)alpha, old, x[i]);
    p[i] = beta == 0 ? z[i] : fma((real)beta, old, z[i]);
  }
}
