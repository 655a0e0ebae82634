#include <stdlib.h>
#include <sulfem/command.h>

int SulLaunchedRank(void) {
  static const char *const names[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    const char *rank = getenv(names[i]);
    if (rank) return (int)strtol(rank, NULL, 10);
  }
  return 0;
}
