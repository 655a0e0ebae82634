/* SPDX-License-Identifier: BSD-2-Clause */
/* How much memory the machine, its container and the limits of this process leave. */
#include <sulfem/memory.h>

#include <math.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

/* The number in a file of one number; infinite where there is none ("max", no such file). */
static double NumberIn(const char *path) {
  double number;
  FILE *file = fopen(path, "r");
  int found = file ? fscanf(file, "%lf", &number) : 0;
  if (file) fclose(file);
  return found == 1 ? number : INFINITY;
}

/* What a container (cgroup version 2, then 1) leaves; as seen from inside it. */
static double LeftInContainer(void) {
  double two = NumberIn("/sys/fs/cgroup/memory.max") - NumberIn("/sys/fs/cgroup/memory.current");
  double one = NumberIn("/sys/fs/cgroup/memory/memory.limit_in_bytes") -
               NumberIn("/sys/fs/cgroup/memory/memory.usage_in_bytes");
  return fmin(isnan(two) || two < 0 ? INFINITY : two, isnan(one) || one < 0 ? INFINITY : one);
}

double SulMemoryLimitLeft(void) {
  struct rlimit limit;
  double pages = NumberIn("/proc/self/statm");
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return INFINITY;
  double used = isinf(pages) ? 0 : pages * (double)sysconf(_SC_PAGESIZE);
  return fmax(0, (double)limit.rlim_cur - used);
}

static double FreeOnMachine(void) {
  char line[200];
  double kilobytes = 0;
  FILE *file = fopen("/proc/meminfo", "r");
  while (file && kilobytes == 0 && fgets(line, sizeof line, file))
    if (sscanf(line, "MemAvailable: %lf kB", &kilobytes) != 1) kilobytes = 0;
  if (file) fclose(file);
  if (kilobytes > 0) return 1024 * kilobytes;
  return (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
}

double SulFreeMemory(void) {
  return fmin(FreeOnMachine(), LeftInContainer());
}
