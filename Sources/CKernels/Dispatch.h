// Compiles a function for several instruction sets; the loader takes the best that the machine has.

#ifndef AUTOML_DISPATCH_H
#define AUTOML_DISPATCH_H

// The thread sanitizer is not ready yet when the loader asks which that is.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define AUTOML_ONE_INSTRUCTION_SET
#endif
#endif

#if defined(__x86_64__) && defined(__linux__) && !defined(AUTOML_ONE_INSTRUCTION_SET)
#define AUTOML_FOR_EACH_INSTRUCTION_SET \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define AUTOML_FOR_EACH_INSTRUCTION_SET
#endif

// Products and sums are rounded one by one on every machine, so all versions give the same bits.
#pragma STDC FP_CONTRACT OFF

#endif
