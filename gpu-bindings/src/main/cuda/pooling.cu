// Max pooling, every channel for itself, and linear maps along axes; dense tensors, channels last.
#include "window.cu"

// y <- the largest that a window meets, the first of equal ones, the last NaN; places <- its number
// among the positions of its sample, -1 for nothing. Budget: x, y and places once.
extern "C" __global__ void pool(i64 count, i64 taps, const real* x, real* y, int* places, Layout g) {
  const i64 positions = g.v[DEPTH_IN] * g.v[HEIGHT_IN] * g.v[WIDTH_IN];
  FOR_ELEMENTS(e, count) {
    i64 o = e;
    const i64 c = split(o, g.v[INPUTS]);
    const Point at(o, g, DEPTH_OUT);
    i64 best = -1;
    real most = -INFINITY;
    for (i64 t = 0; t < taps; t++) {
      const i64 p = met_input(g, at, Point(t, g, KERNEL));
      if (p < 0) continue;
      const real v = x[p * g.v[INPUTS] + c];
      if (best < 0 || v > most || v != v) {
        best = p - at.n * positions;
        most = v;
      }
    }
    y[e] = most;
    places[e] = (int)best;
  }
}

// dx <- the sum of dy over the windows that chose the input, in the order of outputs: the taps
// backwards. Budget: dx once, dy and places once for each tap over the strides.
extern "C" __global__ void pool_back(i64 count, i64 taps, const real* dy, const int* places, real* dx,
                                     Layout g) {
  const i64 positions = g.v[DEPTH_IN] * g.v[HEIGHT_IN] * g.v[WIDTH_IN];
  FOR_ELEMENTS(e, count) {
    i64 p = e;
    const i64 c = split(p, g.v[INPUTS]);
    const Point at(p, g, DEPTH_IN);
    real sum = 0;
    for (i64 t = taps - 1; t >= 0; t--) {
      const i64 o = met_output(g, at, Point(t, g, KERNEL));
      if (o < 0) continue;
      if (places[o * g.v[INPUTS] + c] == p - at.n * positions) sum += dy[o * g.v[INPUTS] + c];
    }
    dx[e] = sum;
  }
}

// y <- sums over the terms of three maps; x has extents (n, d, h, w, c), y (n, D, H, W, c).
// A map has the first term of each output, the source and the weight of each term.
// Budget: y once, x once for each term.
extern "C" __global__ void resample(
    i64 count, i64 depth, i64 height, i64 width, i64 channels, i64 depths, i64 heights, i64 widths,
    const int* ds, const int* di, const double* dw, const int* hs, const int* hi, const double* hw,
    const int* ws, const int* wi, const double* ww, const real* x, real* y) {
  FOR_ELEMENTS(e, count) {
    i64 rest = e;
    const i64 c = split(rest, channels), q = split(rest, widths), p = split(rest, heights);
    const i64 o = split(rest, depths);
    double sum = 0;
    for (int i = ds[o]; i < ds[o + 1]; i++) {
      for (int j = hs[p]; j < hs[p + 1]; j++) {
        const i64 line = ((rest * depth + di[i]) * height + hi[j]) * width;
        const double weight = dw[i] * hw[j];
        for (int k = ws[q]; k < ws[q + 1]; k++) {
          sum += weight * ww[k] * (double)x[(line + wi[k]) * channels + c];
        }
      }
    }
    y[e] = (real)sum;
  }
}
