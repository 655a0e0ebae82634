/* SPDX-License-Identifier: BSD-2-Clause */
/* Random numbers of libraries under PETSc, begun anew. */
#include <sulfem/repeatable.h>

#include <dlfcn.h>
#include <stdlib.h>

/* A function that dlsym finds, or NULL. */
typedef union {
  void *symbol;
  void (*reset)(void);
} Foreign;

void SulRepeatScotch(void) {
  Foreign found = {dlsym(RTLD_DEFAULT, "SCOTCH_randomReset")};
  setenv("SCOTCH_PTHREAD_NUMBER", "1", 0);
  if (found.symbol) found.reset();
}
