// Stands before every source. `real` is the element type: float or double.
// A kernel's parameters are 64 bits each: long long, double or a pointer; the last may be a Layout.
typedef long long i64;

#ifndef INFINITY
#define INFINITY __longlong_as_double(0x7ff0000000000000LL)
#define NAN __longlong_as_double(0x7ff8000000000000LL)
#endif

constexpr int LAYOUT = 88;   // numbers of a Layout: extents and strides, as each kernel says

struct Layout {
  i64 v[LAYOUT];
};

constexpr int BLOCK = 256;   // threads of a block, for every kernel
constexpr int EACH = 4;      // elements of a thread in a pass over a vector

// Element numbers of one thread: neighbouring threads read neighbouring elements.
#define FOR_ELEMENTS(i, n)                                              \
  for (i64 i = blockIdx.x * (i64)(BLOCK * EACH) + threadIdx.x,          \
           last_ = min(n, (blockIdx.x + 1) * (i64)(BLOCK * EACH));      \
       i < last_; i += BLOCK)

// Takes i apart: returns its place along an axis of some extent and leaves the rest.
__device__ inline i64 split(i64& i, i64 extent) {
  const i64 rest = (i | extent) <= 0xffffffffLL ? (i64)((unsigned)i / (unsigned)extent) : i / extent;
  const i64 place = i - rest * extent;
  i = rest;
  return place;
}

struct Sum {
  __device__ double operator()(double a, double b) const { return a + b; }
};

struct Largest {  // of magnitudes: 0 of nothing, NaN if one is
  __device__ double operator()(double a, double b) const { return b > a || b != b ? b : a; }
};

// Combines the values of a block in a fixed order; the result is valid in thread 0.
template <class Op>
__device__ double of_block(double v, Op op) {
  __shared__ double warps[BLOCK / 32];
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  for (int far = 16; far > 0; far /= 2) v = op(v, __shfl_down_sync(0xffffffffu, v, far));
  if (lane == 0) warps[warp] = v;
  __syncthreads();
  if (warp == 0) {
    v = lane < BLOCK / 32 ? warps[lane] : 0;
    for (int far = 16; far > 0; far /= 2) v = op(v, __shfl_down_sync(0xffffffffu, v, far));
  }
  __syncthreads();
  return v;
}

// Combines the values of all blocks: the block that comes last reads what each left, in the order of
// their numbers, so the bits depend on the size of the grid alone. One launch; `ticket` is 0 before
// and after. The result lies in memory of the host that the device can write.
template <class Op>
__device__ void of_grid(double v, double* partials, unsigned* ticket, double* result, Op op) {
  __shared__ bool last;
  v = of_block(v, op);
  if (threadIdx.x == 0) {
    partials[blockIdx.x] = v;
    __threadfence();
    last = atomicAdd(ticket, 1u) == gridDim.x - 1;
  }
  __syncthreads();
  if (!last) return;
  __threadfence();
  v = 0;
  for (unsigned b = threadIdx.x; b < gridDim.x; b += BLOCK) {
    v = op(v, ((volatile double*)partials)[b]);
  }
  v = of_block(v, op);
  if (threadIdx.x == 0) {
    *result = v;
    *ticket = 0;
    __threadfence_system();
  }
}

// The part of a vector that one block reduces: a multiple of BLOCK, fixed by n and the grid.
__device__ inline i64 chunk(i64 n) {
  const i64 part = (n + gridDim.x - 1) / gridDim.x;
  return (part + BLOCK - 1) / BLOCK * BLOCK;
}

#define FOR_CHUNK(i, n)                                                 \
  for (i64 i = blockIdx.x * chunk(n) + threadIdx.x,                     \
           end_ = min(n, (blockIdx.x + 1) * chunk(n));                  \
       i < end_; i += BLOCK)
