// What a program must arrange before it does anything: stacks, and words for its own end; and programs
// beside it.
#pragma once

#include <stddef.h>
#include <sys/types.h>

/// Runs `body` on a thread with a stack of `bytes`, gives all further threads as much, and returns
/// once it has ended: the stack that the process was started with may be too small (`ulimit -s`).
/// Returns 0, or the system's error number where no thread can be made.
int automl_run_with_stack(size_t bytes, void (*body)(void));

/// Has signals that end a program for a fault of its own, or for want of memory, say so on standard
/// error and end it with status 1; the stack of a thread may be used up then.
void automl_report_faults(void);

/// Starts the shell on a command, with signals as a shell has them, and sets `input` to the end of a pipe
/// that it reads from. Returns its process, or the negative of the system's error number.
pid_t automl_run_shell(const char *command, int *input);
