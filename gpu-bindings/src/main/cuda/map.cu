// Elementwise programs: behind this stands one kernel that gatun.gpu.MapSource writes.
// Budget: every operand and the result once.
#include "types.cu"
#include "functions.cu"

constexpr int AXES = 8;

// Axis a of the result has g.v[a] elements, the innermost first; from AXES on follow the strides of
// the result, then of each operand, AXES each.
template <int count>
struct Offsets {
  i64 at[count];
  __device__ Offsets(const Layout& g, i64 rank, i64 i) {
#pragma unroll
    for (int k = 0; k < count; k++) at[k] = rank == 1 ? i * g.v[AXES * (k + 1)] : 0;
    if (rank == 1) return;
    for (int a = 0; a < rank; a++) {
      const i64 place = split(i, g.v[a]);
#pragma unroll
      for (int k = 0; k < count; k++) at[k] += place * g.v[AXES * (k + 1) + a];
    }
  }
};
