#include <stdio.h>
#include <sulfem/command.h>

SulStatus SulTell(const SulError *error) {
  fprintf(stderr, "sulfem: error: %s\n", error->text);
  return error->status;
}
