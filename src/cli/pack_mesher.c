/* SPDX-License-Identifier: BSD-2-Clause */
/* Starts the mesher's process for `sulfem pack`, listens to it, and says how it ended. */
#include "pack_mesher.h"
#include "pack_stop.h"
#include "stop.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* What a signal handler can see. */
static volatile sig_atomic_t mesher_process, stop_asked;
static const int signals[] = {SIGINT, SIGTERM, SIGUSR1};
enum { SIGNALS = sizeof signals / sizeof signals[0], PATIENCE = 3000 /* ms */ };

typedef struct {
  const char *output;
  char line[100]; /* the one that is being read */
  size_t length;
  char doing[100];
  int done; /* status told; -1: none */
} Serving;

static void HandOn(int signal_number) {
  (void)signal_number;
  int kept = errno;
  stop_asked = 1;
  if (mesher_process > 0) kill((pid_t)mesher_process, SIGTERM);
  errno = kept;
}

/* Signals that somebody else has use for (nohup) stay theirs. */
static void Watch(struct sigaction before[SIGNALS]) {
  struct sigaction action = {.sa_handler = HandOn};
  sigfillset(&action.sa_mask);
  for (size_t i = 0; i < SIGNALS; i++) {
    sigaction(signals[i], NULL, &before[i]);
    if (before[i].sa_handler != SIG_IGN) sigaction(signals[i], &action, NULL);
  }
}

static void Unwatch(const struct sigaction before[SIGNALS]) {
  for (size_t i = 0; i < SIGNALS; i++)
    sigaction(signals[i], &before[i], NULL);
}

char *SulMesherFind(void) {
  static const char *const places[] = {"sulfem-mesher", "../libexec/sulfem/sulfem-mesher"};
  char own[4096];
  ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
  if (length <= 0) return NULL;
  own[length] = '\0';
  char *slash = strrchr(own, '/');
  if (!slash) return NULL;
  slash[1] = '\0';
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    char *path = SulPathSuffix(own, places[i]);
    if (access(path, X_OK) == 0) return path;
    free(path);
  }
  return NULL;
}

/* ---- starting */

static void Become(const char *program, int voice, pid_t parent, int count, char **words) {
  char number[20], **arguments = calloc((size_t)count + 3, sizeof *arguments);
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
  if (getppid() != parent || !arguments) _exit(SUL_STOPPED);
  snprintf(number, sizeof number, "%d", voice);
  arguments[0] = (char *)program;
  arguments[1] = number;
  memcpy(&arguments[2], words, (size_t)count * sizeof *arguments);
  execv(program, arguments);
  fprintf(stderr, "sulfem: error: %s: cannot be started: %s\n", program, strerror(errno));
  dprintf(voice, "done %d\n", SUL_INTERNAL);
  _exit(SUL_INTERNAL);
}

static pid_t Start(const char *program, const int ends[2], int count, char **words) {
  sigset_t all, kept;
  pid_t parent = getpid();
  fflush(NULL); /* else both would write what is in the buffers */
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &kept);
  pid_t process = fork();
  if (process == 0) {
    for (size_t i = 0; i < SIGNALS; i++) {
      struct sigaction now;
      sigaction(signals[i], NULL, &now);
      if (now.sa_handler != SIG_IGN) signal(signals[i], SIG_DFL);
    }
    sigprocmask(SIG_SETMASK, &kept, NULL);
    Become(program, ends[1], parent, count, words);
  }
  mesher_process = process;
  sigprocmask(SIG_SETMASK, &kept, NULL);
  return process;
}

/* ---- listening */

static void TakeLine(Serving *serving) {
  serving->line[serving->length] = '\0';
  serving->length = 0;
  if (strncmp(serving->line, "doing", 5) == 0)
    snprintf(serving->doing, sizeof serving->doing, "%s",
             serving->line[5] == ' ' ? serving->line + 6 : "");
  else if (strncmp(serving->line, "done ", 5) == 0 && serving->line[5] >= '0' &&
           serving->line[5] <= '5' && serving->line[6] == '\0')
    serving->done = serving->line[5] - '0';
}

