/* SPDX-License-Identifier: BSD-2-Clause */
/* What the mesher tells `sulfem pack` through the pipe, and the limit on its time. */
#include <signal.h>
#include <stdio.h>
#include <sulfem/mesher.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static int voice = -1; /* what calls Gmsh has no argument for it */

static void Say(const char *line, int length) {
  if (voice < 0) return;
  ssize_t written = write(voice, line, (size_t)length);
  (void)written; /* who does not listen has gone, and this process follows */
}

void SulMesherVoice(int descriptor) {
  voice = descriptor;
}

void SulMesherDoing(const char *what) {
  char line[100];
  int length = snprintf(line, sizeof line, what ? "doing %s\n" : "doing\n", what);
  if (length < (int)sizeof line) Say(line, length);
}

void SulMesherDone(SulStatus status) {
  char line[20];
  Say(line, snprintf(line, sizeof line, "done %d\n", (int)status));
}

void SulMesherLimit(double cells) {
  const double seconds_per_cell = 5e-3; /* HXT: 3e-5, Delaunay: 3e-4 */
  struct rlimit limit;
  if (getrlimit(RLIMIT_CPU, &limit) != 0) return;
  double seconds = (double)clock() / CLOCKS_PER_SEC + 600 + seconds_per_cell * cells;
  if (limit.rlim_cur != RLIM_INFINITY && (double)limit.rlim_cur < seconds) return;
  limit.rlim_cur = (rlim_t)seconds;
  setrlimit(RLIMIT_CPU, &limit);
}
