#ifdef __linux__
#define _GNU_SOURCE  // environ
#endif
#include "COpenBLAS.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// What every BLAS and LAPACK exports, by its Fortran name; declared for its types, never linked.
void dgemm_(const char *, const char *, const int *, const int *, const int *, const double *, const double *,
            const int *, const double *, const int *, const double *, double *, const int *);
void sgemm_(const char *, const char *, const int *, const int *, const int *, const float *, const float *,
            const int *, const float *, const int *, const float *, float *, const int *);
void dgemv_(const char *, const int *, const int *, const double *, const double *, const int *, const double *,
            const int *, const double *, double *, const int *);
void sgemv_(const char *, const int *, const int *, const float *, const float *, const int *, const float *,
            const int *, const float *, float *, const int *);
void dsyrk_(const char *, const char *, const int *, const int *, const double *, const double *, const int *,
            const double *, double *, const int *);
void ssyrk_(const char *, const char *, const int *, const int *, const float *, const float *, const int *,
            const float *, float *, const int *);
double ddot_(const int *, const double *, const int *, const double *, const int *);
void dtrsv_(const char *, const char *, const char *, const int *, const double *, const int *, double *,
            const int *);
void dpotrf_(const char *, const int *, double *, const int *, int *);
void dgeqrf_(const int *, const int *, double *, const int *, double *, double *, const int *, int *);
void openblas_set_num_threads(int);
char *openblas_get_config(void);

#define FOR_EACH_ROUTINE(do_)                                                                          \
  do_(dgemm_) do_(sgemm_) do_(dgemv_) do_(sgemv_) do_(dsyrk_) do_(ssyrk_) do_(ddot_) do_(dtrsv_)       \
  do_(dpotrf_) do_(dgeqrf_) do_(openblas_set_num_threads) do_(openblas_get_config)

#define DECLARE(name) __typeof__(&name) name;
static struct { FOR_EACH_ROUTINE(DECLARE) } library;

static char failure[512];

static const char *const names[] = {
#ifdef __APPLE__
    "libopenblas.dylib",
    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    "/usr/local/opt/openblas/lib/libopenblas.dylib",
#else
    // Beside the binary or in the system's folders.
    "libopenblas.so.0",
    "libopenblas.so",
#endif
};

// Of an OpenBLAS without root, what it needs itself lies beside the binary too, where only we look.
static void open_companions(void) {
#ifndef __APPLE__
  static const char *const companions[] = {"libquadmath.so.0", "libgfortran.so.5"};
  for (unsigned i = 0; i < sizeof companions / sizeof *companions; i++)
    dlopen(companions[i], RTLD_NOW | RTLD_LOCAL);
#endif
}

static void *open_by_name(void) {
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
    void *handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (handle) return handle;
    const char *reason = i == 0 ? dlerror() : NULL;
    if (reason) snprintf(failure, sizeof failure, "%s", reason);
  }
  return NULL;
}

#ifdef __linux__
// AMD's processors with AVX-512 get Haswell's kernels from OpenBLAS before 0.3.22, at half the speed.
static bool wants_skylake_kernels(void) {
#ifdef __x86_64__
  __builtin_cpu_init();
  return __builtin_cpu_is("amd") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") && !getenv("OPENBLAS_CORETYPE");
#else
  return false;
#endif
}

