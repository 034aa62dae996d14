// Level 1 of the BLAS. Element i of x lies at x[i * sx]. Sums are double whatever the type.

// x <- value. Budget: n values written.
extern "C" __global__ void fill(i64 n, double value, real* x, i64 sx) {
  FOR_ELEMENTS(i, n) x[i * sx] = (real)value;
}

// y <- x. Budget: 2n values, no flop.
extern "C" __global__ void copy_f32(i64 n, const real* x, i64 sx, float* y, i64 sy) {
  FOR_ELEMENTS(i, n) y[i * sy] = (float)x[i * sx];
}

extern "C" __global__ void copy_f64(i64 n, const real* x, i64 sx, double* y, i64 sy) {
  FOR_ELEMENTS(i, n) y[i * sy] = (double)x[i * sx];
}

// x <- alpha x. Budget: 2n values, n flops.
extern "C" __global__ void scal(i64 n, double alpha, real* x, i64 sx) {
  FOR_ELEMENTS(i, n) x[i * sx] *= (real)alpha;
}

// y <- alpha x + y. Budget: 3n values, 2n flops.
extern "C" __global__ void axpy(i64 n, double alpha, const real* x, i64 sx, real* y, i64 sy) {
  FOR_ELEMENTS(i, n) y[i * sy] = fma((real)alpha, x[i * sx], y[i * sy]);
}

// y <- alpha x + beta y; beta = 0 does not read y. Budget: 3n values, 3n flops.
extern "C" __global__ void axpby(
    i64 n, double alpha, const real* x, i64 sx, double beta, real* y, i64 sy) {
  if (beta == 0) {
    FOR_ELEMENTS(i, n) y[i * sy] = (real)alpha * x[i * sx];
  } else {
    FOR_ELEMENTS(i, n) y[i * sy] = fma((real)alpha, x[i * sx], (real)beta * y[i * sy]);
  }
}

// z <- x y, element by element. Budget: 3n values, n flops.
extern "C" __global__ void multiply(
    i64 n, const real* x, i64 sx, const real* y, i64 sy, real* z, i64 sz) {
  FOR_ELEMENTS(i, n) z[i * sz] = x[i * sx] * y[i * sy];
}

// Sum of x y. Budget: 2n values, 2n flops.
extern "C" __global__ void dot(i64 n, const real* x, i64 sx, const real* y, i64 sy,
                               double* partials, unsigned* ticket, double* result) {
  double sum = 0;
#pragma unroll 4
  FOR_CHUNK(i, n) sum = fma((double)x[i * sx], (double)y[i * sy], sum);
  of_grid(sum, partials, ticket, result, Sum());
}

// Sum of (x / scale)^2. Budget: n values, 3n flops. A division, because 1 / scale may overflow.
extern "C" __global__ void squares(i64 n, double scale, const real* x, i64 sx,
                                   double* partials, unsigned* ticket, double* result) {
  double sum = 0;
#pragma unroll 4
  FOR_CHUNK(i, n) {
    const double v = scale == 1 ? (double)x[i * sx] : (double)x[i * sx] / scale;
    sum = fma(v, v, sum);
  }
  of_grid(sum, partials, ticket, result, Sum());
}

// Sum of |x|. Budget: n values, n flops.
extern "C" __global__ void asum(i64 n, const real* x, i64 sx,
                                double* partials, unsigned* ticket, double* result) {
  double sum = 0;
#pragma unroll 4
  FOR_CHUNK(i, n) sum += fabs((double)x[i * sx]);
  of_grid(sum, partials, ticket, result, Sum());
}

// Largest |x|, NaN if an element is. Budget: n values.
extern "C" __global__ void amax(i64 n, const real* x, i64 sx,
                                double* partials, unsigned* ticket, double* result) {
  double largest = 0;
#pragma unroll 4
  FOR_CHUNK(i, n) largest = Largest()(largest, fabs((double)x[i * sx]));
  of_grid(largest, partials, ticket, result, Largest());
}
