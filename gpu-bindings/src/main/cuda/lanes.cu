// Reductions of many outputs by one block: its threads are `lanes` columns, one for each output, of
// BLOCK / lanes rows, which share the terms; lanes = 1 is a block for one output, BLOCK a thread.

// The offset of element i of a box whose extents begin at g.v[extents], the innermost first, and
// whose strides at g.v[strides].
__device__ inline i64 offset(const Layout& g, int extents, int strides, i64 rank, i64 i) {
  if (rank == 1) return i * g.v[strides];
  i64 at = 0;
  for (int a = 0; a < rank; a++) at += split(i, g.v[extents + a]) * g.v[strides + a];
  return at;
}

struct State {  // what an operation keeps of the terms it has seen
  double a, b, c;
};

// Combines the states of the threads of each lane in a fixed order; valid in every thread.
template <class Op>
__device__ State of_lane(State mine, int lanes, State* shared, const Op& op) {
  const int t = threadIdx.x;
  shared[t] = mine;
  __syncthreads();
  for (int half = BLOCK / 2; half >= lanes; half /= 2) {
    if (t < half) shared[t] = op.merge(shared[t], shared[t + half]);
    __syncthreads();
  }
  const State all = shared[t % lanes];
  __syncthreads();
  return all;
}

struct Sums {  // of up to three numbers
  __device__ static State none() { return {0, 0, 0}; }
  __device__ static State merge(State s, State t) { return {s.a + t.a, s.b + t.b, s.c + t.c}; }
};

struct Exponentials {  // a: the largest, b: the sum of e^(x - a)
  __device__ static State none() { return {-INFINITY, 0, 0}; }
  __device__ static State merge(State s, State t) {
    if (s.a != s.a || t.a != t.a) return {s.a + t.a, 0, 0};
    if (s.a == t.a) return {s.a, s.b + t.b, 0};
    return s.a > t.a ? State{s.a, s.b + t.b * exp(t.a - s.a), 0}
                     : State{t.a, t.b + s.b * exp(s.a - t.a), 0};
  }
  __device__ static State add(State s, double x) { return merge(s, {x, 1, 0}); }
};
