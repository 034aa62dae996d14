// What cuBLAS does not do: matrices strided along both axes, factors of two types, empty sums, what
// follows a product. Element (i, j) of X lies at X[i * xi + j * xj].
#include "types.cu"
#include "functions.cu"
#include "tile.cu"

struct Factor {
  const void* x;
  i64 type, first, second;  // strides
  bool inner;
  __device__ real operator()(i64 i, i64 j) const { return load_any(type, x, i * first + j * second); }
  __device__ const void* part(i64 elements) const {
    const i64 bytes = type == F64 ? 8 : type == F32 ? 4 : 2;
    return (const char*)x + elements * bytes;
  }
};

// C_t <- alpha A_t B_t + beta C_t, one block a tile; beta = 0 does not read C. Triangle 1 keeps to
// j <= i, 2 to j >= i. Budget: 2 m n k flops; each block reads TILE (m + n) k / (m n) of A and B.
extern "C" __global__ void product(
    i64 m, i64 n, i64 k, double alpha, const void* a, i64 ta, i64 ai, i64 ak, i64 at,
    const void* b, i64 tb, i64 bk, i64 bj, i64 bt, double beta, real* c, i64 ci, i64 cj, i64 ct,
    i64 triangle) {
  const i64 across = (n + TILE - 1) / TILE, tiles = across * ((m + TILE - 1) / TILE);
  const i64 t = blockIdx.x / tiles, place = blockIdx.x % tiles;
  const i64 i0 = place / across * TILE, j0 = place % across * TILE;
  Factor left = {a, ta, ai, ak, ak == 1};
  left.x = left.part(t * at);
  Factor right = {b, tb, bk, bj, bj == 1};
  right.x = right.part(t * bt);
  real sum[PART][PART] = {};
  tile(m, n, i0, j0, 0, k, left, right, sum);
  finish(m, n, i0, j0, sum, [=](i64 i, i64 j, real v) {
    if ((triangle == 1 && j > i) || (triangle == 2 && j < i)) return;
    real* const at_c = c + t * ct + i * ci + j * cj;
    *at_c = beta == 0 ? (real)alpha * v : fma((real)alpha, v, (real)beta * *at_c);
  });
}

// A <- A + alpha x y^T. Budget: 2 m n values, 2 m n flops.
extern "C" __global__ void ger(i64 m, i64 n, double alpha, const real* x, i64 sx, const real* y,
                               i64 sy, real* a, i64 ai, i64 aj) {
  FOR_ELEMENTS(e, m * n) {
    const i64 i = e / n, j = e - i * n;
    real* const at = a + i * ai + j * aj;
    *at = fma((real)alpha * x[i * sx], y[j * sy], *at);
  }
}

// Solves with a triangle of n rows, one thread for each of the right-hand sides: row i of the system
// lies at A[i * ai], its unknown of side c at X[i * xi + c * xc]. Budget: n^2 flops a side.
extern "C" __global__ void substitute(i64 n, i64 count, i64 forward, i64 unit, double alpha,
                                      const real* a, i64 ai, i64 aj, real* x, i64 xi, i64 xc) {
  FOR_ELEMENTS(c, count) {
    for (i64 step = 0; step < n; step++) {
      const i64 i = forward ? step : n - 1 - step;
      real v = (real)alpha * x[i * xi + c * xc];
      for (i64 before = 0; before < step; before++) {
        const i64 l = forward ? before : n - 1 - before;
        v = fma(-a[i * ai + l * aj], x[l * xi + c * xc], v);
      }
      x[i * xi + c * xc] = unit ? v : v / a[i * ai + i * aj];
    }
  }
}

// The functions of gatun.engine.Activation, by their numbers.
__device__ inline real activation(i64 f, real x) {
  switch (f) {
    case 1: return f_relu(x);
    case 2: return f_tanh(x);
    case 3: return f_sigmoid(x);
    case 4: return f_gelu(x);
    case 5: return f_gelu_tanh(x);
    case 6: return f_silu(x);
    case 7: return f_softplus(x);
    case 8: return f_sin(x);
    default: return x;
  }
}

// C <- f(C + column_j + row_i + residual_ij); what is null is left out. Budget: 2 or 3 m n values.
extern "C" __global__ void epilogue(
    i64 m, i64 n, real* c, i64 ci, i64 cj, const real* column, i64 sc, const real* row, i64 sr,
    const real* residual, i64 ri, i64 rj, i64 function) {
  FOR_ELEMENTS(e, m * n) {
    const i64 i = e / n, j = e - i * n;
    real* const at = c + i * ci + j * cj;
    real v = *at;
    if (column) v += column[j * sc];
    if (row) v += row[i * sr];
    if (residual) v += residual[i * ri + j * rj];
    *at = activation(function, v);
  }
}
