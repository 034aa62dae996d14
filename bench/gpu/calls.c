// The calls of gatun.gpu.CallCost from C, for comparison: usage: calls FOLDER READINGS
// FOLDER holds nvrtc.path, driver.path (written by the Java program) and empty.cubin. Needs no header of CUDA.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CALLS = 20000, ROUNDS = 10, READINGS = 5, BATCH = 512 };

typedef int (*version_t)(int*, int*);
typedef int (*launch_t)(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void*, void**, void**);

static FILE* out;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static void report(const char* call, const double* ns) {
  fprintf(out, "{\"group\":\"calls\",\"kernel\":\"%s\",\"shape\":\"-\",\"dtype\":\"-\",\"subject\":\"c\",\"threads\":1,\"seconds\":[", call);
  for (int i = 0; i < READINGS; i++) fprintf(out, "%s%.6e", i ? "," : "", ns[i] * 1e-9);
  fprintf(out, "]}\n");
  printf("%s: %.1f ns\n", call, ns[0]);
}

static void skip(const char* why) {
  fprintf(out, "{\"group\":\"calls\",\"subject\":\"c\",\"note\":\"%s\"}\n", why);
  printf("calls: skipped: c: %s\n", why);
}

static int path(const char* folder, const char* name, char* text, size_t size) {
  char file[4096];
  snprintf(file, sizeof file, "%s/%s", folder, name);
  FILE* f = fopen(file, "rb");
  if (!f) return 0;
  size_t n = fread(text, 1, size - 1, f);
  text[n] = 0;
  fclose(f);
  return (int)n;
}

#define BEST(call)                                         \
  do {                                                     \
    for (int r = 0; r < READINGS; r++) {                   \
      ns[r] = 1e30;                                        \
      for (int k = 0; k < ROUNDS; k++) {                   \
        double begin = now();                              \
        for (int i = 0; i < CALLS; i++) bad |= (call);     \
        double one = (now() - begin) / CALLS;              \
        if (one < ns[r]) ns[r] = one;                      \
      }                                                    \
    }                                                      \
  } while (0)

static void compiler(const char* folder) {
  char file[4096];
  double ns[READINGS];
  int bad = 0, major, minor;
  void* lib = path(folder, "nvrtc.path", file, sizeof file) ? dlopen(file, RTLD_NOW) : NULL;
  version_t version = lib ? (version_t)dlsym(lib, "nvrtcVersion") : NULL;
  if (!version) {
    skip("nvrtcVersion is not there");
    return;
  }
  BEST(version(&major, &minor));
  if (bad) skip("nvrtcVersion failed");
  else report("nvrtcVersion", ns);
}

static void driver(const char* folder) {
  char file[4096];
  static char cubin[1 << 20];
  double ns[READINGS];
  int bad = 0, device;
  void *context, *stream, *module, *function;
  void* lib = path(folder, "driver.path", file, sizeof file) ? dlopen(file, RTLD_NOW) : NULL;
  if (!lib || !path(folder, "empty.cubin", cubin, sizeof cubin)) {
    skip("no driver with a device");
    return;
  }
  int (*init)(unsigned) = (int (*)(unsigned))dlsym(lib, "cuInit");
  int (*get)(int*, int) = (int (*)(int*, int))dlsym(lib, "cuDeviceGet");
  int (*retain)(void**, int) = (int (*)(void**, int))dlsym(lib, "cuDevicePrimaryCtxRetain");
  int (*bind)(void*) = (int (*)(void*))dlsym(lib, "cuCtxSetCurrent");
  int (*create)(void**, unsigned) = (int (*)(void**, unsigned))dlsym(lib, "cuStreamCreate");
  int (*query)(void*) = (int (*)(void*))dlsym(lib, "cuStreamQuery");
  int (*await)(void*) = (int (*)(void*))dlsym(lib, "cuStreamSynchronize");
  int (*load)(void**, const void*) = (int (*)(void**, const void*))dlsym(lib, "cuModuleLoadData");
  int (*find)(void**, void*, const char*) = (int (*)(void**, void*, const char*))dlsym(lib, "cuModuleGetFunction");
  launch_t launch = (launch_t)dlsym(lib, "cuLaunchKernel");
  if (!init || !get || !retain || !bind || !create || !query || !await || !load || !find || !launch) {
    skip("the driver lacks a function");
    return;
  }
  if (init(0) || get(&device, 0) || retain(&context, device) || bind(context) || create(&stream, 1) || load(&module, cubin) ||
      find(&function, module, "empty")) {
    skip("the driver refused");
    return;
  }
  await(stream);
  BEST(query(stream));
  if (bad) skip("cuStreamQuery failed");
  else report("cuStreamQuery", ns);
  for (int r = 0; r < READINGS; r++) {
    ns[r] = 1e30;
    for (int done = 0; done < CALLS; done += BATCH) {
      double begin = now();
      for (long long i = 0; i < BATCH; i++) {
        void* parameters[] = {&i};
        bad |= launch(function, 1, 1, 1, 256, 1, 1, 0, stream, parameters, NULL);
      }
      double one = (now() - begin) / BATCH;
      if (one < ns[r]) ns[r] = one;
      await(stream);
    }
  }
  if (bad) skip("cuLaunchKernel failed");
  else report("cuLaunchKernel", ns);
}

int main(int count, char** arguments) {
  if (count < 3 || !(out = fopen(arguments[2], "a"))) {
    fprintf(stderr, "usage: calls FOLDER READINGS\n");
    return 2;
  }
  compiler(arguments[1]);
  driver(arguments[1]);
  fclose(out);
  return 0;
}
