// Softmax along any axis and normalisations of rows. Rows: extents at g.v[0], strides of the tensors
// from 8 on, 8 each. Sums are double.
#include "lanes.cu"

// A thread's place: its row, the first term that it takes and the step to the next.
struct Place {
  i64 row, first;
  int step;
  bool live;
  __device__ Place(i64 rows, i64 lanes)
      : row(blockIdx.x * lanes + threadIdx.x % lanes), first(threadIdx.x / lanes),
        step(BLOCK / (int)lanes), live(row < rows) {
    if (!live) row = 0;
  }
};

#define FOR_TERMS(i, n) for (i64 i = p.live ? p.first : n; i < n; i += p.step)

// mode 0: y <- softmax x; 1: y <- log-softmax x; for y and dy: 2: dx of softmax, 3: dx of log-softmax.
// Strides along the axis at 32, 33, 34. Budget: 2 values (3 for gradients), x is read twice.
extern "C" __global__ void softmax(i64 mode, i64 rows, i64 n, i64 lanes, i64 rank, const real* a,
                                   const real* b, real* out, Layout g) {
  __shared__ State shared[BLOCK];
  const Place p(rows, lanes);
  const real* const x = a + offset(g, 0, 8, rank, p.row);
  const real* const d = b + offset(g, 0, 16, rank, p.row);
  real* const y = out + offset(g, 0, 24, rank, p.row);
  const i64 sx = g.v[32], sd = g.v[33], sy = g.v[34];
  State s = mode < 2 ? Exponentials::none() : Sums::none();
  FOR_TERMS(i, n) {
    if (mode < 2) s = Exponentials::add(s, (double)x[i * sx]);
    else s.a += (mode == 2 ? (double)x[i * sx] : 1.0) * (double)d[i * sd];
  }
  s = mode < 2 ? of_lane(s, (int)lanes, shared, Exponentials()) : of_lane(s, (int)lanes, shared, Sums());
  if (mode < 2 && s.a - s.a != 0) s.b = NAN;
  const double log_sum = mode == 1 ? log(s.b) : 0;
  FOR_TERMS(i, n) {
    const double v = (double)x[i * sx];
    if (mode == 0) y[i * sy] = (real)(exp((real)(v - s.a)) / s.b);
    else if (mode == 1) y[i * sy] = (real)(v - s.a - log_sum);
    else if (mode == 2) y[i * sy] = (real)(v * ((double)d[i * sd] - s.a));
    else y[i * sy] = (real)((double)d[i * sd] - exp((real)v) * s.a);
  }
}

// y <- (x - mean) inverse scale + shift in each row; without mean and shift if `rms`.
// Budget: 2 values; x is read up to three times.
extern "C" __global__ void normalize(
    i64 rms, i64 rows, i64 n, i64 lanes, i64 rank, const real* xs, const real* scale,
    const real* shift, double epsilon, real* ys, real* mean, real* inverse, Layout g) {
  __shared__ State shared[BLOCK];
  const Place p(rows, lanes);
  const real* const x = xs + offset(g, 0, 8, rank, p.row);
  real* const y = ys + offset(g, 0, 16, rank, p.row);
  double center = 0;
  State s = Sums::none();
  if (!rms) {
    FOR_TERMS(i, n) s.a += (double)x[i];
    center = of_lane(s, (int)lanes, shared, Sums()).a / (double)n;
  }
  s = Sums::none();
  FOR_TERMS(i, n) {
    const double d = (double)x[i] - center;
    s.a = fma(d, d, s.a);
  }
  const double factor = 1 / sqrt(of_lane(s, (int)lanes, shared, Sums()).a / (double)n + epsilon);
  FOR_TERMS(i, n) {
    const double h = ((double)x[i] - center) * factor * (double)scale[i];
    y[i] = (real)(rms ? h : h + (double)shift[i]);
  }
  if (p.live && p.first == 0) {
    if (!rms) mean[p.row] = (real)center;
    inverse[p.row] = (real)factor;
  }
}

// dx <- inverse (g - sum g / n - h sum g h / n) in each row, h = (x - mean) inverse, g = dy scale;
// without the first sum if `rms`. Budget: 3 values; x and dy are read twice.
extern "C" __global__ void normalize_back(
    i64 rms, i64 rows, i64 n, i64 lanes, i64 rank, const real* xs, const real* scale,
    const real* mean, const real* inverse, const real* dys, real* dxs, Layout g) {
  __shared__ State shared[BLOCK];
  const Place p(rows, lanes);
  const real* const x = xs + offset(g, 0, 8, rank, p.row);
  const real* const dy = dys + offset(g, 0, 16, rank, p.row);
  real* const dx = dxs + offset(g, 0, 24, rank, p.row);
  const double factor = (double)inverse[p.row], center = rms ? 0 : (double)mean[p.row];
  State s = Sums::none();
  FOR_TERMS(i, n) {
    const double v = (double)dy[i] * (double)scale[i];
    s.a += v;
    s.b += v * (((double)x[i] - center) * factor);
  }
  s = of_lane(s, (int)lanes, shared, Sums());
  const double a = rms ? 0 : s.a / (double)n, b = s.b / (double)n;
  FOR_TERMS(i, n) {
    const double v = (double)dy[i] * (double)scale[i], h = ((double)x[i] - center) * factor;
    dx[i] = (real)(factor * (v - a - h * b));
  }
}