static void Take(Serving *serving, const char *text, ssize_t count) {
  for (ssize_t i = 0; i < count; i++)
    if (text[i] == '\n')
      TakeLine(serving);
    else if (serving->length + 1 < sizeof serving->line)
      serving->line[serving->length++] = text[i];
}

/* Until the mesher has gone; one that was asked to go, or is done, has three seconds for it. */
static void Listen(Serving *serving, int voice, pid_t process) {
  char text[512];
  for (;;) {
    struct pollfd one = {.fd = voice, .events = POLLIN};
    int ready = poll(&one, 1, stop_asked || serving->done >= 0 ? PATIENCE : -1);
    if (ready < 0 && errno == EINTR) continue;
    ssize_t count = ready > 0 ? read(voice, text, sizeof text) : 0;
    if (count < 0 && errno == EINTR) continue;
    if (ready > 0 && count > 0) {
      Take(serving, text, count);
      continue;
    }
    if (ready == 0) kill(process, SIGKILL);
    return;
  }
}

/* ---- the end */

static const char *Advice(int number) {
  if (number == SIGKILL)
    return "that is most often what happens when memory runs out; a machine with more of it, a "
           "smaller box, larger size_at_particles and size_far or order: 1 would help";
  if (number == SIGXCPU)
    return "it had used many times the processor time that such a mesh takes, or as much as is "
           "allowed (ulimit -t); another seed, mesh: {mesher: delaunay}, a larger "
           "size_at_particles or minimum_gap would help";
  return "its own data had come to contradict each other, or memory ran out; mesh: {mesher: "
         "delaunay}, another seed, a larger size_at_particles or minimum_gap, or particles closer "
         "to spheres would help";
}

static void TellDeath(const Serving *serving, int ended, SulError *error) {
  const char *when = serving->doing[0] ? " when it had to " : "";
  if (WIFSIGNALED(ended) &&
      (stop_asked || WTERMSIG(ended) == SIGINT || WTERMSIG(ended) == SIGTERM)) {
    SulErrorSet(error, SUL_STOPPED, "stopped by a signal; unfinished files are gone");
  } else if (WIFSIGNALED(ended)) {
    int number = WTERMSIG(ended);
    SulErrorSet(error, SUL_INTERNAL, "%s: the mesher died of signal %d (%s)%s%s: %s",
                serving->output, number, strsignal(number), when, serving->doing, Advice(number));
  } else {
    SulErrorSet(error, SUL_INTERNAL,
                "%s: the mesher ended with status %d, without a result and a reason%s%s: %s",
                serving->output, WEXITSTATUS(ended), when, serving->doing, Advice(0));
  }
}

static SulStatus End(const Serving *serving, int ended, SulError *error) {
  bool told = serving->done >= 0;
  if (told && (serving->done != SUL_OK || (WIFEXITED(ended) && WEXITSTATUS(ended) == SUL_OK)))
    return (SulStatus)serving->done;
  if (WIFEXITED(ended) && WEXITSTATUS(ended) == SUL_STOPPED) return SUL_STOPPED; /* its handler */
  TellDeath(serving, ended, error);
  SulStopRemoveAll();
  return error->status;
}

SulStatus SulMesherServe(const char *program, const char *output, int count, char **words,
                         SulError *error) {
  Serving serving = {.output = output, .done = -1};
  struct sigaction before[SIGNALS];
  int ends[2], ended = 0;
  if (pipe(ends) != 0) {
    SulErrorSet(error, SUL_IO, "a pipe cannot be opened: %s", strerror(errno));
    return error->status;
  }
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  stop_asked = 0;
  SulPackStopRemoves(output);
  Watch(before);
  pid_t process = Start(program, ends, count, words);
  close(ends[1]);
  if (process < 0) {
    SulErrorSet(error, SUL_IO, "a process cannot be started: %s", strerror(errno));
  } else {
    Listen(&serving, ends[0], process);
    while (waitpid(process, &ended, 0) < 0 && errno == EINTR)
      ;
    mesher_process = 0;
  }
  Unwatch(before);
  close(ends[0]);
  return SulFailed(error) ? error->status : End(&serving, ended, error);
}
