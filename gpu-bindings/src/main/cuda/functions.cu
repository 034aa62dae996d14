// The functions of gatun.engine.Unary, Binary and Ternary, with their special values.

__device__ inline real logistic(real x) {
  const real e = exp(-fabs(x));
  return (x < 0 ? e : (real)1) / (1 + e);
}

__device__ inline real f_exp(real x) { return exp(x); }
__device__ inline real f_expm1(real x) { return expm1(x); }
__device__ inline real f_log(real x) { return log(x); }
__device__ inline real f_log1p(real x) { return log1p(x); }
__device__ inline real f_tanh(real x) { return tanh(x); }
__device__ inline real f_sigmoid(real x) { return logistic(x); }
__device__ inline real f_erf(real x) { return erf(x); }
__device__ inline real f_gelu(real x) {
  if (x < -50) return (real)-0.0;
  const real half = (real)0.70710678118654752440;  // the root of 1/2, and what it is too small by
  const real rest = (real)(0.70710678118654752440 - (double)half) + (real)-4.8336466567264851e-17;
  const real t = -half * x;
  const real tail = (real)0.5 * x * erfc(t);
  return t > 0 ? tail * (1 + 2 * t * (fma(half, x, t) + rest * x)) : tail;
}
__device__ inline real f_silu(real x) { return x * logistic(x); }
__device__ inline real f_gelu_tanh(real x) {
  return x * logistic(x * ((real)1.5957691216057308 + (real)0.07135481627260025 * x * x));
}
__device__ inline real f_softplus(real x) {
  return (x > 0 ? x : x != x ? x : (real)0) + log1p(exp(-fabs(x)));
}
__device__ inline real f_relu(real x) { return x < 0 ? (real)0 : x; }
__device__ inline real f_sin(real x) { return sin(x); }
__device__ inline real f_cos(real x) { return cos(x); }
__device__ inline real f_sqrt(real x) { return sqrt(x); }
__device__ inline real f_rsqrt(real x) { return 1 / sqrt(x); }
__device__ inline real f_abs(real x) { return fabs(x); }
__device__ inline real f_negate(real x) { return -x; }
__device__ inline real f_reciprocal(real x) { return 1 / x; }
__device__ inline real f_square(real x) { return x * x; }
__device__ inline real f_floor(real x) { return floor(x); }
__device__ inline real f_ceil(real x) { return ceil(x); }
__device__ inline real f_round(real x) { return rint(x); }
__device__ inline real f_sign(real x) { return x > 0 ? (real)1 : x < 0 ? (real)-1 : x; }

__device__ inline real f_add(real x, real y) { return x + y; }
__device__ inline real f_subtract(real x, real y) { return x - y; }
__device__ inline real f_multiply(real x, real y) { return x * y; }
__device__ inline real f_divide(real x, real y) { return x / y; }
__device__ inline real f_minimum(real x, real y) {  // -0 is below 0, as in Java
  return x != x ? x : y < x || y != y || (x == y && copysign((real)1, y) < 0) ? y : x;
}
__device__ inline real f_maximum(real x, real y) {
  return x != x ? x : y > x || y != y || (x == y && copysign((real)1, x) < 0) ? y : x;
}
__device__ inline real f_power(real x, real y) {  // Java: NaN where |x| = 1 and y is not finite
  return y != y || (fabs(x) == 1 && y - y != 0) ? y - y : pow(x, y);
}
__device__ inline real f_atan2(real x, real y) { return atan2(x, y); }
__device__ inline real f_equal(real x, real y) { return x == y; }
__device__ inline real f_not_equal(real x, real y) { return x != y; }
__device__ inline real f_less(real x, real y) { return x < y; }
__device__ inline real f_less_or_equal(real x, real y) { return x <= y; }
__device__ inline real f_greater(real x, real y) { return x > y; }
__device__ inline real f_greater_or_equal(real x, real y) { return x >= y; }

__device__ inline real f_select(real x, real y, real z) { return x != 0 ? y : z; }
__device__ inline real f_fma(real x, real y, real z) { return fma(x, y, z); }
