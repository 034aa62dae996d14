// Convolutions as products of matrices that are never stored: tiles gather what a tap meets. Layouts
// are those of ConvolutionShape, channels last. `m` rows, `n` columns and `k` terms for each group.
#include "tile.cu"
#include "lanes.cu"
#include "window.cu"

// Row o: an output position; term l: a tap and a channel of its group.
struct Inputs {
  const real* x;
  const Layout& g;
  i64 channels, first;
  bool inner;
  __device__ real operator()(i64 o, i64 l) const {
    const i64 c = split(l, channels);
    const i64 p = met_input(g, Point(o, g, DEPTH_OUT), Point(l, g, KERNEL));
    return p < 0 ? (real)0 : x[p * g.v[INPUTS] + first + c];
  }
};

// Row p: an input position; term l: a tap and an output channel of its group.
struct Outputs {
  const real* dy;
  const Layout& g;
  i64 channels, first;
  bool inner;
  __device__ real operator()(i64 p, i64 l) const {
    const i64 c = split(l, channels);
    const i64 o = met_output(g, Point(p, g, DEPTH_IN), Point(l, g, KERNEL));
    return o < 0 ? (real)0 : dy[o * g.v[OUTPUTS] + first + c];
  }
};

// A matrix with dense rows of some length; a transposed one.
struct Rows {
  const real* w;
  i64 length;
  bool inner;
  __device__ real operator()(i64 l, i64 j) const { return w[l * length + j]; }
};

// Inputs by columns: row i is a tap and a channel, term l an output position.
struct Turned {
  Inputs in;
  bool inner;
  __device__ real operator()(i64 i, i64 l) const { return in(l, i); }
};

// Term l: a tap and an output channel of the group; column j: an input channel of the group.
struct Filters {
  const real* w;
  i64 outs, ins, outputs, first;
  bool inner;
  __device__ real operator()(i64 l, i64 j) const {
    const i64 c = split(l, outs);
    return w[(l * ins + j) * outputs + first + c];
  }
};

// One element as the formula has it, without the taps outside the input. A tile takes these as zeros,
// which an infinite or undefined factor does not forgive: such elements are computed again.
__device__ inline real sum_forward(const real* x, const real* w, const Layout& g, i64 o, i64 c) {
  const i64 ins = g.v[INPUTS] / g.v[GROUPS], outs = g.v[OUTPUTS] / g.v[GROUPS];
  const i64 taps = g.v[KERNEL] * g.v[KERNEL + 1] * g.v[KERNEL + 2];
  const Point at(o, g, DEPTH_OUT);
  real sum = 0;
  for (i64 t = 0; t < taps; t++) {
    const i64 p = met_input(g, at, Point(t, g, KERNEL));
    for (i64 i = 0; p >= 0 && i < ins; i++) {
      const real v = x[p * g.v[INPUTS] + c / outs * ins + i];
      sum = fma(v, w[(t * ins + i) * g.v[OUTPUTS] + c], sum);
    }
  }
  return sum;
}

__device__ inline real sum_data(const real* dy, const real* w, const Layout& g, i64 p, i64 i) {
  const i64 ins = g.v[INPUTS] / g.v[GROUPS], outs = g.v[OUTPUTS] / g.v[GROUPS];
  const i64 taps = g.v[KERNEL] * g.v[KERNEL + 1] * g.v[KERNEL + 2], first = i / ins * outs;
  const Point at(p, g, DEPTH_IN);
  real sum = 0;
  for (i64 t = 0; t < taps; t++) {
    const i64 o = met_output(g, at, Point(t, g, KERNEL));
    for (i64 c = first; o >= 0 && c < first + outs; c++) {
      sum = fma(dy[o * g.v[OUTPUTS] + c], w[(t * ins + i % ins) * g.v[OUTPUTS] + c], sum);
    }
  }
  return sum;
}

__device__ inline double sum_weights(const real* x, const real* dy, const Layout& g, i64 row, i64 c,
                                     i64 from, i64 to, i64 step) {
  const i64 ins = g.v[INPUTS] / g.v[GROUPS], outs = g.v[OUTPUTS] / g.v[GROUPS];
  const i64 i = split(row, ins);
  const Point tap(row, g, KERNEL);
  double sum = 0;
  for (i64 o = from; o < to; o += step) {
    const i64 p = met_input(g, Point(o, g, DEPTH_OUT), tap);
    if (p < 0) continue;
    sum += (double)x[p * g.v[INPUTS] + c / outs * ins + i] * (double)dy[o * g.v[OUTPUTS] + c];
  }
  return sum;
}

#define PLACES(m, n)                                                             \
  const i64 across = ((n) + TILE - 1) / TILE, tiles = across * (((m) + TILE - 1) / TILE); \
  const i64 group = blockIdx.x / tiles % g.v[GROUPS], place = blockIdx.x % tiles; \
  const i64 i0 = place / across * TILE, j0 = place % across * TILE;              \
  const i64 ins = g.v[INPUTS] / g.v[GROUPS], outs = g.v[OUTPUTS] / g.v[GROUPS];

