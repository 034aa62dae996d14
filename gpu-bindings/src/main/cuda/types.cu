// Elements of every type, read and written as `real`; a type is the number of gatun.engine.DType.
enum Type { F32, F64, F16, BF16, I8, I32, I64 };

__device__ inline float from_f16(unsigned h) {
  const unsigned sign = (h & 0x8000u) << 16, rest = h & 0x7fffu;
  if (rest >= 0x7c00u) return __uint_as_float(sign | 0x7f800000u | (rest & 0x3ffu) << 13);
  const float v = __uint_as_float(rest << 13) * __uint_as_float(0x77800000u);  // times 2^112
  return __uint_as_float(__float_as_uint(v) | sign);
}

// The nearest F16, ties to even.
__device__ inline unsigned short to_f16(float v) {
  const unsigned bits = __float_as_uint(v), sign = bits >> 16 & 0x8000u, size = bits & 0x7fffffffu;
  if (size > 0x7f800000u) return sign | 0x7e00u | (bits >> 13 & 0x3ffu);
  if (size >= 0x477ff000u) return sign | 0x7c00u;  // 65520 and above
  if (size < 0x38800000u) {                        // below 2^-14: a multiple of 2^-24
    return sign | (unsigned)(int)rint(__uint_as_float(size) * __uint_as_float(0x4b800000u));
  }
  return sign | (size - 0x38000000u + 0xfffu + (size >> 13 & 1u)) >> 13;
}

__device__ inline unsigned short to_bf16(float v) {
  const unsigned bits = __float_as_uint(v);
  if (v != v) return (bits | 0x400000u) >> 16;
  return (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
}

// A float that rounds to a shorter type as the number itself does: cut off, the last bit set.
__device__ inline float to_odd(double v) {
  const float nearest = (float)v;
  if (nearest == v || v != v) return nearest;
  const unsigned bits = __float_as_uint(nearest);
  return __uint_as_float((fabs((double)nearest) > fabs(v) ? bits - 1 : bits) | 1u);
}

__device__ inline float to_odd(float v) { return v; }

// As a cast in Java: NaN gives 0, what is too large the nearest.
__device__ inline i64 to_i64(double v) {
  if (v != v) return 0;
  if (v >= 9223372036854775807.0) return 0x7fffffffffffffffLL;
  return v <= -9223372036854775808.0 ? (i64)0x8000000000000000ULL : (i64)v;
}

__device__ inline int to_i32(double v) {
  if (v != v) return 0;
  return v >= 2147483647.0 ? 2147483647 : v <= -2147483648.0 ? (int)0x80000000u : (int)v;
}

template <int type>
__device__ real load(const void* p, i64 i) {
  switch (type) {
    case F32: return (real)((const float*)p)[i];
    case F64: return (real)((const double*)p)[i];
    case F16: return (real)from_f16(((const unsigned short*)p)[i]);
    case BF16: return (real)__uint_as_float((unsigned)((const unsigned short*)p)[i] << 16);
    case I8: return (real)((const signed char*)p)[i];
    case I32: return (real)((const int*)p)[i];
    default: return (real)(double)((const i64*)p)[i];
  }
}

template <int type>
__device__ void store(void* p, i64 i, real v) {
  switch (type) {
    case F32: ((float*)p)[i] = (float)v; break;
    case F64: ((double*)p)[i] = (double)v; break;
    case F16: ((unsigned short*)p)[i] = to_f16(to_odd(v)); break;
    case BF16: ((unsigned short*)p)[i] = to_bf16(to_odd(v)); break;
    case I8: ((signed char*)p)[i] = (signed char)to_i32(v); break;
    case I32: ((int*)p)[i] = to_i32(v); break;
    default: ((i64*)p)[i] = to_i64(v);
  }
}

__device__ inline real load_any(i64 type, const void* p, i64 i) {
  switch (type) {
    case F32: return load<F32>(p, i);
    case F64: return load<F64>(p, i);
    case F16: return load<F16>(p, i);
    case BF16: return load<BF16>(p, i);
    case I8: return load<I8>(p, i);
    case I32: return load<I32>(p, i);
    default: return load<I64>(p, i);
  }
}
