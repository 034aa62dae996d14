// The functions of cuBLAS that Gatun calls, as formulas for matrices in columns, and the products of
// cuSPARSE with compressed rows. Sums are double.
#include <dlfcn.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {
using i64 = int64_t;

float wide(uint32_t bits) {
  float f;
  memcpy(&f, &bits, sizeof f);
  return f;
}

float of_half(uint16_t h) {
  const uint32_t sign = uint32_t(h & 0x8000) << 16, rest = h & 0x7fff;
  if (rest >= 0x7c00) return wide(sign | 0x7f800000 | (rest & 0x3ff) << 13);
  const float v = wide(rest << 13) * wide(0x77800000);  // times 2^112
  return sign ? -v : v;
}

// The types of CUDA by their numbers: R_32F, R_64F, R_16F, R_16BF.
double load(const void* p, int type, i64 i) {
  switch (type) {
    case 0: return static_cast<const float*>(p)[i];
    case 1: return static_cast<const double*>(p)[i];
    case 2: return of_half(static_cast<const uint16_t*>(p)[i]);
    case 14: return wide(uint32_t(static_cast<const uint16_t*>(p)[i]) << 16);
    default: abort();
  }
}

void store(void* p, int type, i64 i, double v) {
  if (type == 0) static_cast<float*>(p)[i] = float(v);
  else if (type == 1) static_cast<double*>(p)[i] = v;
  else abort();
}

bool fits(bool turned, i64 rows, i64 columns, i64 ld) { return ld >= (turned ? columns : rows) && ld >= 1; }

int product(int ta, int tb, i64 m, i64 n, i64 k, double alpha, const void* a, int at, i64 lda,
            const void* b, int bt, i64 ldb, double beta, void* c, int ct, i64 ldc) {
  if (!fits(ta, m, k, lda) || !fits(tb, k, n, ldb) || ldc < m) return 7;
  std::vector<double> left(m * k), column(m);
  for (i64 l = 0; l < k; l++) {
    for (i64 i = 0; i < m; i++) left[i + m * l] = load(a, at, ta ? l + lda * i : i + lda * l);
  }
  for (i64 j = 0; j < n; j++) {
    std::fill(column.begin(), column.end(), 0.0);
    for (i64 l = 0; l < k; l++) {
      const double factor = load(b, bt, tb ? j + ldb * l : l + ldb * j);
      for (i64 i = 0; i < m; i++) column[i] += left[i + m * l] * factor;
    }
    for (i64 i = 0; i < m; i++) {
      store(c, ct, i + ldc * j, alpha * column[i] + (beta == 0 ? 0 : beta * load(c, ct, i + ldc * j)));
    }
  }
  return 0;
}

size_t bytes(int type) { return type == 1 ? 8 : type == 0 ? 4 : 2; }

double scalar(const void* p, int compute) { return load(p, compute == 70 ? 1 : 0, 0); }

template <class T>
int syrk(int uplo, int trans, i64 n, i64 k, const T* alpha, const T* a, i64 lda, const T* beta, T* c, i64 ldc) {
  if (!fits(trans, n, k, lda) || ldc < n) return 7;
  for (i64 j = 0; j < n; j++) {
    for (i64 i = uplo == 0 ? j : 0; i < (uplo == 0 ? n : j + 1); i++) {
      double sum = 0;
      for (i64 l = 0; l < k; l++) {
        sum += double(trans ? a[l + lda * i] : a[i + lda * l]) * (trans ? a[l + lda * j] : a[j + lda * l]);
      }
      T& out = c[i + ldc * j];
      out = T(*alpha * sum + (*beta == 0 ? 0 : double(*beta) * out));
    }
  }
  return 0;
}

template <class T>
int trsm(int side, int uplo, int trans, int diag, i64 m, i64 n, const T* alpha, const T* a, i64 lda, T* b, i64 ldb) {
  const bool left = side == 0;
  const i64 size = left ? m : n, count = left ? n : m;
  if (lda < size || ldb < m) return 7;
  const bool flipped = (trans != 0) == left, forward = (uplo == 0) != flipped;
  for (i64 c = 0; c < count; c++) {
    for (i64 step = 0; step < size; step++) {
      const i64 i = forward ? step : size - 1 - step;
      T& out = left ? b[i + ldb * c] : b[c + ldb * i];
      double v = double(*alpha) * out;
      for (i64 before = 0; before < step; before++) {
        const i64 l = forward ? before : size - 1 - before;
        v -= double(flipped ? a[l + lda * i] : a[i + lda * l]) * (left ? b[l + ldb * c] : b[c + ldb * l]);
      }
      out = T(diag == 1 ? v : v / a[i + lda * i]);
    }
  }
  return 0;
}

template <class T>
int gemv(int trans, i64 m, i64 n, const T* alpha, const T* a, i64 lda, const T* x, i64 incx, const T* beta, T* y, i64 incy) {
  if (lda < m || incx == 0 || incy == 0) return 7;
  for (i64 i = 0; i < (trans ? n : m); i++) {
    double sum = 0;
    for (i64 j = 0; j < (trans ? m : n); j++) sum += double(trans ? a[j + lda * i] : a[i + lda * j]) * x[j * incx];
    T& out = y[i * incy];
    out = T(*alpha * sum + (*beta == 0 ? 0 : double(*beta) * out));
  }
  return 0;
}

struct Rows {
  i64 rows, entries;
  const int *pointers, *columns;
  const void* values;
  int type;
};