// dscale <- sum of dy h, dshift <- sum of dy over a part of the rows, 32 columns a block.
// Budget: 2 values.
extern "C" __global__ void normalize_columns(
    i64 rms, i64 rows, i64 n, i64 parts, i64 rank, const real* xs, const real* mean,
    const real* inverse, const real* dys, real* dscale, real* dshift, void* partials, Layout g) {
  __shared__ State shared[BLOCK];
  const int lanes = 32;
  const i64 part = blockIdx.x % parts, length = (rows + parts - 1) / parts;
  const i64 column = blockIdx.x / parts * lanes + threadIdx.x % lanes;
  const i64 end = min(rows, (part + 1) * length);
  State s = Sums::none();
  if (column < n) {
    for (i64 r = part * length + threadIdx.x / lanes; r < end; r += BLOCK / lanes) {
      const double x = (double)xs[offset(g, 0, 8, rank, r) + column];
      const double dy = (double)dys[offset(g, 0, 16, rank, r) + column];
      s.a += dy * ((x - (rms ? 0 : (double)mean[r])) * (double)inverse[r]);
      s.b += dy;
    }
  }
  s = of_lane(s, lanes, shared, Sums());
  if (threadIdx.x >= lanes || column >= n) return;
  if (parts > 1) {
    ((State*)partials)[column * parts + part] = s;
  } else {
    dscale[column] = (real)s.a;
    if (!rms) dshift[column] = (real)s.b;
  }
}

// Adds the parts of two sums for each output; the second goes nowhere if it is null.
extern "C" __global__ void add_parts(i64 outputs, i64 parts, const void* partials, real* first,
                                     real* second) {
  FOR_ELEMENTS(o, outputs) {
    State s = Sums::none();
    for (i64 p = 0; p < parts; p++) s = Sums::merge(s, ((const State*)partials)[o * parts + p]);
    first[o] = (real)s.a;
    if (second) second[o] = (real)s.b;
  }
}

// loss <- ln sum e^x - x_label, dx <- weight (softmax x - [label]) in each row. Budget: 2 values.
extern "C" __global__ void cross_entropy(i64 rows, i64 n, i64 lanes, const real* xs, i64 sx,
                                         const int* labels, double weight, real* loss, real* dxs,
                                         i64 sd) {
  __shared__ State shared[BLOCK];
  const Place p(rows, lanes);
  const real* const x = xs + p.row * sx;
  real* const dx = dxs + p.row * sd;
  const int label = labels[p.row];
  const double truth = (double)x[label];
  State s = Exponentials::none();
  FOR_TERMS(i, n) s = Exponentials::add(s, (double)x[i]);
  s = of_lane(s, (int)lanes, shared, Exponentials());
  if (s.a - s.a != 0) s.b = NAN;
  FOR_TERMS(i, n) {
    dx[i] = (real)(weight * (exp((real)((double)x[i] - s.a)) / s.b - (i == label)));
  }
  if (p.live && p.first == 0) loss[p.row] = (real)(log(s.b) + s.a - truth);
}

// Values are dense [samples, channels, positions]; coefficients one a channel, or `planes` many.

// y <- a x + b. Budget: 2 values.
extern "C" __global__ void affine(i64 n, i64 positions, i64 slots, const real* x, const real* a,
                                  const real* b, real* y) {
  FOR_ELEMENTS(i, n) {
    const i64 k = i / positions % slots;
    y[i] = fma(a[k], x[i], b[k]);
  }
}

// dx <- a dy + b x + c. Budget: 3 values.
extern "C" __global__ void combine(i64 n, i64 positions, i64 slots, const real* dy, const real* x,
                                   const real* a, const real* b, const real* c, real* dx) {
  FOR_ELEMENTS(i, n) {
    const i64 k = i / positions % slots;
    dx[i] = fma(a[k], dy[i], fma(b[k], x[i], c[k]));
  }
}

// sum <- sum of dy, product <- sum of dy (x - center) for each slot, over `terms` of it.
// Budget: 2 values.
extern "C" __global__ void channel_sums(
    i64 slots, i64 terms, i64 parts, i64 lanes, i64 positions, const real* x, const real* center,
    const real* dy, real* sum, real* product, void* partials) {
  __shared__ State shared[BLOCK];
  const i64 part = blockIdx.x % parts, length = (terms + parts - 1) / parts;
  const i64 o = blockIdx.x / parts * lanes + threadIdx.x % lanes;
  const i64 end = min(terms, (part + 1) * length);
  State s = Sums::none();
  if (o < slots) {
    const double middle = (double)center[o];
    for (i64 r = part * length + threadIdx.x / lanes; r < end; r += BLOCK / lanes) {
      const i64 sample = r / positions;
      const i64 at = (sample * slots + o) * positions + r - sample * positions;
      const double d = (double)dy[at];
      s.a += d;
      s.b = fma(d, (double)x[at] - middle, s.b);
    }
  }
  s = of_lane(s, (int)lanes, shared, Sums());
  if (threadIdx.x >= lanes || o >= slots) return;
  if (parts > 1) {
    ((State*)partials)[o * parts + part] = s;
  } else {
    sum[o] = (real)s.a;
    product[o] = (real)s.b;
  }
}
