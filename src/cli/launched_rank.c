/* SPDX-License-Identifier: BSD-2-Clause */
/* The rank that a launcher has given this process, before MPI is up. */
#include <stdlib.h>
#include <sulfem/command.h>

/* The number in the first of the variables that is set. */
static int NumberOf(const char *const names[3], int otherwise) {
  for (size_t i = 0; i < 3; i++) {
    const char *number = getenv(names[i]);
    if (number) return (int)strtol(number, NULL, 10);
  }
  return otherwise;
}

int SulLaunchedRank(void) {
  return NumberOf((const char *const[]){"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"}, 0);
}

int SulLaunchedRanks(void) {
  return NumberOf((const char *const[]){"OMPI_COMM_WORLD_SIZE", "PMIX_SIZE", "PMI_SIZE"}, 1);
}
