// The steps of conjugate gradients whose numbers stay on the device. Cell i of s is that of the class Recurrence.
// Once s[STOPPED] is set nothing changes any more. Vectors are packed.

constexpr int RHO = 0, PQ = 1, ALPHA = 2, PENDING = 3, BETA = 4, RR = 5, ZQ = 7, FRESH = 8, STOPPED = 9,
              COUNT = 10, PEAK = 11, FACTOR = 12, SIZE = 13, TOLERANCE = 14, REDUCTION = 15, NORMS = 16,
              RZ = 6, BATCH = 32;

// beta from the new rho in a cell, or from z.q. Budget: one thread.
extern "C" __global__ void turn(double* s, i64 cell, i64 flexible) {
  if (threadIdx.x != 0 || s[STOPPED] != 0) return;
  const double rho = s[cell];
  const double beta = flexible ? -s[ZQ] / s[PQ] : rho / s[RHO];
  s[BETA] = s[FRESH] != 0 ? 0 : beta;
  s[RHO] = rho;
  s[FRESH] = 0;
  if (cell == RZ && !(rho > 0)) s[STOPPED] = 1;
}

// alpha from rho and p.q. Budget: one thread.
extern "C" __global__ void length(double* s) {
  if (threadIdx.x != 0 || s[STOPPED] != 0) return;
  const double alpha = s[RHO] / s[PQ];
  s[ALPHA] = alpha;
  s[PENDING] = alpha * s[FACTOR];
  if (!(s[PQ] > 0)) {
    s[PENDING] = 0;
    s[STOPPED] = 1;
  }
}

// Keeps the norm of the residual and decides whether the loop ends. Budget: one thread.
extern "C" __global__ void hear(double* s) {
  if (threadIdx.x != 0 || s[STOPPED] != 0) return;
  const double norm = sqrt(s[RR]);
  const i64 count = (i64)s[COUNT];
  s[NORMS + count % BATCH] = norm;
  s[COUNT] = (double)(count + 1);
  if (norm > s[PEAK] || norm != norm) s[PEAK] = norm;
  const double relative = norm / s[SIZE];
  const bool finite = relative < INFINITY;
  if (!finite || relative <= s[TOLERANCE] || norm <= s[REDUCTION] * s[PEAK]) s[STOPPED] = 1;
}

// r <- r - alpha q; sum of r^2. Budget: 3n values, 4n flops.
extern "C" __global__ void loop_residual(i64 n, const double* s, const real* q, real* r,
                                         double* partials, unsigned* ticket, double* result) {
  if (s[STOPPED] != 0) return;  // every thread of every block, or none: only `turn`, `length`, `hear` set it
  const real alpha = (real)-s[ALPHA];
  double sum = 0;
#pragma unroll 4
  FOR_CHUNK(i, n) {
    const real v = fma(alpha, q[i], r[i]);
    r[i] = v;
    sum = fma((double)v, (double)v, sum);
  }
  of_grid(sum, partials, ticket, result, Sum());
}

// x <- x + alpha p with the pending alpha; p <- z + beta p. Budget: 5n values, 4n flops.
extern "C" __global__ void loop_direction(i64 n, const double* s, real* x, const real* z, real* p) {
  if (s[STOPPED] != 0) return;
  const real alpha = (real)s[PENDING], beta = (real)s[BETA];
  FOR_ELEMENTS(i, n) {
    const real old = p[i];
    x[i] = fma(alpha, old, x[i]);
    p[i] = beta == 0 ? z[i] : fma(beta, old, z[i]);
  }
}
