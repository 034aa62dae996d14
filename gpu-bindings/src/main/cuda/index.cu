// Moves by index along one axis. Lines along it: extents of the other axes at g.v[0], strides of x at
// 8, of the index at 16, of y at 24; the strides of the three along the axis at 32, 33, 34.
#include "lanes.cu"

__device__ inline i64 position(const void* index, i64 wide, i64 at) {
  return wide ? ((const i64*)index)[at] : (i64)((const int*)index)[at];
}

// y[j] <- x[index[j]] in each line, one thread an element. Budget: 2 values and an index.
extern "C" __global__ void gather(i64 lines, i64 n, i64 along, i64 rank, const real* x,
                                  const void* index, i64 wide, real* y, Layout g) {
  FOR_ELEMENTS(e, lines * n) {
    const i64 line = along ? e / n : e % lines, j = along ? e % n : e / lines;
    const i64 from = position(index, wide, offset(g, 0, 16, rank, line) + j * g.v[33]);
    y[offset(g, 0, 24, rank, line) + j * g.v[34]] = x[offset(g, 0, 8, rank, line) + from * g.v[32]];
  }
}

// y[index[j]] <- x[j], added to what is there if `adding`, in the order of j, one thread a line.
// Budget: 3 values and an index.
extern "C" __global__ void scatter(i64 lines, i64 n, i64 adding, i64 rank, const real* x,
                                   const void* index, i64 wide, real* y, Layout g) {
  FOR_ELEMENTS(line, lines) {
    const real* const from = x + offset(g, 0, 8, rank, line);
    real* const to = y + offset(g, 0, 24, rank, line);
    const i64 places = offset(g, 0, 16, rank, line);
    for (i64 j = 0; j < n; j++) {
      real* const at = to + position(index, wide, places + j * g.v[33]) * g.v[34];
      const real v = from[j * g.v[32]];
      *at = adding ? *at + v : v;
    }
  }
}

// The order of Double.compare: -0 before 0, NaN behind everything.
__device__ inline bool before(double a, double b) {
  if (a != a || b != b) return a == a;
  return a < b || (a == 0 && b == 0 && copysign(1.0, a) < copysign(1.0, b));
}

// Copies lines with the positions of their elements, filled up to a power of two. Budget: 3 values.
extern "C" __global__ void sort_begin(i64 first, i64 lines, i64 n, i64 padded, i64 rank,
                                      const real* x, double* values, i64* positions, Layout g) {
  FOR_ELEMENTS(e, lines * padded) {
    const i64 line = e / padded, i = e - line * padded;
    positions[e] = i;
    if (i < n) values[e] = (double)x[offset(g, 0, 8, rank, first + line) + i * g.v[32]];
  }
}

// One step of a bitonic sort: elements `far` apart are exchanged where runs of `run` want it; equal
// ones keep the order of positions, what fills up stays behind. Budget: 4 values an element.
extern "C" __global__ void sort_step(i64 count, i64 n, i64 padded, i64 descending, i64 run, i64 far,
                                     double* values, i64* positions) {
  FOR_ELEMENTS(e, count) {
    const i64 i = e % padded, other = i ^ far;
    if (other < i) continue;
    const i64 f = e - i + other, p = positions[e], q = positions[f];
    const double v = values[e], w = values[f];
    bool swap = q < p;  // as if all were equal
    if (p >= n || q >= n) swap = p >= n && (q < n || q < p);
    else if (descending ? before(v, w) : before(w, v)) swap = true;
    else if (descending ? before(w, v) : before(v, w)) swap = false;
    if (((i & run) == 0) != swap) continue;
    values[e] = w;
    values[f] = v;
    positions[e] = q;
    positions[f] = p;
  }
}

// Stores the first `kept` of each sorted line; what is null is left out.
extern "C" __global__ void sort_store(i64 first, i64 lines, i64 padded, i64 kept, i64 rank,
                                      const double* values, const i64* positions, real* y, i64* index,
                                      Layout g) {
  FOR_ELEMENTS(e, lines * kept) {
    const i64 line = e / kept, i = e - line * kept;
    if (y) y[offset(g, 0, 24, rank, first + line) + i * g.v[34]] = (real)values[line * padded + i];
    if (index) index[offset(g, 0, 16, rank, first + line) + i * g.v[33]] = positions[line * padded + i];
  }
}
