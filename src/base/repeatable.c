#include <sulfem/repeatable.h>

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>

/* A function that dlsym finds, or NULL. */
typedef union {
  void *symbol;
  void (*reset)(void);
  void (*seed)(int number);
} Foreign;

void SulRepeatScotch(void) {
  Foreign found = {dlsym(RTLD_DEFAULT, "SCOTCH_randomReset")};
  setenv("SCOTCH_PTHREAD_NUMBER", "1", 0);
  if (found.symbol) found.reset();
}

void SulRepeatML(MPI_Comm comm) {
  Foreign found = {dlsym(RTLD_DEFAULT, "ML_set_random_seed")};
  int rank, size;
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &size);
  if (found.symbol) found.seed((int)(INT_MAX * (1 - (rank + 1) / (size + 1.0))));
}
