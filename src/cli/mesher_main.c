/* SPDX-License-Identifier: BSD-2-Clause */
/* sulfem-mesher: `sulfem pack` with its meshers, in a process of its own. The first argument is the
 * number of a pipe (sulfem/mesher.h). */
#include "output.h"
#include "pack.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sulfem/mesher.h>
#include <sys/stat.h>

static bool IsPipe(int descriptor) {
  struct stat status;
  return descriptor > 2 && fstat(descriptor, &status) == 0 && S_ISFIFO(status.st_mode);
}

int main(int argc, char **argv) {
  int voice = argc > 1 ? (int)strtol(argv[1], NULL, 10) : -1;
  if (!IsPipe(voice)) {
    fprintf(stderr, "sulfem: error: sulfem-mesher is a part of \"sulfem pack\", which starts it\n");
    return SUL_INPUT;
  }
  fcntl(voice, F_SETFD, FD_CLOEXEC);
  SulMesherVoice(voice);
  SulStatus status = SulPackRun(argc - 2, argv + 2, &(SulMeshers){SulMeshPacking, SulMeshImage});
  status = SulOutputCheck(status);
  SulMesherDone(status);
  return (int)status;
}
