/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs programs as children that never outlive their parent. */
#include "child.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/log.h>
#include <sulfem/text.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

extern char **environ;

/* ---- Signals --------------------------------------------------------------------------------- */

/* What a signal handler can see: there is no other way to it than variables of the file. */
static volatile sig_atomic_t stop_asked = 0;
static volatile sig_atomic_t child_process = 0, child_signal = SIGTERM, child_group = 0;

static void HandOn(void) {
  int signal_number = stop_asked > 1 ? SIGKILL : (int)child_signal;
  pid_t target = (pid_t)child_process;
  if (target > 0) kill(child_group || stop_asked > 1 ? -target : target, signal_number);
}

/* A batch system that ends a job signals all its processes, and the sweep hands on what it gets:
 * two signals, one request. Counted as two they would kill a solve that is writing its checkpoint.
 */
static bool SaidAgain(void) {
  static struct timespec first; /* handlers alone use it, one at a time */
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (stop_asked > 0)
    return (double)(now.tv_sec - first.tv_sec) + 1e-9 * (double)(now.tv_nsec - first.tv_nsec) < 1;
  first = now;
  return false;
}

static void Stop(int signal_number) {
  (void)signal_number;
  int kept = errno;
  if (!SaidAgain()) {
    stop_asked++;
    HandOn();
  }
  errno = kept;
}

void SulChildWatch(void) {
  static const int signals[] = {SIGINT, SIGTERM, SIGUSR1};
  struct sigaction action = {.sa_handler = Stop};
  sigset_t set;
  stop_asked = 0;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    sigaddset(&set, signals[i]);
  action.sa_mask = set;
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    sigaction(signals[i], &action, NULL);
  sigaddset(&set, SIGCHLD);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
}

bool SulChildStopAsked(void) {
  return stop_asked > 0;
}

/* ---- Starting -------------------------------------------------------------------------------- */

static void DieWithParent(pid_t parent, int signal_number) {
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, signal_number);
#endif
  if (getppid() != parent) _exit(SUL_INTERNAL); /* it was gone before */
}

static pid_t Fork(int death_signal, SulError *error) {
  pid_t parent = getpid();
  fflush(NULL); /* else both would write what is in the buffers */
  pid_t process = fork();
  if (process < 0) SulErrorSet(error, SUL_IO, "a process cannot be started: %s", strerror(errno));
  if (process != 0) return process;
  setpgid(0, 0); /* Ctrl-C reaches the sweep alone, which hands it on */
  DieWithParent(parent, death_signal);
  return 0;
}

pid_t SulChildFork(SulError *error) {
  return Fork(SIGKILL, error);
}

static bool BeginsWithAny(const char *text, const char *const *beginnings) {
  for (; *beginnings; beginnings++)
    if (strncmp(text, *beginnings, strlen(*beginnings)) == 0) return true;
  return false;
}

/* A stage is a program of its own, whatever launcher has started the sweep: it must not take the
 * sweep's rank for its own. */
static void ForgetLauncher(void) {
  static const char *const theirs[] = {"PMIX_",
                                       "PMI_",
                                       "OMPI_COMM_WORLD_",
                                       "OMPI_UNIVERSE_SIZE",
                                       "OMPI_NUM_APP",
                                       "OMPI_FIRST_",
                                       "OMPI_APP_CTX",
                                       "OMPI_ARGV",
                                       "OMPI_COMMAND",
                                       "OMPI_FILE_",
                                       "OMPI_MCA_ess_",
                                       "OMPI_MCA_orte_",
                                       "OMPI_MCA_initial_",
                                       "ORTE_",
                                       "PRTE_LAUNCHED",
                                       "PRTE_SHARED_FS",
                                       "OMPI_WORLD_",
                                       "OMPI_MCA_num_procs",
                                       "OMPI_MCA_ess=",
                                       "OMPI_MCA_pmix=",
                                       "MPI_LOCALRANKID",
                                       "MPI_LOCALNRANKS",
                                       NULL};
  char name[256];
  for (size_t i = 0; environ && environ[i];) {
    snprintf(name, sizeof name, "%.*s", (int)strcspn(environ[i], "="), environ[i]);
    if (BeginsWithAny(environ[i], theirs) && unsetenv(name) == 0) continue; /* the next moved up */
    i++;
  }
}

