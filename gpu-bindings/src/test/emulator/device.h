// Stands before a kernel source when it is compiled as C++: what CUDA's language has and C++ lacks.
// One block runs at a time; each of its threads is a coroutine that gives way where it must wait.
// Every second launch takes blocks and threads from the last to the first: what lacks a barrier differs.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

struct Triple {
  volatile unsigned x, y, z;
};
static Triple threadIdx, blockIdx, blockDim, gridDim;

#define __global__
#define __device__
#define __shared__ static

using std::max;
using std::min;

namespace emulation {
enum State { READY, AT_WARP, AT_BLOCK, DONE };

constexpr int THREADS = 1024, STACK = 64 * 1024;

struct Thread {
  void* stack_pointer;
  State state;
};

static Thread threads[THREADS];
static char* stacks;
static void* scheduler;
static int current;
static bool backwards;
static void (*entry)(void**);
static void** arguments;
static unsigned long long exchanged[THREADS];

// Saves the registers that a callee keeps, and goes on where the other coroutine stopped.
extern "C" void emulation_switch(void** from, void* to);
asm(".text\n.local emulation_switch\n.type emulation_switch, @function\nemulation_switch:\n"
    "push %rbp\npush %rbx\npush %r12\npush %r13\npush %r14\npush %r15\n"
    "mov %rsp, (%rdi)\nmov %rsi, %rsp\n"
    "pop %r15\npop %r14\npop %r13\npop %r12\npop %rbx\npop %rbp\nret\n");

static void wait(State state) {
  threads[current].state = state;
  emulation_switch(&threads[current].stack_pointer, scheduler);
}

[[noreturn]] static void begin() {
  entry(arguments);
  wait(DONE);
  abort();
}

[[noreturn]] static void fail(const char* what) {
  fprintf(stderr, "emulated kernel: %s, block %u\n", what, blockIdx.x);
  abort();
}

static void prepare(int t) {
  void** top = reinterpret_cast<void**>(stacks + (t + 1L) * STACK) - 1;
  *top = nullptr;  // where a return address would lie: a call leaves the stack so aligned
  *--top = reinterpret_cast<void*>(&begin);
  for (int registers = 0; registers < 6; registers++) *--top = nullptr;
  threads[t] = {top, READY};
}

// Lets those go on that stand at a barrier which all have reached.
static void release(int from, int to, State barrier) {
  int waiting = 0, done = 0;
  for (int t = from; t < to; t++) {
    waiting += threads[t].state == barrier;
    done += threads[t].state == DONE;
  }
  if (barrier == AT_WARP && waiting > 0 && done > 0) fail("a thread left before a shuffle");
  if (waiting == 0 || waiting + done < to - from) return;
  for (int t = from; t < to; t++) {
    if (threads[t].state == barrier) threads[t].state = READY;
  }
}

static void block(int size) {
  for (int t = 0; t < size; t++) prepare(t);
  for (int done = 0; done < size;) {
    bool moved = false;
    for (int k = 0; k < size; k++) {
      const int t = backwards ? size - 1 - k : k;
      if (threads[t].state != READY) continue;
      moved = true;
      current = t;
      threadIdx.x = t;
      emulation_switch(&scheduler, threads[t].stack_pointer);
      done += threads[t].state == DONE;
    }
    if (!moved) fail("threads wait at different barriers");
    for (int warp = 0; warp < size; warp += 32) release(warp, min(size, warp + 32), AT_WARP);
    release(0, size, AT_BLOCK);
  }
}

template <class T>
T shuffle(T value, int from) {
  memcpy(&exchanged[current], &value, sizeof(T));
  wait(AT_WARP);
  memcpy(&value, &exchanged[current / 32 * 32 + from], sizeof(T));
  wait(AT_WARP);
  return value;
}

template <class... P, size_t... I>
void call(void (*kernel)(P...), void** p, std::index_sequence<I...>) {
  kernel(*static_cast<P*>(p[I])...);
}

template <class... P, size_t... I>
void** copy(void (*)(P...), void** p, std::index_sequence<I...>) {
  return new void*[sizeof...(P) + 1]{static_cast<void*>(new P(*static_cast<P*>(p[I])))...};
}

// Copies the parameters of a launch that is recorded.
template <class... P>
void** copy(void (*kernel)(P...), void** p) {
  return copy(kernel, p, std::index_sequence_for<P...>());
}

template <class... P>
void call(void (*kernel)(P...), void** p) {
  call(kernel, p, std::index_sequence_for<P...>());
}
}  // namespace emulation

extern "C" void emulate(void (*kernel)(void**), void** arguments, unsigned blocks, unsigned size) {
  if (!emulation::stacks) {
    emulation::stacks = static_cast<char*>(malloc(long(emulation::THREADS) * emulation::STACK));
  }
  emulation::entry = kernel;
  emulation::arguments = arguments;
  gridDim.x = blocks;
  blockDim.x = size;
  for (unsigned b = 0; b < blocks; b++) {
    blockIdx.x = emulation::backwards ? blocks - 1 - b : b;
    emulation::block(size);
  }
  emulation::backwards = !emulation::backwards;
}

static inline void __syncthreads() { emulation::wait(emulation::AT_BLOCK); }
static inline void __threadfence() {}
static inline void __threadfence_system() {}

template <class T>
T __shfl_down_sync(unsigned, T v, unsigned far) {
  const int lane = emulation::current % 32;
  return emulation::shuffle(v, lane + far < 32 ? lane + far : lane);
}

template <class T>
T atomicAdd(T* at, T v) {
  const T old = *at;
  *at = old + v;
  return old;
}

static inline unsigned __umulhi(unsigned a, unsigned b) {
  return unsigned((uint64_t(a) * b) >> 32);
}
static inline double __longlong_as_double(long long v) {
  double d;
  memcpy(&d, &v, sizeof d);
  return d;
}
static inline float __uint_as_float(unsigned v) {
  float f;
  memcpy(&f, &v, sizeof f);
  return f;
}
static inline unsigned __float_as_uint(float f) {
  unsigned v;
  memcpy(&v, &f, sizeof v);
  return v;
}
static inline int __float_as_int(float f) { return int(__float_as_uint(f)); }
static inline float __int_as_float(int v) { return __uint_as_float(unsigned(v)); }
static inline long long __double_as_longlong(double d) {
  long long v;
  memcpy(&v, &d, sizeof v);
  return v;
}

// One operation, rounded by itself: the compiler does not see through it.
template <class T>
T alone(T v) {
  asm("" : "+x"(v));
  return v;
}
static inline float __fmul_rn(float a, float b) { return alone(a * b); }
static inline float __fadd_rn(float a, float b) { return alone(a + b); }
static inline double __dmul_rn(double a, double b) { return alone(a * b); }
static inline double __dadd_rn(double a, double b) { return alone(a + b); }

// CUDA's functions of one number take float and double by the name alone.
#define ONE(name) \
  static inline float name(float x) { return std::name(x); }
ONE(exp) ONE(expm1) ONE(log) ONE(log1p) ONE(tanh) ONE(erf) ONE(erfc) ONE(sin) ONE(cos) ONE(sqrt)
ONE(fabs) ONE(floor) ONE(ceil) ONE(rint)
#undef ONE
static inline float fma(float a, float b, float c) { return std::fma(a, b, c); }
static inline float pow(float a, float b) { return std::pow(a, b); }
static inline float atan2(float a, float b) { return std::atan2(a, b); }
static inline float fmax(float a, float b) { return std::fmax(a, b); }
static inline float fmin(float a, float b) { return std::fmin(a, b); }
static inline float copysign(float a, float b) { return std::copysign(a, b); }

