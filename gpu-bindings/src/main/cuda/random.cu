// The numbers of gatun.engine.Philox: four words of a block number, whoever computes them.
#include "lanes.cu"

struct Words {
  unsigned w[4];
  __device__ Words(i64 seed, i64 stream, i64 block) {
    unsigned c0 = (unsigned)block, c1 = (unsigned)(block >> 32);
    unsigned c2 = (unsigned)stream, c3 = (unsigned)(stream >> 32);
    unsigned k0 = (unsigned)seed, k1 = (unsigned)(seed >> 32);
    for (int round = 0; round < 10; round++) {
      const unsigned high0 = __umulhi(0xD2511F53u, c0), low0 = 0xD2511F53u * c0;
      const unsigned high1 = __umulhi(0xCD9E8D57u, c2), low1 = 0xCD9E8D57u * c2;
      c0 = high1 ^ c1 ^ k0;
      c2 = high0 ^ c3 ^ k1;
      c1 = low1;
      c3 = low0;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    w[0] = c0;
    w[1] = c1;
    w[2] = c2;
    w[3] = c3;
  }
};

constexpr bool DOUBLES = sizeof(real) == 8;

__device__ inline unsigned long long pair(unsigned low, unsigned high) {
  return (unsigned long long)high << 32 | low;
}

__device__ inline double unit(unsigned word) { return (double)(word >> 8) * 0x1p-24; }
__device__ inline double unit(unsigned long long bits) { return (double)(bits >> 12) * 0x1p-52; }

// Two normal numbers by Box and Muller; the top bits of the second word choose the quadrant.
__device__ inline void normals(real u, int top, real f, double mean, double deviation, real* v) {
  const real r = sqrt(-2 * log(u)), angle = (f - (real)0.5) * (real)1.5707963267948966;
  const real c = cos(angle) * ((top & 2) == 0 ? 1 : -1), s = sin(angle);
  v[0] = (real)fma((double)(r * ((top & 1) ? s : c)), deviation, mean);
  v[1] = (real)fma((double)(r * ((top & 1) ? c : s)), deviation, mean);
}

// mode 0: low + (high - low) u; 1: mean + deviation z; 2: 1 where the word is below `threshold`.
// One thread makes the numbers of a block. Extents of x at g.v[0], strides at 8.
// Budget: n values written, about 100 integer operations a block.
extern "C" __global__ void random_fill(i64 mode, i64 blocks, i64 n, i64 rank, i64 seed, i64 stream,
                                       i64 block, double a, double b, i64 threshold, real* x,
                                       Layout g) {
  FOR_ELEMENTS(k, blocks) {
    const Words words(seed, stream, block + k);
    const unsigned* const w = words.w;
    real v[4];
    int each = 4;
    if (mode == 2) {
      for (int e = 0; e < 4; e++) v[e] = (i64)w[e] < threshold ? 1 : 0;
    } else if (DOUBLES) {
      each = 2;
      const unsigned long long p = pair(w[0], w[1]), q = pair(w[2], w[3]);
      if (mode == 0) {
        v[0] = (real)fma(unit(p), b - a, a);
        v[1] = (real)fma(unit(q), b - a, a);
      } else {
        normals((real)(unit(p) + 0x1p-53), (int)(q >> 62), (real)unit(q << 2), a, b, v);
      }
    } else if (mode == 0) {
      for (int e = 0; e < 4; e++) v[e] = (real)fma(unit(w[e]), b - a, a);
    } else {
      for (int e = 0; e < 4; e += 2) {
        normals((real)((double)w[e] * 0x1p-32 + 0x1p-33), (int)(w[e + 1] >> 30),
                (real)((double)(w[e + 1] << 2 >> 9) * 0x1p-23), a, b, v + e);
      }
    }
    for (int e = 0; e < each && k * each + e < n; e++) x[offset(g, 0, 8, rank, k * each + e)] = v[e];
  }
}
