/* SPDX-License-Identifier: BSD-2-Clause */
/* Paths as the file system sees them. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>
#include <unistd.h>

/* realpath in a string of our own; NULL where the path does not exist. */
static char *Resolve(const char *path) {
  char *found = realpath(path, NULL);
  char *copy = found ? SulTextCopy(found) : NULL;
  free(found);
  return copy;
}

char *SulPathReal(const char *path) {
  char *found = Resolve(path[0] ? path : ".");
  if (found) return found;
  /* What does not exist yet hangs on what does: the part before the last slash. */
  char *folder = SulTextCopy(path);
  size_t length = strlen(folder);
  while (length > 1 && folder[length - 1] == '/')
    folder[--length] = '\0';
  char *slash = strrchr(folder, '/');
  char *name = SulTextCopy(slash ? slash + 1 : folder);
  if (slash) slash[slash == folder] = '\0';
  char *above = SulPathReal(slash ? folder : ".");
  char *joined = SulPathJoin(above, name);
  free(above);
  free(name);
  free(folder);
  return joined;
}

/* Length of what two absolute paths share, up to a slash that ends a folder in both. */
static size_t Shared(const char *a, const char *b) {
  size_t shared = 0;
  for (size_t i = 0;; i++) {
    bool a_ends = a[i] == '\0' || a[i] == '/', b_ends = b[i] == '\0' || b[i] == '/';
    if (a_ends && b_ends) shared = i;
    if (a[i] != b[i] || a[i] == '\0') return shared;
  }
}

char *SulPathRelative(const char *folder, const char *path) {
  size_t shared = Shared(folder, path), ups = 0;
  for (const char *c = folder + shared; *c; c++)
    if (c[0] == '/' && c[1] != '\0') ups++;
  const char *rest = path + shared;
  while (*rest == '/')
    rest++;
  size_t size = 3 * ups + strlen(rest) + 2;
  char *result = SulAllocate(size, 1);
  for (size_t i = 0; i < ups; i++)
    SulTextAppend(result, size, "../");
  SulTextAppend(result, size, "%s", rest[0] || ups ? rest : ".");
  return result;
}
