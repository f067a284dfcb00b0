// What Swift cannot say.

#ifndef AUTOML_CTREEKERNELS_SHIM_H
#define AUTOML_CTREEKERNELS_SHIM_H

// Asks for a cache line before it is read; Swift has no such instruction.
static inline void automl_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
