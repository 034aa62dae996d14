// The masked 7-point Laplacian beside triad, one thread: what a C compiler reaches with the same traffic.
// gcc -O3 -march=native -ffast-math -mprefer-vector-width=512 stencil.c -o stencil && ./stencil 128 100 0  (size, rounds, kind 0 to 4)
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }
static void apply(long n, const double *restrict x, const signed char *restrict k, double *restrict y) {
  long p = n * n;
  for (long l = n + 1; l < p - n - 1; l++) {
    const double *c = x + l * n; const signed char *kk = k + l * n; double *o = y + l * n;
    for (long i = 1; i < n - 1; i++) {
      double d = kk[i];
      double s = c[i - 1] + c[i + 1] + (c[i - n] + c[i + n]) + (c[i - p] + c[i + p]);
      o[i] = d == 0 ? 0 : d * c[i] - s;
    }
  }
}
#include <immintrin.h>
// What Java lacks: a prefetch of the next plane, and stores that bypass the cache.
static void tuned(long n, const double *restrict x, const signed char *restrict k, double *restrict y, int ahead, int stream) {
  long p = n * n;
  for (long l = n + 1; l < p - n - 1; l++) {
    const double *c = x + l * n; const signed char *kk = k + l * n; double *o = y + l * n;
    for (long i = 0; i < n; i += 8) {
      if (ahead) _mm_prefetch((const char *)(c + i + p + ahead), _MM_HINT_T0);
      __m512d d = _mm512_cvtepi32_pd(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(kk + i))));
      __m512d s = _mm512_add_pd(_mm512_loadu_pd(c + i - 1), _mm512_loadu_pd(c + i + 1));
      s = _mm512_add_pd(s, _mm512_add_pd(_mm512_load_pd(c + i - n), _mm512_load_pd(c + i + n)));
      s = _mm512_add_pd(s, _mm512_add_pd(_mm512_load_pd(c + i - p), _mm512_load_pd(c + i + p)));
      __m512d r = _mm512_maskz_sub_pd(_mm512_cmp_pd_mask(d, _mm512_setzero_pd(), _CMP_NEQ_OQ), _mm512_mul_pd(d, _mm512_load_pd(c + i)), s);
      if (stream) _mm512_stream_pd(o + i, r); else _mm512_store_pd(o + i, r);
    }
  }
}
static void triad(long n, double *restrict a, const double *restrict b, const double *restrict c) {
  for (long i = 0; i < n; i++) a[i] = b[i] + 3.0 * c[i];
}
static int cmp(const void *a, const void *b) { double x = *(double *)a, y = *(double *)b; return x < y ? -1 : x > y; }
int main(int argc, char **argv) {
  long n = atol(argv[1]), m = n * n * n, big = 1 << 23;
  int rounds = atoi(argv[2]), kind = atoi(argv[3]);
  double *x = aligned_alloc(4096, 8 * m), *y = aligned_alloc(4096, 8 * m);
  signed char *k = aligned_alloc(4096, m);
  double *a = aligned_alloc(4096, 8 * big), *b = aligned_alloc(4096, 8 * big), *c = aligned_alloc(4096, 8 * big);
  for (long i = 0; i < m; i++) x[i] = i % 17, y[i] = 0, k[i] = 6;
  for (long i = 0; i < big; i++) a[i] = b[i] = c[i] = 1;
  double *share = malloc(8 * rounds), *t = malloc(8 * rounds);
  for (int r = 0; r < rounds; r++) {
    double t0 = now(); triad(big, a, b, c); double t1 = now();
    int reps = n > 200 ? 1 : 4;
    for (int q = 0; q < reps; q++) if (kind == 0) apply(n, x, k, y); else tuned(n, x, k, y, kind & 1 ? 0 : 256, kind >= 3);
    double t2 = now(); triad(big, a, b, c); double t3 = now();
    double tri = 48.0 * big / ((t1 - t0) + (t3 - t2)), st = 17.0 * m * reps / (t2 - t1);
    share[r] = st / tri; t[r] = tri;
  }
  qsort(share, rounds, 8, cmp); qsort(t, rounds, 8, cmp);
  printf("%-40s n %ld: share of triad median %.3f quartiles %.3f %.3f best %.3f; triad median %.1f GB/s (%g)\n", (const char *[]){"gcc loop", "vectors", "vectors, prefetch", "vectors, stores past the cache", "vectors, prefetch, stores past the cache"}[kind], n, share[rounds / 2], share[rounds / 4], share[3 * rounds / 4], share[rounds - 1], t[rounds / 2] * 1e-9, y[m / 2]);
}
