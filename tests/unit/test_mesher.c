/* SPDX-License-Identifier: BSD-2-Clause */
/* The mesher's process, seen from `sulfem pack`: however it ends there is one error, and no file is
 * left. This program is the mesher, too: started with a pipe's number and what it shall do. */
#include "check.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/mesher.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../../src/cli/pack_mesher.h"
#include "../../src/cli/pack_stop.h"

static const char output[] = "test-mesher.msh", partial[] = "test-mesher.msh.partial";

static void Make(const char *path) {
  int file = open(path, O_WRONLY | O_CREAT, 0666);
  if (file >= 0) close(file);
}

static void Burn(void) {
  struct rlimit limit = {1, RLIM_INFINITY};
  setrlimit(RLIMIT_CPU, &limit);
  for (volatile unsigned i = 0;; i++)
    ;
}

/* What meshers do to us. */
static int Act(int voice, const char *what) {
  SulMesherVoice(voice);
  Make(partial);
  SulMesherDoing("fill the volumes");
  signal(SIGSEGV, SIG_DFL); /* a sanitizer has a handler of its own */
  if (strcmp(what, "segfault") == 0) raise(SIGSEGV);
  if (strcmp(what, "abort") == 0) raise(SIGABRT);
  if (strcmp(what, "kill") == 0) raise(SIGKILL);
  if (strcmp(what, "exit") == 0) exit(0);
  if (strcmp(what, "burn") == 0) Burn();
  if (strcmp(what, "stop") == 0) { /* as Ctrl-C does, and a mesher that does not hear */
    signal(SIGTERM, SIG_IGN);
    kill(getppid(), SIGINT);
    for (;;)
      pause();
  }
  remove(partial);
  if (strcmp(what, "refuse") == 0) {
    SulMesherDone(SUL_INPUT);
    return SUL_INPUT;
  }
  if (strcmp(what, "lie") == 0) {
    SulMesherDone(SUL_OK);
    return 9;
  }
  SulMesherDone(SUL_OK);
  return SUL_OK;
}

static SulStatus Serve(const char *program, const char *what, SulError *error) {
  char *words[] = {(char *)what};
  *error = (SulError){0};
  SulPackStopWatch();
  return SulMesherServe(program, output, 1, words, error);
}

static void Dies(const char *program, const char *what, SulStatus status, const char *text) {
  SulError error;
  CHECK(Serve(program, what, &error) == status && error.status == status);
  if (!strstr(error.text, text)) fprintf(stderr, "%s: %s\n", what, error.text);
  CHECK(strstr(error.text, text) != NULL);
  CHECK(access(partial, F_OK) != 0);
}

int main(int argc, char **argv) {
  SulError error;
  if (argc > 2) return Act((int)strtol(argv[1], NULL, 10), argv[2]);
  CHECK(Serve(argv[0], "work", &error) == SUL_OK && !SulFailed(&error));
  CHECK(Serve(argv[0], "refuse", &error) == SUL_INPUT && !SulFailed(&error));
  Dies(argv[0], "segfault", SUL_INTERNAL, "signal 11 (Segmentation fault) when it had to fill the");
  Dies(argv[0], "abort", SUL_INTERNAL, "signal 6");
  Dies(argv[0], "kill", SUL_INTERNAL, "memory runs out");
  Dies(argv[0], "burn", SUL_INTERNAL, "processor time");
  Dies(argv[0], "exit", SUL_INTERNAL, "status 0, without a result");
  Dies(argv[0], "lie", SUL_INTERNAL, "status 9");
  Dies(argv[0], "stop", SUL_STOPPED, "stopped by a signal");
  CHECK(Serve("/nowhere/mesher", "work", &error) == SUL_INTERNAL && !SulFailed(&error));
  return CheckResult();
}