// OpenBLAS reads its environment while it is opened, and only then. setenv may free what another
// thread's getenv is reading: so the library is given a copy of the environment that replaces the old
// one in one store and is never freed.
static void *open_library(void) {
  char **old = environ;
  size_t count = 0;
  while (old && old[count]) count++;
  char **ours = malloc((count + 3) * sizeof *ours);
  if (!ours) return open_by_name();
  // The first of a name is the one that is found.
  size_t next = 0;
  ours[next++] = "OPENBLAS_NUM_THREADS=1";
  if (wants_skylake_kernels()) ours[next++] = "OPENBLAS_CORETYPE=SkylakeX";
  if (count) memcpy(ours + next, old, count * sizeof *ours);
  ours[next + count] = NULL;
  __atomic_store_n(&environ, ours, __ATOMIC_RELEASE);
  void *handle = open_by_name();
  if (!handle) {
    open_companions();
    handle = open_by_name();
  }
  // Unless somebody changed it meanwhile, whose change is to stay.
  __atomic_compare_exchange_n(&environ, &ours, old, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
  return handle;
}
#else
static void *open_library(void) { return open_by_name(); }
#endif

static void load(void) {
  void *handle = open_library();
  if (!handle) return;
#define FIND(name)                                                                  \
  library.name = (__typeof__(&name))dlsym(handle, #name);                           \
  if (!library.name) {                                                              \
    snprintf(failure, sizeof failure, "the OpenBLAS found here has no %s", #name);  \
    return;                                                                         \
  }
  FOR_EACH_ROUTINE(FIND)
  if (strstr(library.openblas_get_config(), "USE64BITINT")) {
    snprintf(failure, sizeof failure, "the OpenBLAS found here has integers of 64 bits");
    return;
  }
  library.openblas_set_num_threads(1);
  failure[0] = 0;
}

const char *load_openblas(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return failure[0] ? failure : NULL;
}

static const int one = 1;

void add_product_f64(bool is_transposed, int m, int n, int k, const double *a, const double *b, double *c) {
  const double factor = 1;
  const char *transposition = is_transposed ? "T" : "N";
  const int *rows = is_transposed ? &k : &m, *columns = is_transposed ? &m : &k;
  if (n == 1)
    library.dgemv_(transposition, rows, columns, &factor, a, rows, b, &one, &factor, c, &one);
  else
    library.dgemm_(transposition, "N", &m, &n, &k, &factor, a, rows, b, &k, &factor, c, &m);
}

void add_product_f32(bool is_transposed, int m, int n, int k, const float *a, const float *b, float *c) {
  const float factor = 1;
  const char *transposition = is_transposed ? "T" : "N";
  const int *rows = is_transposed ? &k : &m, *columns = is_transposed ? &m : &k;
  if (n == 1)
    library.sgemv_(transposition, rows, columns, &factor, a, rows, b, &one, &factor, c, &one);
  else
    library.sgemm_(transposition, "N", &m, &n, &k, &factor, a, rows, b, &k, &factor, c, &m);
}

void set_product_f32(
    bool is_left_transposed, bool is_right_transposed, int m, int n, int k, const float *a, const float *b,
    float kept, float *c) {
  const float factor = 1;
  library.sgemm_(is_left_transposed ? "T" : "N", is_right_transposed ? "T" : "N", &m, &n, &k, &factor, a,
                 is_left_transposed ? &k : &m, b, is_right_transposed ? &n : &k, &kept, c, &m);
}

void add_gram_f64(int n, int k, const double *a, double *c) {
  const double factor = 1;
  library.dsyrk_("L", "T", &n, &k, &factor, a, &k, &factor, c, &n);
}

void add_gram_f32(int n, int k, const float *a, float *c) {
  const float factor = 1;
  library.ssyrk_("L", "T", &n, &k, &factor, a, &k, &factor, c, &n);
}

double dot_f64(int n, const double *x, const double *y) { return library.ddot_(&n, x, &one, y, &one); }

int factor_f64(int n, double *a) {
  int status = 0;
  library.dpotrf_("L", &n, a, &n, &status);
  return status;
}

void solve_f64(bool is_transposed, int n, const double *l, double *x) {
  library.dtrsv_("L", is_transposed ? "T" : "N", "N", &n, l, &n, x, &one);
}

void triangle_f64(int m, int n, double *a, double *scratch) {
  int status = 0;
  const int size = triangle_scratch * n;
  library.dgeqrf_(&m, &n, a, &m, scratch, scratch + n, &size, &status);
}
