// The driver and the compiler of kernels on a machine without a GPU: memory is the host's, a kernel
// is compiled by g++ behind device.h, and a launch runs it at once, one block after the other. So
// the contract tests can try Gatun's kernels and the Java that launches them. It says nothing of
// speed, nor of what depends on several blocks at a time.
#include <dlfcn.h>
#include <elf.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <regex>
#include <string>
#include <vector>

namespace {
constexpr int INVALID = 1, NOT_FOUND = 500;

struct Module {
  void* library;
  void (*emulate)(void (*)(void**), void**, unsigned, unsigned);
};

struct Function {
  Module* module;
  void (*launch)(void**);
  void** (*copy)(void**);
};

// What a stream was handed while it recorded.
using Graph = std::vector<std::function<void()>>;
Graph* recording = nullptr;
bool spoiled = false;

struct Program {
  std::string source, name, log, code;
};

std::string temporary(const char* ending) {
  static int number = 0;
  const char* folder = getenv("TMPDIR");
  return std::string(folder ? folder : "/tmp") + "/emulated" + std::to_string(getpid()) + "-" +
         std::to_string(number++) + ending;
}

std::string read(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string own_folder() {
  Dl_info info;
  dladdr(reinterpret_cast<void*>(&own_folder), &info);
  std::string file = info.dli_fname;
  return file.substr(0, file.rfind('/'));
}

// Adds for each kernel a function that takes its parameters as the driver does.
std::string with_launchers(const std::string& source) {
  std::string text = "#include \"" + own_folder() + "/device.h\"\n" + source + "\n";
  static const std::regex kernel("extern \"C\" __global__ void\\s+(\\w+)\\(");
  for (std::sregex_iterator k(source.begin(), source.end(), kernel), end; k != end; ++k) {
    const std::string name = (*k)[1];
    text += "extern \"C\" void** copy_" + name + "(void** p) { return emulation::copy(" + name + ", p); }\n";
    text += "extern \"C\" void launch_" + name + "(void** p) { emulation::call(" + name + ", p); }\n";
  }
  return text;
}
}  // namespace

extern "C" {
int cuInit(unsigned) { return 0; }
int cuDriverGetVersion(int* version) { return *version = 13000, 0; }
int cuDeviceGetCount(int* count) { return *count = 1, 0; }
int cuDeviceGet(int* device, int ordinal) { return *device = ordinal, 0; }
int cuDeviceGetName(char* name, int room, int) {
  return snprintf(name, room, "no device: kernels compiled as C++"), 0;
}
int cuDeviceTotalMem_v2(size_t* bytes, int) { return *bytes = size_t(1) << 30, 0; }
int cuDeviceGetAttribute(int* value, int attribute, int) {
  return *value = attribute == 75 ? 9 : attribute == 76 ? 0 : 1, 0;  // sm_90
}
int cuDevicePrimaryCtxRetain(void** context, int) { return *context = (void*)1, 0; }
int cuCtxSetCurrent(void*) { return 0; }
int cuMemAllocManaged(void** p, size_t bytes, unsigned) { return posix_memalign(p, 256, bytes) ? 2 : 0; }
int cuMemAlloc_v2(void** p, size_t bytes) { return posix_memalign(p, 256, bytes) ? 2 : 0; }
int cuMemFree_v2(void* p) { return free(p), 0; }
int cuMemHostAlloc(void** p, size_t bytes, unsigned) { return posix_memalign(p, 256, bytes) ? 2 : 0; }
int cuMemFreeHost(void* p) { return free(p), 0; }
int cuMemsetD8Async(void* p, unsigned char v, size_t n, void*) { return memset(p, v, n), 0; }
int cuMemcpyDtoDAsync_v2(void* to, void* from, size_t n, void*) { return memmove(to, from, n), 0; }
int cuMemcpyDtoHAsync_v2(void* to, void* from, size_t n, void*) { return memmove(to, from, n), 0; }
int cuStreamCreate(void** stream, unsigned) { return *stream = (void*)1, 0; }
int cuStreamDestroy_v2(void*) { return 0; }
int cuStreamQuery(void*) { return 0; }
int cuStreamSynchronize(void*) {
  if (recording) spoiled = true;  // as the driver: a stream that records cannot be waited for
  return recording ? 900 : 0;
}
int cuEventCreate(void** event, unsigned) { return *event = (void*)1, 0; }
int cuEventDestroy_v2(void*) { return 0; }
int cuEventRecord(void*, void*) { return 0; }
int cuEventSynchronize(void*) { return 0; }
int cuEventElapsedTime(float* ms, void*, void*) { return *ms = 1, 0; }
int cuGetErrorName(int, const char** name) { return *name = "an emulated error", 0; }
int cuGetErrorString(int, const char** text) { return *text = "see the emulator", 0; }

int cuModuleLoadData(void** module, const void* image) {
  const auto* header = static_cast<const Elf64_Ehdr*>(image);
  const size_t bytes = header->e_shoff + size_t(header->e_shnum) * header->e_shentsize;
  const std::string file = temporary(".so");
  std::ofstream(file, std::ios::binary).write(static_cast<const char*>(image), bytes);
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  unlink(file.c_str());
  if (!library) return fprintf(stderr, "%s\n", dlerror()), INVALID;
  auto* made = new Module{library, nullptr};
  made->emulate = reinterpret_cast<decltype(made->emulate)>(dlsym(library, "emulate"));
  return *module = made, 0;
}
int cuModuleUnload(void*) { return 0; }
int cuModuleGetFunction(void** function, void* module, const char* name) {
  auto* m = static_cast<Module*>(module);
  void* launch = dlsym(m->library, ("launch_" + std::string(name)).c_str());
  if (!launch) return NOT_FOUND;
  void* copy = dlsym(m->library, ("copy_" + std::string(name)).c_str());
  return *function = new Function{m, reinterpret_cast<void (*)(void**)>(launch),
                                  reinterpret_cast<void** (*)(void**)>(copy)}, 0;
}
int cuLaunchKernel(void* function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by,
                   unsigned bz, unsigned shared, void*, void** parameters, void** extra) {
  if (gx == 0 || gy * gz * by * bz != 1 || bx == 0 || bx > 1024 || shared != 0 || extra) return INVALID;
  auto* f = static_cast<Function*>(function);
  if (recording) {
    void** kept = f->copy(parameters);
    recording->push_back([=] { f->module->emulate(f->launch, kept, gx, bx); });
    return 0;
  }
  f->module->emulate(f->launch, parameters, gx, bx);
  return 0;
}

// Lets the other libraries of the emulator record their work; false if nothing is recorded now.
bool emulated_record(void (*work)(void*), void* data) {
  if (recording) recording->push_back([=] { work(data); });
  return recording != nullptr;
}
int cuStreamBeginCapture_v2(void*, int) { return spoiled = false, recording = new Graph, 0; }
int cuStreamEndCapture(void*, void** graph) {
  *graph = spoiled ? nullptr : recording;
  recording = nullptr;
  return spoiled ? 901 : 0;
}
int cuGraphInstantiateWithFlags(void** executable, void* graph, unsigned long long) {
  return *executable = new Graph(*static_cast<Graph*>(graph)), 0;
}
int cuGraphLaunch(void* executable, void*) {
  for (auto& node : *static_cast<Graph*>(executable)) node();
  return 0;
}
int cuGraphDestroy(void* graph) { return delete static_cast<Graph*>(graph), 0; }
int cuGraphExecDestroy(void* graph) { return delete static_cast<Graph*>(graph), 0; }

int nvrtcVersion(int* major, int* minor) { return *major = 0, *minor = 1, 0; }
const char* nvrtcGetErrorString(int) { return "an emulated error"; }
int nvrtcCreateProgram(void** program, const char* source, const char* name, int, void*, void*) {
  return *program = new Program{source, name, "", ""}, 0;
}
int nvrtcDestroyProgram(void** program) { return delete static_cast<Program*>(*program), 0; }
int nvrtcCompileProgram(void* program, int, const char* const*) {
  auto* p = static_cast<Program*>(program);
  const std::string in = temporary(".cpp"), out = temporary(".so"), log = temporary(".log");
  std::ofstream(in) << with_launchers(p->source);
  const std::string command =
      "g++ -std=c++17 -O1 -march=native -fno-ipa-reference -fPIC -shared -Wl,-Bsymbolic -o " +
      out + " " + in + " 2> " + log;
  const int failed = system(command.c_str());
  p->log = read(log);
  p->code = read(out);
  for (const auto& file : {in, out, log}) unlink(file.c_str());
  return failed ? 6 : 0;
}
int nvrtcGetCUBINSize(void* program, size_t* n) { return *n = static_cast<Program*>(program)->code.size(), 0; }
int nvrtcGetCUBIN(void* program, char* to) {
  const auto& code = static_cast<Program*>(program)->code;
  return memcpy(to, code.data(), code.size()), 0;
}
int nvrtcGetProgramLogSize(void* program, size_t* n) {
  return *n = static_cast<Program*>(program)->log.size() + 1, 0;
}
int nvrtcGetProgramLog(void* program, char* to) {
  return strcpy(to, static_cast<Program*>(program)->log.c_str()), 0;
}
}
