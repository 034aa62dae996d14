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

// Numbers have the bits of the SIMD backend: the same operations, rounded one by one.
template <class T>
struct Bits;

template <>
struct Bits<float> {
  typedef int Whole;
  typedef unsigned Word;
  static constexpr int EACH = 4, FRACTION = 23, CUT = 8;
  static constexpr int ONE = 0x3f800000, ROOT = 0x3f3504f3;
  __device__ static float real_of(int v) { return __int_as_float(v); }
  __device__ static int bits_of(float v) { return __float_as_int(v); }
  __device__ static float mul(float a, float b) { return __fmul_rn(a, b); }
  __device__ static float add(float a, float b) { return __fadd_rn(a, b); }
  __device__ static Word word(const unsigned* w, int e) { return w[e]; }
  __device__ static float unit(Word v) { return (float)(v >> 8) * 0x1p-24f; }
  __device__ static float open(Word v) {
    return add(unit(v), add((float)(v & 255u) * 0x1p-32f, 0x1p-33f));
  }
  __device__ static float log_series(float z) {
    const float g = fma(fma(0.24279078841f, z, 0.28498786688f), z, 0.40000972152f);
    return fma(g, z, 0.66666662693f);
  }
  __device__ static float sine_head(float) { return 0.00016044118478735975f; }
  __device__ static float cosine_head(float) { return -2.5202042373060596e-05f; }
};

template <>
struct Bits<double> {
  typedef i64 Whole;
  typedef unsigned long long Word;
  static constexpr int EACH = 2, FRACTION = 52, CUT = 11;
  static constexpr i64 ONE = 0x3ff0000000000000LL, ROOT = 0x3fe6a09e667f3bcdLL;
  __device__ static double real_of(i64 v) { return __longlong_as_double(v); }
  __device__ static i64 bits_of(double v) { return __double_as_longlong(v); }
  __device__ static double mul(double a, double b) { return __dmul_rn(a, b); }
  __device__ static double add(double a, double b) { return __dadd_rn(a, b); }
  __device__ static Word word(const unsigned* w, int e) {
    return (Word)w[2 * e + 1] << 32 | w[2 * e];
  }
  __device__ static double unit(Word v) { return (double)(v >> 12) * 0x1p-52; }
  __device__ static double open(Word v) { return add(unit(v), 0x1p-53); }
  __device__ static double log_series(double z) {
    double g = fma(0.14798198605116586, z, 0.15313837699209373);
    g = fma(fma(g, z, 0.1818357216161805), z, 0.22222198432149784);
    g = fma(fma(g, z, 0.2857142874366239), z, 0.3999999999940942);
    return fma(g, z, 0.6666666666666735);
  }
  __device__ static double sine_head(double w) {
    const double s = fma(-6.688035109811464e-10, w, 5.692172921967924e-08);
    return fma(fma(s, w, -3.598843235212084e-06), w, 0.00016044118478735975);
  }
  __device__ static double cosine_head(double w) {
    const double c = fma(6.565963114979468e-11, w, -6.386603083791849e-09);
    return fma(fma(c, w, 4.710874778818169e-07), w, -2.5202042373060596e-05);
  }
};

typedef Bits<real> R;

// The root of -2 ln u by the logarithm of fdlibm.
__device__ inline real radius(real u) {
  const R::Whole x = R::bits_of(u) - R::ROOT;
  const real e = (real)(x >> R::FRACTION);
  const real f = R::real_of((x & (((R::Whole)1 << R::FRACTION) - 1)) + R::ROOT) - 1;
  const real s = f / R::add(f, 2);
  const real hf = R::mul(R::mul(f, f), (real)0.5);
  const real rest = R::mul(s, fma(R::log_series(R::mul(s, s)), R::mul(s, s), hf));
  const real log_m = R::add(f, -R::add(hf, -rest));
  return sqrt(R::mul(fma(e, (real)0.6931471805599453, log_m), -2));
}

// Two normal numbers by Box and Muller; the two top bits of b choose the quarter of the circle.
__device__ inline void normals(R::Word a, R::Word b, real mean, real deviation, real* v) {
  const real r = radius(R::open(a));
  const real f = R::real_of((R::Whole)(b << 2 >> (R::CUT + 1)) | R::ONE) - (real)1.5;
  const real w = R::mul(f, f);
  real s = R::sine_head(w), c = R::cosine_head(w);
  s = fma(fma(s, w, (real)-0.004681754135318687), w, (real)0.07969262624616703);
  s = fma(fma(s, w, (real)-0.6459640975062462), w, (real)1.5707963267948966);
  c = fma(fma(c, w, (real)0.0009192602748394263), w, (real)-0.020863480763352957);
  c = fma(fma(c, w, (real)0.253669507901048), w, (real)-1.2337005501361697);
  c = fma(c, w, (real)1);
  const real y = R::mul(R::mul(s, f), r), positive = R::mul(c, r);
  const int top = (int)(b >> (8 * sizeof(real) - 2));
  const real x = (top & 2) ? -positive : positive;
  v[0] = fma((top & 1) ? y : x, deviation, mean);
  v[1] = fma((top & 1) ? x : y, deviation, mean);
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
    const int each = mode == 2 ? 4 : R::EACH;
    for (int e = 0; e < each; e++) {
      if (mode == 2) v[e] = (i64)w[e] < threshold ? 1 : 0;
      else if (mode == 0) v[e] = fma(R::unit(R::word(w, e)), (real)(b - a), (real)a);
      else if (e % 2 == 0) normals(R::word(w, e), R::word(w, e + 1), (real)a, (real)b, v + e);
    }
    for (int e = 0; e < each && k * each + e < n; e++) x[offset(g, 0, 8, rank, k * each + e)] = v[e];
  }
}
