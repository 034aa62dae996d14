// Solves with a sparse triangle, level by level: the rows of a level depend on earlier levels alone.

struct Triangle {
  const i64* pointers;  // of the entries of each row, its diagonal last
  const int* columns;
  const i64* entries;  // where the value of an entry lies; null: at its own number
  const real* values;
  const real* b;
  real* x;
  __device__ real value(i64 e) const { return values[entries ? entries[e] : e]; }
  __device__ void solve(i64 row) const {
    const i64 diagonal = pointers[row + 1] - 1;
    real sum = b[row];
    for (i64 e = pointers[row]; e < diagonal; e++) sum = fma(-value(e), x[columns[e]], sum);
    x[row] = sum / value(diagonal);
  }
};

// One wide level: one thread a row. Budget: the entries of the rows and 3 values a row.
extern "C" __global__ void solve_level(i64 from, i64 to, const int* order, const i64* pointers,
                                       const int* columns, const i64* entries, const real* values,
                                       const real* b, real* x) {
  const Triangle t = {pointers, columns, entries, values, b, x};
  FOR_ELEMENTS(k, to - from) t.solve(order[from + k]);
}

// Some narrow levels one after the other by one block; level l has the rows starts[l] to starts[l+1].
extern "C" __global__ void solve_levels(i64 from, i64 to, const i64* starts, const int* order,
                                        const i64* pointers, const int* columns, const i64* entries,
                                        const real* values, const real* b, real* x) {
  const Triangle t = {pointers, columns, entries, values, b, x};
  for (i64 l = from; l < to; l++) {
    for (i64 k = starts[l] + threadIdx.x; k < starts[l + 1]; k += BLOCK) t.solve(order[k]);
    __syncthreads();
  }
}