struct Vector {
  void* values;
};
}  // namespace

extern "C" {
int cublasCreate_v2(void** handle) { return *handle = (void*)1, 0; }
int cublasDestroy_v2(void*) { return 0; }
int cublasSetStream_v2(void*, void*) { return 0; }
int cublasSetWorkspace_v2(void*, void*, size_t) { return 0; }
const char* cublasGetStatusName(int) { return "an emulated status"; }
const char* cublasGetStatusString(int) { return "see the emulator"; }

int cublasGemmStridedBatchedEx_64(void*, int ta, int tb, i64 m, i64 n, i64 k, const void* alpha,
                                  const void* a, int at, i64 lda, i64 sa, const void* b, int bt, i64 ldb,
                                  i64 sb, const void* beta, void* c, int ct, i64 ldc, i64 sc, i64 count,
                                  int compute, int) {
  if (at != bt) return 15;  // as the real one
  for (i64 t = 0; t < count; t++) {
    const int code = product(ta, tb, m, n, k, scalar(alpha, compute), (const char*)a + t * sa * bytes(at), at, lda,
                             (const char*)b + t * sb * bytes(bt), bt, ldb, scalar(beta, compute),
                             (char*)c + t * sc * bytes(ct), ct, ldc);
    if (code != 0) return code;
  }
  return 0;
}
int cublasGemmEx_64(void* h, int ta, int tb, i64 m, i64 n, i64 k, const void* alpha, const void* a, int at,
                    i64 lda, const void* b, int bt, i64 ldb, const void* beta, void* c, int ct, i64 ldc,
                    int compute, int algorithm) {
  return cublasGemmStridedBatchedEx_64(h, ta, tb, m, n, k, alpha, a, at, lda, 0, b, bt, ldb, 0, beta, c, ct, ldc, 0,
                                       1, compute, algorithm);
}

#define TYPED(letter, T)                                                                                     \
  int cublas##letter##syrk_v2_64(void*, int uplo, int trans, i64 n, i64 k, const T* alpha, const T* a,       \
                                 i64 lda, const T* beta, T* c, i64 ldc) {                                    \
    return syrk(uplo, trans, n, k, alpha, a, lda, beta, c, ldc);                                             \
  }                                                                                                          \
  int cublas##letter##trsm_v2_64(void*, int side, int uplo, int trans, int diag, i64 m, i64 n,               \
                                 const T* alpha, const T* a, i64 lda, T* b, i64 ldb) {                       \
    return trsm(side, uplo, trans, diag, m, n, alpha, a, lda, b, ldb);                                       \
  }                                                                                                          \
  int cublas##letter##gemv_v2_64(void*, int trans, i64 m, i64 n, const T* alpha, const T* a, i64 lda,        \
                                 const T* x, i64 incx, const T* beta, T* y, i64 incy) {                      \
    return gemv(trans, m, n, alpha, a, lda, x, incx, beta, y, incy);                                         \
  }
TYPED(S, float)
TYPED(D, double)

int cusparseCreate(void** handle) { return *handle = (void*)1, 0; }
int cusparseDestroy(void*) { return 0; }
int cusparseSetStream(void*, void*) { return 0; }
const char* cusparseGetErrorName(int) { return "an emulated status"; }
const char* cusparseGetErrorString(int) { return "see the emulator"; }
int cusparseCreateCsr(void** a, i64 rows, i64, i64 entries, void* pointers, void* columns, void* values, int, int,
                      int, int type) {
  return *a = new Rows{rows, entries, (const int*)pointers, (const int*)columns, values, type}, 0;
}
int cusparseDestroySpMat(void* a) { return delete (Rows*)a, 0; }
int cusparseCreateDnVec(void** v, i64, void* values, int) { return *v = new Vector{values}, 0; }
int cusparseDestroyDnVec(void* v) { return delete (Vector*)v, 0; }
int cusparseDnVecSetValues(void* v, void* values) { return ((Vector*)v)->values = values, 0; }
int cusparseSpMV_bufferSize(void*, int, const void*, void*, void*, const void*, void*, int, int, size_t* bytes) {
  return *bytes = 1024, 0;
}
struct Product {
  Rows m;
  void *x, *y;
};
static void spmv(void* data) {
  const Product& p = *(Product*)data;
  const Rows& m = p.m;
  for (i64 i = 0; i < m.rows; i++) {
    double sum = 0;
    for (int e = m.pointers[i]; e < m.pointers[i + 1]; e++) {
      sum += load(m.values, m.type, e) * load(p.x, m.type, m.columns[e]);
    }
    store(p.y, m.type, i, sum);
  }
}
int cusparseSpMV(void*, int, const void*, void* a, void* x, const void*, void* y, int, int, void* buffer) {
  if ((uintptr_t)buffer % 256 != 0) return 3;
  Dl_info info;
  dladdr((void*)&spmv, &info);
  const std::string file = info.dli_fname;
  static const auto record = (bool (*)(void (*)(void*), void*))dlsym(
      dlopen((file.substr(0, file.rfind('/')) + "/libcuda.so.1").c_str(), RTLD_NOW), "emulated_record");
  Product product{*(Rows*)a, ((Vector*)x)->values, ((Vector*)y)->values};
  auto* kept = new Product(product);
  if (record(spmv, kept)) return 0;
  delete kept;
  return spmv(&product), 0;
}
}
