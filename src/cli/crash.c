/* SPDX-License-Identifier: BSD-2-Clause */
/* A signal that a library dies of becomes one message and an exit status. */
#include "crash.h"
#include <signal.h>
#include <string.h>
#include <sulfem/error.h>
#include <sulfem/memory.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* A signal handler has no argument for it: bytes whose refusal shows that memory has run out. */
static size_t probe;

/* Only what may be called in a handler. */
static void Crash(int signal_number) {
  static const char text[] = "sulfem: error: out of memory: the limit of this process (ulimit -v) "
                             "is used up, and a library "
                             "crashed on it; " SUL_MEMORY_ADVICE ", or a higher limit\n";
  void *room = mmap(NULL, probe, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) {
    ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    (void)written; /* nobody is left to be told */
    _exit(SUL_INTERNAL);
  }
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void SulCrashWatch(void) {
  static const int signals[] = {SIGSEGV, SIGBUS, SIGABRT};
  static char stack[1 << 16];
  const stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
  struct sigaction action = {.sa_handler = Crash, .sa_flags = SA_ONSTACK}, before;
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
  probe = (size_t)limit.rlim_cur / 4;
  if (sigaltstack(&other, NULL) != 0) return;
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
      sigaction(signals[i], &action, NULL);
}
