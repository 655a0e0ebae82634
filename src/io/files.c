/* SPDX-License-Identifier: BSD-2-Clause */
/* fallocate is of Linux: glibc declares it under this name only. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/text.h>
#include <sys/stat.h>
#include <unistd.h>

char *SulPathSuffix(const char *path, const char *suffix) {
  size_t size = strlen(path) + strlen(suffix) + 1;
  char *result = SulAllocate(size, 1);
  snprintf(result, size, "%s%s", path, suffix);
  return result;
}

void SulFileSync(const char *path, SulError *error) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  /* EINVAL: a file system that has nothing to bring anywhere. */
  if (file < 0 || (fsync(file) != 0 && errno != EINVAL))
    SulErrorSet(error, SUL_IO, "%s: cannot be brought to the disk: %s", path, strerror(errno));
  if (file >= 0) close(file);
}

void SulFilePublish(const char *from, const char *to, SulError *error) {
  SulFileSync(from, error);
  if (SulFailed(error)) return;
  if (rename(from, to) != 0)
    SulErrorSet(error, SUL_IO, "%s: cannot be renamed to %s: %s", from, to, strerror(errno));
}

bool SulFileWriteAll(int file, const char *bytes, size_t size) {
  while (size > 0) {
    ssize_t written = write(file, bytes, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    size -= (size_t)written;
  }
  return true;
}

static bool CopyAll(int from, int to) {
  enum { SIZE = 1 << 22 };
  char *buffer = SulAllocate(SIZE, 1);
  ssize_t got;
  bool good = true;
  while (good && (got = read(from, buffer, SIZE)) != 0) {
    if (got < 0 && errno == EINTR) continue;
    good = got > 0 && SulFileWriteAll(to, buffer, (size_t)got);
  }
  free(buffer);
  return good;
}

int SulFileOpenNew(const char *path) {
  if (unlink(path) != 0 && errno != ENOENT) return -1;
  return open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
}

void SulFileCopy(const char *from, const char *to, SulError *error) {
  int source = open(from, O_RDONLY | O_CLOEXEC);
  int target = source < 0 ? -1 : SulFileOpenNew(to);
  bool good = source >= 0 && target >= 0 && CopyAll(source, target);
  if (!good)
    SulErrorSet(error, SUL_IO, "%s: cannot be copied to %s: %s", from, to, strerror(errno));
  if (source >= 0) close(source);
  if (target >= 0 && close(target) != 0 && good) {
    SulErrorSet(error, SUL_IO, "%s: cannot be written: %s", to, strerror(errno));
    good = false;
  }
  if (target >= 0 && !good) unlink(to);
}

void SulFileRemove(const char *path, SulError *error) {
  if (unlink(path) != 0 && errno != ENOENT)
    SulErrorSet(error, SUL_IO, "%s: the file of an earlier run cannot be removed: %s", path,
                strerror(errno));
}

bool SulFileSame(const char *one, const char *other) {
  struct stat first, second;
  return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

void SulFileProbe(const char *path, SulError *error) {
  struct stat status;
  bool folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
  char *partial = SulPathSuffix(path, ".partial");
  int file = folder ? -1 : SulFileOpenNew(partial);
  if (folder)
    SulErrorSet(error, SUL_IO, "%s: cannot be written: it is a folder", path);
  else if (file < 0)
    SulErrorSet(error, SUL_IO, "%s: cannot be written: %s%s", path, strerror(errno),
                errno == ENOENT ? "; make its folder first" : "");
  if (file >= 0) {
    close(file);
    unlink(partial);
  }
  free(partial);
}

void SulFileWriteText(const char *path, const char *text, SulError *error) {
  char *partial = SulPathSuffix(path, ".partial");
  int file = SulFileOpenNew(partial);
  bool good = file >= 0 && SulFileWriteAll(file, text, strlen(text));
  if (!good) SulErrorSet(error, SUL_IO, "%s: cannot be written: %s", path, strerror(errno));
  if (file >= 0) close(file);
  if (good) SulFilePublish(partial, path, error);
  if (SulFailed(error)) unlink(partial);
  free(partial);
}

/* Zeros behind the end, as far as the disk: false with errno when they do not fit. */
static bool WriteZeros(int file, size_t bytes) {
  char *zeros = SulAllocate(bytes, 1);
  bool good = SulFileWriteAll(file, zeros, bytes) && fsync(file) == 0;
  free(zeros);
  return good;
}

static bool Reserve(int file, off_t end, long long bytes) {
  enum { PROBE = 1 << 20 };
#ifdef __linux__
  if (fallocate(file, 0, end, bytes) == 0) return true;
  if (errno != EOPNOTSUPP && errno != ENOSYS) return false;
#endif
  return WriteZeros(file, bytes < PROBE ? (size_t)bytes : PROBE) && ftruncate(file, end) == 0;
}

void SulFileReserve(const char *path, long long bytes, SulError *error) {
  int file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
  off_t end = file < 0 ? 0 : lseek(file, 0, SEEK_END);
  if (file < 0 || !Reserve(file, end, bytes))
    SulErrorSet(error, SUL_IO, "%s: cannot be written (%.1f MB more): %s", path,
                1e-6 * (double)bytes, strerror(errno));
  if (file >= 0 && SulFailed(error) && ftruncate(file, end) != 0)
    SulErrorAppend(error, "; it cannot be cut back either: %s", strerror(errno));
  if (file >= 0) close(file);
}

void SulFileLimitIgnore(void) {
  signal(SIGXFSZ, SIG_IGN);
}