// y <- x * w + bias. Budget: 2 m n k flops a group; a block reads TILE (m + n) k / (m n) of x and w.
extern "C" __global__ void forward(i64 m, i64 n, i64 k, const real* x, const real* w,
                                   const real* bias, real* y, Layout g) {
  PLACES(m, n)
  real sum[PART][PART] = {};
  tile(m, n, i0, j0, 0, k, Inputs{x, g, ins, group * ins, true},
       Rows{w + group * outs, g.v[OUTPUTS], true}, sum);
  finish(m, n, i0, j0, sum, [&](i64 i, i64 j, real v) {
    const i64 c = group * outs + j;
    if (v - v != 0) v = sum_forward(x, w, g, i, c);
    y[i * g.v[OUTPUTS] + c] = bias ? v + bias[c] : v;
  });
}

// dx <- what each output hands back to the inputs that it met. Budget: 2 m n k flops a group.
extern "C" __global__ void backward_data(i64 m, i64 n, i64 k, const real* dy, const real* w,
                                         real* dx, Layout g) {
  PLACES(m, n)
  real sum[PART][PART] = {};
  tile(m, n, i0, j0, 0, k, Outputs{dy, g, outs, group * outs, true},
       Filters{w, outs, ins, g.v[OUTPUTS], group * outs, false}, sum);
  finish(m, n, i0, j0, sum, [&](i64 i, i64 j, real v) {
    if (v - v != 0) v = sum_data(dy, w, g, i, group * ins + j);
    dx[i * g.v[INPUTS] + group * ins + j] = v;
  });
}

// dw <- sums over the output positions, a part of them each block; several parts go to `partials`.
// Budget: 2 m n k flops a group.
extern "C" __global__ void backward_weights(i64 m, i64 n, i64 k, i64 parts, const real* x,
                                            const real* dy, real* dw, real* partials, Layout g) {
  PLACES(m, n)
  const i64 part = blockIdx.x / tiles / g.v[GROUPS], length = (k + parts - 1) / parts;
  real sum[PART][PART] = {};
  const Inputs in = {x, g, ins, group * ins, true};
  const i64 from = part * length, end = min(k, from + length);
  tile(m, n, i0, j0, from, end, Turned{in, false},
       Rows{dy + group * outs, g.v[OUTPUTS], true}, sum);
  real* const to = parts > 1 ? partials + part * m * g.v[OUTPUTS] : dw;
  finish(m, n, i0, j0, sum, [&](i64 i, i64 j, real v) {
    const i64 c = group * outs + j;
    if (v - v != 0) v = (real)sum_weights(x, dy, g, i, c, from, end, 1);
    to[i * g.v[OUTPUTS] + c] = v;
  });
}

// Adds the parts in their order. Budget: parts + 1 values an element.
extern "C" __global__ void add_weights(i64 n, i64 parts, const real* partials, real* dw) {
  FOR_ELEMENTS(i, n) {
    real sum = 0;
    for (i64 p = 0; p < parts; p++) sum += partials[p * n + i];
    dw[i] = sum;
  }
}

// The same for groups of few channels, where a tile would be empty: one thread an element.
// Budget: 2 taps (channels of a group) flops an element.
extern "C" __global__ void forward_each(i64 count, const real* x, const real* w, const real* bias,
                                        real* y, Layout g) {
  FOR_ELEMENTS(e, count) {
    i64 o = e;
    const i64 c = split(o, g.v[OUTPUTS]);
    const real v = sum_forward(x, w, g, o, c);
    y[e] = bias ? v + bias[c] : v;
  }
}

extern "C" __global__ void backward_data_each(i64 count, const real* dy, const real* w, real* dx,
                                              Layout g) {
  FOR_ELEMENTS(e, count) {
    i64 p = e;
    const i64 i = split(p, g.v[INPUTS]);
    dx[e] = sum_data(dy, w, g, p, i);
  }
}

// 32 output channels a block, whose threads share the output positions.
extern "C" __global__ void backward_weights_each(i64 positions, const real* x, const real* dy,
                                                 real* dw, Layout g) {
  __shared__ State shared[BLOCK];
  const int lanes = 32;
  const i64 across = (g.v[OUTPUTS] + lanes - 1) / lanes;
  const i64 c = blockIdx.x % across * lanes + threadIdx.x % lanes, row = blockIdx.x / across;
  State s = Sums::none();
  if (c < g.v[OUTPUTS]) {
    s.a = sum_weights(x, dy, g, row, c, threadIdx.x / lanes, positions, BLOCK / lanes);
  }
  s = of_lane(s, lanes, shared, Sums());
  if (threadIdx.x < lanes && c < g.v[OUTPUTS]) dw[row * g.v[OUTPUTS] + c] = (real)s.a;
}

// db <- sums of dy over the positions, 32 channels a block. Budget: 1 value.
extern "C" __global__ void backward_bias(i64 positions, i64 channels, const real* dy, real* db) {
  __shared__ State shared[BLOCK];
  const int lanes = 32;
  const i64 c = blockIdx.x * (i64)lanes + threadIdx.x % lanes;
  State s = Sums::none();
  if (c < channels) {
    for (i64 o = threadIdx.x / lanes; o < positions; o += BLOCK / lanes) {
      s.a += (double)dy[o * channels + c];
    }
  }
  s = of_lane(s, lanes, shared, Sums());
  if (threadIdx.x < lanes && c < channels) db[c] = (real)s.a;
}
