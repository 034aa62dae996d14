// Stencils on box grids, cell c = i + nx (j + ny k); what lies outside counts as zero.

struct StencilPoint {
  i64 di, dj, dk;
  double coefficient;
};

// y <- the sum of coefficient x over the points, in their order. Budget: 2 values, 2 flops a point.
extern "C" __global__ void constant_stencil(i64 nx, i64 ny, i64 nz, i64 count, const void* table,
                                            const real* x, real* y) {
  const StencilPoint* const points = (const StencilPoint*)table;
  FOR_ELEMENTS(c, nx * ny * nz) {
    i64 k = c;
    const i64 i = split(k, nx), j = split(k, ny);
    real sum = 0;
    for (i64 s = 0; s < count; s++) {
      const StencilPoint p = points[s];
      const i64 a = i + p.di, b = j + p.dj, d = k + p.dk;
      if (a < 0 || a >= nx || b < 0 || b >= ny || d < 0 || d >= nz) continue;
      sum = fma((real)p.coefficient, x[a + nx * (b + ny * d)], sum);
    }
    y[c] = sum;
  }
}

// y <- d x less the coefficient of each face times the neighbour behind it. Budget: 6 values.
extern "C" __global__ void variable_stencil(i64 nx, i64 ny, i64 nz, const real* d, const real* ax,
                                            const real* ay, const real* az, const real* x, real* y) {
  const i64 plane = nx * ny;
  FOR_ELEMENTS(c, plane * nz) {
    i64 k = c;
    const i64 i = split(k, nx), j = split(k, ny);
    real sum = d[c] * x[c];
    if (i + 1 < nx) sum = fma(-ax[c], x[c + 1], sum);
    if (i > 0) sum = fma(-ax[c - 1], x[c - 1], sum);
    if (j + 1 < ny) sum = fma(-ay[c], x[c + nx], sum);
    if (j > 0) sum = fma(-ay[c - nx], x[c - nx], sum);
    if (k + 1 < nz) sum = fma(-az[c], x[c + plane], sum);
    if (k > 0) sum = fma(-az[c - plane], x[c - plane], sum);
    y[c] = sum;
  }
}

// Sweeps of multigrid over a PaddedGrid: one cell of zeros behind each line, one line behind each
// plane, a line and a plane before all. Padding is never written.
struct Padded {
  i64 nx, ny, nz, line, plane;
  __device__ Padded(i64 x, i64 y, i64 z) : nx(x), ny(y), nz(z), line(x + 1), plane(line * (y + 1)) {}
  __device__ i64 cells() const { return nx * ny * nz; }
  __device__ i64 at(i64 i, i64 j, i64 k) const { return i + line * (j + 1) + plane * (k + 1); }
  __device__ i64 cell(i64 e) const {
    const i64 i = split(e, nx), j = split(e, ny);
    return at(i, j, e);
  }
  __device__ bool has(i64 i, i64 j, i64 k) const {
    return i >= 0 && i < nx && j >= 0 && j < ny && k >= 0 && k < nz;
  }
};

__device__ inline real around(const Padded& g, const real* x, i64 c) {
  return x[c - 1] + x[c + 1] + x[c - g.line] + x[c + g.line] + x[c - g.plane] + x[c + g.plane];
}

__device__ inline real around(const Padded& g, const real* ax, const real* ay, const real* az,
                              const real* x, i64 c) {
  if (!ax) return around(g, x, c);
  real sum = ax[c - 1] * x[c - 1];
  sum = fma(ax[c], x[c + 1], sum);
  sum = fma(ay[c - g.line], x[c - g.line], sum);
  sum = fma(ay[c], x[c + g.line], sum);
  sum = fma(az[c - g.plane], x[c - g.plane], sum);
  return fma(az[c], x[c + g.plane], sum);
}

// b <- alpha r, x <- omega w b; r without padding, double if `wide`. Budget: 4 values.
extern "C" __global__ void mg_enter(i64 nx, i64 ny, i64 nz, double alpha, const void* r, i64 wide,
                                    double omega, const real* w, real* b, real* x) {
  const Padded g(nx, ny, nz);
  FOR_ELEMENTS(e, g.cells()) {
    const i64 c = g.cell(e);
    const double v = wide ? ((const double*)r)[e] : (double)((const float*)r)[e];
    const real right = (real)(alpha * v);
    b[c] = right;
    x[c] = (real)omega * w[c] * right;
  }
}

