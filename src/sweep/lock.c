/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes and leaves the lock that keeps two runs off one point. */
#include "lock.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>
#include <sys/file.h>
#include <unistd.h>

int SulLockTake(const char *folder, bool wait, SulError *error) {
  char *path = SulPathJoin(folder, "lock");
  int lock = open(path, O_RDWR | O_CREAT, 0666); /* inherited: see the header */
  if (lock < 0)
    SulErrorSet(error, SUL_IO, "%s: cannot be opened: %s", path, strerror(errno));
  else if (flock(lock, wait ? LOCK_EX : LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      SulErrorSet(error, SUL_IO,
                  "%s: cannot be locked: %s; a sweep needs a file system with locks for its "
                  "directory",
                  path, strerror(errno));
    close(lock);
    lock = -1;
  }
  free(path);
  return lock;
}

void SulLockFree(int lock) {
  if (lock >= 0) close(lock);
}
