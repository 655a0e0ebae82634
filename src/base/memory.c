#include <sulfem/memory.h>

#include <stdio.h>
#include <unistd.h>

double SulFreeMemory(void) {
  char line[200];
  double kilobytes = 0;
  FILE *file = fopen("/proc/meminfo", "r");
  while (file && kilobytes == 0 && fgets(line, sizeof line, file))
    if (sscanf(line, "MemAvailable: %lf kB", &kilobytes) != 1) kilobytes = 0;
  if (file) fclose(file);
  if (kilobytes > 0) return 1024 * kilobytes;
  return (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
}
