// The sizes of a ConvolutionShape, in a Layout; gatun.gpu.WindowSizes writes them.
enum {
  BATCH, DEPTH_IN, HEIGHT_IN, WIDTH_IN, INPUTS, OUTPUTS, GROUPS, DEPTH_OUT, HEIGHT_OUT, WIDTH_OUT,
  KERNEL, STRIDE = KERNEL + 3, PADDING = STRIDE + 3, DILATION = PADDING + 3
};

struct Point {
  i64 n, z, v, u;
  __device__ Point(i64 i, const Layout& g, int depth) {  // depth: DEPTH_IN, DEPTH_OUT or KERNEL
    u = split(i, g.v[depth + 2]);
    v = split(i, g.v[depth + 1]);
    z = split(i, g.v[depth]);
    n = i;
  }
};

// The input that a tap of an output meets along an axis; false where that is outside.
__device__ inline bool input(const Layout& g, int axis, i64 out, i64 tap, i64& in) {
  in = out * g.v[STRIDE + axis] - g.v[PADDING + axis] + tap * g.v[DILATION + axis];
  return in >= 0 && in < g.v[DEPTH_IN + axis];
}

// The output whose tap meets an input along an axis; false where there is none.
__device__ inline bool output(const Layout& g, int axis, i64 in, i64 tap, i64& out) {
  const i64 at = in + g.v[PADDING + axis] - tap * g.v[DILATION + axis];
  out = at / g.v[STRIDE + axis];
  return at >= 0 && at == out * g.v[STRIDE + axis] && out < g.v[DEPTH_OUT + axis];
}

// The position of the input (its number in the whole batch) that a tap of an output meets, or -1.
__device__ inline i64 met_input(const Layout& g, const Point& o, const Point& tap) {
  i64 z, v, u;
  if (!input(g, 0, o.z, tap.z, z) || !input(g, 1, o.v, tap.v, v) || !input(g, 2, o.u, tap.u, u)) {
    return -1;
  }
  return ((o.n * g.v[DEPTH_IN] + z) * g.v[HEIGHT_IN] + v) * g.v[WIDTH_IN] + u;
}

// The position of the output whose tap meets an input, or -1.
__device__ inline i64 met_output(const Layout& g, const Point& p, const Point& tap) {
  i64 z, v, u;
  if (!output(g, 0, p.z, tap.z, z) || !output(g, 1, p.v, tap.v, v) || !output(g, 2, p.u, tap.u, u)) {
    return -1;
  }
  return ((p.n * g.v[DEPTH_OUT] + z) * g.v[HEIGHT_OUT] + v) * g.v[WIDTH_OUT] + u;
}