/* Several points at a time: one thread a rank, and ranks that are not all bound to core 0. */
static void PrepareEnvironment(void) {
  ForgetLauncher();
  setenv("OMP_NUM_THREADS", "1", 0);
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
  setenv("OMPI_MCA_hwloc_base_binding_policy", "none", 0);    /* Open MPI 4 */
  setenv("PRTE_MCA_hwloc_default_binding_policy", "none", 0); /* Open MPI 5 */
}

static bool OpenStreams(const SulChild *child) {
  if (chdir(child->folder) != 0) return false;
  int nothing = open("/dev/null", O_RDONLY);
  unlink(child->log); /* it may be a link to somewhere */
  int log = open(child->log, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0666);
  bool good =
      nothing >= 0 && log >= 0 && dup2(nothing, 0) >= 0 && dup2(log, 1) >= 0 && dup2(log, 2) >= 0;
  if (nothing > 2) close(nothing);
  if (log > 2) close(log);
  return good;
}

/* Never returns. Why it failed goes through the pipe, which a successful exec closes. */
static void Become(const SulChild *child, int report) {
  static const int signals[] = {SIGINT, SIGTERM, SIGUSR1};
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    signal(signals[i], SIG_DFL);
  PrepareEnvironment();
  if (OpenStreams(child)) execvp(child->words[0], child->words);
  int reason = errno;
  ssize_t written = write(report, &reason, sizeof reason);
  _exit(written == sizeof reason ? 127 : 126);
}

/* 0, or why the child could not be started. */
static int ReadReport(int report) {
  int reason = 0;
  ssize_t got;
  do
    got = read(report, &reason, sizeof reason);
  while (got < 0 && errno == EINTR);
  return got == sizeof reason ? reason : 0;
}

static pid_t Start(const SulChild *child, SulError *error) {
  int ends[2];
  if (pipe(ends) != 0) {
    SulErrorSet(error, SUL_IO, "a pipe cannot be opened: %s", strerror(errno));
    return -1;
  }
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  /* A launcher that is killed outright leaves its ranks behind: it is asked instead. */
  pid_t process = Fork(child->stop_group ? SIGKILL : SIGTERM, error);
  if (process == 0) Become(child, ends[1]);
  close(ends[1]);
  int reason = process > 0 ? ReadReport(ends[0]) : 0;
  close(ends[0]);
  if (reason) {
    SulErrorSet(error, SUL_IO, "%s: cannot be started in %s: %s", child->words[0], child->folder,
                strerror(reason));
    waitpid(process, NULL, 0);
    return -1;
  }
  return process;
}

/* ---- Waiting --------------------------------------------------------------------------------- */

static void Wait(pid_t process, SulChildEnd *end) {
  struct rusage usage;
  int status = 0;
  while (wait4(process, &status, 0, &usage) < 0 && errno == EINTR)
    ;
  end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  end->exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + end->signal;
  end->memory = 1024.0 * (double)usage.ru_maxrss;
}

void SulChildRun(const SulChild *child, SulChildEnd *end, SulError *error) {
  double start = SulClock();
  *end = (SulChildEnd){0};
  child_signal = child->stop_signal;
  child_group = child->stop_group;
  pid_t process = Start(child, error);
  if (process < 0) return;
  child_process = process;
  if (stop_asked) HandOn(); /* it came before there was anybody to hand it on to */
  Wait(process, end);
  child_process = 0;
  end->seconds = SulClock() - start;
}
