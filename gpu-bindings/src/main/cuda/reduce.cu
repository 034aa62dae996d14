// Reductions over any axes. Kept axes: extents at g.v[0], strides of x at 8, of y at 16, of the mean
// at 24; reduced axes: extents at 32, strides of x at 40. Budget: x once.
#include "lanes.cu"

struct Products {  // a times 2^b, so that no part underflows before it meets the others
  __device__ static State none() { return {1, 0, 0}; }
  __device__ static State merge(State s, State t) {
    const double v = s.a * t.a;
    int e = 0;
    const double m = frexp(v, &e);
    return v == 0 || v - v != 0 ? State{v, 0, 0} : State{m, s.b + t.b + e, 0};
  }
  __device__ State add(State s, double x, i64) const { return merge(s, {x, 0, 0}); }
};

struct Adding : Sums {
  __device__ State add(State s, double x, i64) const { return {s.a + x, 0, 0}; }
};

struct Counting : Sums {
  __device__ State add(State s, double x, i64) const { return {s.a + (x != 0), 0, 0}; }
};

template <bool largest>
struct Extreme {
  __device__ static State none() { return {largest ? -INFINITY : INFINITY, 0, 0}; }
  __device__ static State merge(State s, State t) {
    return (largest ? t.a > s.a : t.a < s.a) || t.a != t.a ? t : s;
  }
  __device__ State add(State s, double x, i64) const { return merge(s, {x, 0, 0}); }
};

struct LogSum : Exponentials {
  __device__ State add(State s, double x, i64) const { return Exponentials::add(s, x); }
};

struct Moments : Sums {  // a: sum of x, b and c: of x - shift and its square; shift: the first x
  double shift;
  __device__ State add(State s, double x, i64) const {
    const double d = x - shift;
    return {s.a + x, s.b + d, fma(d, d, s.c)};
  }
};

template <bool largest>
struct Position {  // a: the value, b: where it is, -1 for nowhere; NaN comes first
  __device__ static State none() { return {0, -1, 0}; }
  __device__ static State merge(State s, State t) {
    if (s.b < 0 || t.b < 0) return s.b < 0 ? t : s;
    const bool earlier = t.b < s.b;
    if (s.a != s.a || t.a != t.a) return t.a != t.a && (s.a == s.a || earlier) ? t : s;
    return (largest ? t.a > s.a : t.a < s.a) || (t.a == s.a && earlier) ? t : s;
  }
  __device__ State add(State s, double x, i64 r) const { return merge(s, {x, (double)r, 0}); }
};

// The operations of gatun.engine.spi.Reduction by their numbers, then moments and positions.
enum { SUM, MEAN, PRODUCT, MAXIMUM, MINIMUM, LOG_SUM_EXP, COUNT, MOMENTS, FIRST_MAX, FIRST_MIN };

struct Job {
  i64 operation, outputs, terms, parts, lanes, kept, reduced;
  double correction;
  i64 root;
  const real* x;
  void* y;
  i64 whole;  // y is I64
  real* mean;
  State* partials;
};

__device__ inline void result(const Job& j, const Layout& g, i64 o, State s) {
  const double n = (double)j.terms;
  double v = s.a;
  if (j.operation == MEAN) v /= n;
  if (j.operation == PRODUCT) v = ldexp(v, (int)fmax(-5000.0, fmin(5000.0, s.b)));
  if (j.operation == LOG_SUM_EXP && s.a - s.a == 0) v += log(s.b);
  if (j.operation == FIRST_MAX || j.operation == FIRST_MIN) v = s.b;
  if (j.operation == MOMENTS) {
    const double squares = s.c - s.b / n * s.b;
    v = n > j.correction ? (squares < 0 ? 0 : squares) / (n - j.correction) : NAN;
    if (j.root) v = sqrt(v);
    if (j.mean) j.mean[offset(g, 0, 24, j.kept, o)] = (real)(s.a / n);
  }
  const i64 at = offset(g, 0, 16, j.kept, o);
  if (j.whole) ((i64*)j.y)[at] = (i64)v;
  else ((real*)j.y)[at] = (real)v;
}

template <class Op>
__device__ void terms(const Job& j, const Layout& g, State* shared, Op op) {
  const i64 part = blockIdx.x % j.parts;
  const i64 o = blockIdx.x / j.parts * j.lanes + threadIdx.x % j.lanes;
  const i64 length = (j.terms + j.parts - 1) / j.parts;
  const i64 end = min(j.terms, (part + 1) * length);
  const int step = BLOCK / (int)j.lanes;
  State s = op.none();
  if (o < j.outputs) {
    const real* const x = j.x + offset(g, 0, 8, j.kept, o);
    for (i64 r = part * length + threadIdx.x / j.lanes; r < end; r += step) {
      s = op.add(s, (double)x[offset(g, 32, 40, j.reduced, r)], r);
    }
  }
  s = of_lane(s, (int)j.lanes, shared, op);
  if (threadIdx.x >= j.lanes || o >= j.outputs) return;
  if (j.parts > 1) j.partials[o * j.parts + part] = s;
  else result(j, g, o, s);
}

template <class Op>
__device__ void parts(const Job& j, const Layout& g, State*, Op op) {
  FOR_ELEMENTS(o, j.outputs) {
    State s = op.none();
    for (i64 p = 0; p < j.parts; p++) s = op.merge(s, j.partials[o * j.parts + p]);
    result(j, g, o, s);
  }
}

#define CHOOSE(run)                                                              \
  switch (job.operation) {                                                       \
    case PRODUCT: run(job, g, shared, Products()); break;                        \
    case MAXIMUM: run(job, g, shared, Extreme<true>()); break;                   \
    case MINIMUM: run(job, g, shared, Extreme<false>()); break;                  \
    case LOG_SUM_EXP: run(job, g, shared, LogSum()); break;                      \
    case COUNT: run(job, g, shared, Counting()); break;                          \
    case FIRST_MAX: run(job, g, shared, Position<true>()); break;                \
    case FIRST_MIN: run(job, g, shared, Position<false>()); break;               \
    case MOMENTS: {                                                              \
      Moments m;                                                                 \
      const i64 o = blockIdx.x / parts_ * lanes + threadIdx.x % lanes;           \
      m.shift = terms_ > 0 && o < outputs ? (double)x[offset(g, 0, 8, kept, o)] : 0; \
      run(job, g, shared, m);                                                    \
      break;                                                                     \
    }                                                                            \
    default: run(job, g, shared, Adding());                                      \
  }

extern "C" __global__ void reduce(
    i64 operation, i64 outputs, i64 terms_, i64 parts_, i64 lanes, i64 kept, i64 reduced,
    double correction, i64 root, const real* x, void* y, i64 whole, real* mean, void* partials,
    Layout g) {
  __shared__ State shared[BLOCK];
  const Job job = {operation, outputs, terms_, parts_, lanes, kept, reduced, correction,
                   root, x, y, whole, mean, (State*)partials};
  CHOOSE(terms)
}

extern "C" __global__ void reduce_parts(
    i64 operation, i64 outputs, i64 terms_, i64 parts_, i64 lanes, i64 kept, i64 reduced,
    double correction, i64 root, const real* x, void* y, i64 whole, real* mean, void* partials,
    Layout g) {
  State* const shared = nullptr;
  const Job job = {operation, outputs, terms_, parts_, lanes, kept, reduced, correction,
                   root, x, y, whole, mean, (State*)partials};
  CHOOSE(parts)
}
