// The pressure Laplacian of a masked MAC grid, cell c = i + nx (j + ny k):
//   y_c = cells_c x_c - (sum of x over the six neighbours inside the grid), 0 where cells_c = 0.

constexpr int WIDE = 64;    // cells of a tile along i; a warp reads neighbours
constexpr int HIGH = BLOCK / WIDE;
constexpr int DEEP = 8;     // cells that a thread walks along k, keeping its column in registers

// Budget: 2 values and a byte a cell, 7 flops (9 with the product). The neighbours along i and j come
// from the first-level cache, those along k from registers.
template <bool DOT>
__device__ double stencil(i64 nx, i64 ny, i64 nz, const signed char* cells, const real* x, real* y) {
  const i64 plane = nx * ny;
  const i64 across = (nx + WIDE - 1) / WIDE, up = (ny + HIGH - 1) / HIGH;
  const i64 tiles = across * up * ((nz + DEEP - 1) / DEEP);
  double sum = 0;
  for (i64 t = blockIdx.x; t < tiles; t += gridDim.x) {
    const i64 row = t / across;
    const i64 i = (t - row * across) * WIDE + threadIdx.x % WIDE;
    const i64 layer = row / up;
    const i64 j = (row - layer * up) * HIGH + threadIdx.x / WIDE;
    if (i >= nx || j >= ny) continue;
    i64 k = layer * DEEP;
    const i64 end = min(nz, k + DEEP);
    i64 c = i + nx * (j + ny * k);
    real below = k > 0 ? x[c - plane] : (real)0;
    real here = x[c];
    for (; k < end; k++, c += plane) {
      const real above = k + 1 < nz ? x[c + plane] : (real)0;
      const real west = i > 0 ? x[c - 1] : (real)0;
      const real east = i + 1 < nx ? x[c + 1] : (real)0;
      const real south = j > 0 ? x[c - nx] : (real)0;
      const real north = j + 1 < ny ? x[c + nx] : (real)0;
      const real diagonal = (real)cells[c];
      const real v =
          diagonal == 0 ? (real)0 : diagonal * here - (west + east + south + north + below + above);
      y[c] = v;
      if (DOT) sum = fma((double)here, (double)v, sum);
      below = here;
      here = above;
    }
  }
  return sum;
}

// y <- A x.
extern "C" __global__ void mac_apply(
    i64 nx, i64 ny, i64 nz, const signed char* cells, const real* x, real* y) {
  stencil<false>(nx, ny, nz, cells, x, y);
}

// y <- A x and x.y.
extern "C" __global__ void mac_apply_dot(
    i64 nx, i64 ny, i64 nz, const signed char* cells, const real* x, real* y,
    double* partials, unsigned* ticket, double* result) {
  const double sum = stencil<true>(nx, ny, nz, cells, x, y);
  of_grid(sum, partials, ticket, result, Sum());
}
