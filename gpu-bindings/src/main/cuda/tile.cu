// A tile of a product of two matrices that are given as functions of their indices.
constexpr int TILE = 64;    // rows and columns of a tile
constexpr int DEPTH = 16;   // terms of the sums that are staged at a time
constexpr int SIDE = 16;    // threads along each side of a tile
constexpr int PART = 4;     // rows and columns of a thread, SIDE apart

// Adds left(i, l) right(l, j) over l in [from, to), in this order, for rows from i0 and columns from
// j0. `left.inner` says that neighbouring l lie together in memory, `right.inner` the same of j.
// Budget: 2 TILE DEPTH values read for 2 TILE^2 DEPTH flops.
template <class Left, class Right>
__device__ void tile(i64 m, i64 n, i64 i0, i64 j0, i64 from, i64 to, const Left& left,
                     const Right& right, real (&sum)[PART][PART]) {
  __shared__ real a[DEPTH][TILE + 1], b[DEPTH][TILE + 1];
  const int row = threadIdx.x / SIDE, column = threadIdx.x % SIDE;
  for (i64 base = from; base < to; base += DEPTH) {
    for (int e = threadIdx.x; e < TILE * DEPTH; e += BLOCK) {
      const int l = left.inner ? e % DEPTH : e / TILE, i = left.inner ? e / DEPTH : e % TILE;
      a[l][i] = i0 + i < m && base + l < to ? left(i0 + i, base + l) : (real)0;
      const int k = right.inner ? e / TILE : e % DEPTH, j = right.inner ? e % TILE : e / DEPTH;
      b[k][j] = j0 + j < n && base + k < to ? right(base + k, j0 + j) : (real)0;
    }
    __syncthreads();
    const int terms = min((i64)DEPTH, to - base);
    for (int l = 0; l < terms; l++) {
      real x[PART], y[PART];
#pragma unroll
      for (int p = 0; p < PART; p++) {
        x[p] = a[l][row + SIDE * p];
        y[p] = b[l][column + SIDE * p];
      }
#pragma unroll
      for (int p = 0; p < PART; p++) {
#pragma unroll
        for (int q = 0; q < PART; q++) sum[p][q] = fma(x[p], y[q], sum[p][q]);
      }
    }
    __syncthreads();
  }
}

// Calls store(i, j, sum) for the elements of this thread that the result has.
template <class Store>
__device__ void finish(i64 m, i64 n, i64 i0, i64 j0, const real (&sum)[PART][PART], const Store& store) {
#pragma unroll
  for (int p = 0; p < PART; p++) {
#pragma unroll
    for (int q = 0; q < PART; q++) {
      const i64 i = i0 + threadIdx.x / SIDE + SIDE * p, j = j0 + threadIdx.x % SIDE + SIDE * q;
      if (i < m && j < n) store(i, j, sum[p][q]);
    }
  }
}