// z <- alpha x; z without padding, double if `wide`. Budget: 2 values.
extern "C" __global__ void mg_leave(i64 nx, i64 ny, i64 nz, double alpha, const real* x, void* z,
                                    i64 wide) {
  const Padded g(nx, ny, nz);
  FOR_ELEMENTS(e, g.cells()) {
    const double v = alpha * (double)x[g.cell(e)];
    if (wide) ((double*)z)[e] = v;
    else ((float*)z)[e] = (float)v;
  }
}

// y <- (1 - omega) x + omega w (b + sum of a x); couplings 1 if `ax` is null. Budget: 4 or 7 values.
extern "C" __global__ void mg_relax(i64 nx, i64 ny, i64 nz, double omega, const real* w,
                                    const real* ax, const real* ay, const real* az, const real* b,
                                    const real* x, real* y) {
  const Padded g(nx, ny, nz);
  FOR_ELEMENTS(e, g.cells()) {
    const i64 c = g.cell(e);
    const real sum = b[c] + around(g, ax, ay, az, x, c);
    y[c] = fma((real)(1 - omega), x[c], (real)omega * w[c] * sum);
  }
}

// y <- s (b + sum of a x) - t x; couplings 1 if `ax` is null. Budget: 5 or 8 values.
extern "C" __global__ void mg_residual(i64 nx, i64 ny, i64 nz, const real* s, const real* t,
                                       const real* ax, const real* ay, const real* az, const real* b,
                                       const real* x, real* y) {
  const Padded g(nx, ny, nz);
  FOR_ELEMENTS(e, g.cells()) {
    const i64 c = g.cell(e);
    const real sum = b[c] + around(g, ax, ay, az, x, c);
    y[c] = fma(s[c], sum, -(t[c] * x[c]));
  }
}

// The share of a coarse cell in the fine cell d after its first; all of it along a whole axis.
__device__ inline real share(int d, bool halved) {
  if (!halved) return d == 0 ? (real)1 : (real)0;
  return d == 0 || d == 1 ? (real)0.75 : (real)0.25;
}

// The coarse cell that a fine one lies in, or its neighbour on that side; itself along a whole axis.
__device__ inline i64 near(i64 fine, i64 far, bool halved) {
  return halved ? fine / 2 + far * (2 * (fine % 2) - 1) : fine;
}

// b <- what the fine r gives to each coarse cell, x <- omega w b. nx, ny, nz are fine, hx, hy, hz coarse.
// Budget: 1 value a fine cell (8 reads from the cache), 3 a coarse one.
extern "C" __global__ void mg_restrict(i64 nx, i64 ny, i64 nz, i64 hx, i64 hy, i64 hz,
                                       const real* r, double omega, const real* w, real* b,
                                       real* x) {
  const Padded g(nx, ny, nz), h(hx, hy, hz);
  const bool inX = hx < nx, inY = hy < ny, inZ = hz < nz;
  FOR_ELEMENTS(e, h.cells()) {
    i64 k = e;
    const i64 i = split(k, h.nx), j = split(k, h.ny), c = h.at(i, j, k);
    real sum = 0;
    for (int m = 0; m < 64; m++) {
      const int di = m % 4 - 1, dj = m / 4 % 4 - 1, dk = m / 16 - 1;
      const real weight = share(di, inX) * share(dj, inY) * share(dk, inZ);
      const i64 fi = (inX ? 2 * i : i) + di, fj = (inY ? 2 * j : j) + dj, fk = (inZ ? 2 * k : k) + dk;
      if (weight == 0 || !g.has(fi, fj, fk)) continue;
      sum = fma(weight, r[g.at(fi, fj, fk)], sum);
    }
    b[c] = sum;
    x[c] = (real)omega * w[c] * sum;
  }
}

// x <- x + s times the interpolation of the coarse vector. Budget: 3 values a fine cell, 1 a coarse.
extern "C" __global__ void mg_prolong(i64 nx, i64 ny, i64 nz, i64 hx, i64 hy, i64 hz,
                                      const real* s, const real* coarse, real* x) {
  const Padded g(nx, ny, nz), h(hx, hy, hz);
  FOR_ELEMENTS(e, g.cells()) {
    i64 k = e;
    const i64 i = split(k, nx), j = split(k, ny), c = g.at(i, j, k);
    real sum = 0;
    for (int m = 0; m < 8; m++) {
      const i64 a = near(i, m & 1, hx < nx);
      const i64 b = near(j, m >> 1 & 1, hy < ny);
      const i64 d = near(k, m >> 2, hz < nz);
      if (!h.has(a, b, d)) continue;
      real weight = 1;
      for (int bit = 0; bit < 3; bit++) weight *= (m >> bit & 1) ? (real)0.25 : (real)0.75;
      sum = fma(weight, coarse[h.at(a, b, d)], sum);
    }
    x[c] = fma(s[c], sum, x[c]);
  }
}
