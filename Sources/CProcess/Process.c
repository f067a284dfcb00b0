#define _GNU_SOURCE
#include "CProcess.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct {
  void (*body)(void);
  sigset_t signals;
} Start;

static void *call(void *argument) {
  Start *start = argument;
  pthread_sigmask(SIG_SETMASK, &start->signals, NULL);
  // A stack of its own for the reports of this thread, whose stack is then at its end.
  static char alternate[1 << 16];
  stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
  sigaltstack(&stack, NULL);
  start->body();
  return NULL;
}

int automl_run_with_stack(size_t bytes, void (*body)(void)) {
  pthread_attr_t attributes;
  pthread_t thread;
  int error = pthread_attr_init(&attributes);
  if (error == 0) error = pthread_attr_setstacksize(&attributes, bytes);
#ifdef __GLIBC__
  if (error == 0) error = pthread_setattr_default_np(&attributes);
#endif
  // This thread only waits: signals are for the others, also those that they take one by one.
  Start start = {.body = body};
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &start.signals);
  if (error == 0) error = pthread_create(&thread, &attributes, call, &start);
  if (error == 0) error = pthread_join(thread, NULL);
  pthread_sigmask(SIG_SETMASK, &start.signals, NULL);
  return error;
}

static void say(const char *text) {
  ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
  (void)ignored;
}

// Only calls that POSIX allows in a handler: the heap may be what is broken.
static void report(int number) {
  (void)number;
  // Where not even this much can be had, memory is what the program ended for.
  void *room = mmap(NULL, (size_t)1 << 29, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) {
    say("\nERROR 53200: memory ran out; the database is as the last statement left it\n"
        "Hint: Give the process more memory, train on fewer rows or columns, or SET memory_limit lower.\n");
  } else {
    say("\nERROR XX000: automl failed for a fault of its own; the database is as the last statement left it\n"
        "Hint: Please report the statement and the data that show it.\n");
  }
  _exit(1);
}

void automl_report_faults(void) {
  static const int numbers[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
  struct sigaction action = {.sa_handler = report, .sa_flags = SA_ONSTACK | SA_RESETHAND};
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) sigaction(numbers[i], &action, NULL);
}
