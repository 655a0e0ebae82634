/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that appear complete or not at all. None of these is collective. */
#ifndef SULFEM_FILES_H
#define SULFEM_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sulfem/error.h>

/* A new string (free it): path with `suffix` appended. */
char *SulPathSuffix(const char *path, const char *suffix);

/* Brings the file's data to the disk. */
void SulFileSync(const char *path, SulError *error);

/* Syncs `from` and renames it to `to`. */
void SulFilePublish(const char *from, const char *to, SulError *error);

/* Copies the bytes of `from` to a new file `to`, which is not left behind when that fails. */
void SulFileCopy(const char *from, const char *to, SulError *error);

/* A missing file is no error. */
void SulFileRemove(const char *path, SulError *error);

/* Whether both are names of one file that is there. */
bool SulFileSame(const char *one, const char *other);

/* SUL_IO where a file `path` cannot come to be: asked before the work, not after it. What it is
 * written to until it is complete, path.partial, is made and removed. */
void SulFileProbe(const char *path, SulError *error);

/* A new file and nothing else, open for writing: what has the name, be it a link to somewhere, is
 * taken away, and the link alone. -1 with errno. */
int SulFileOpenNew(const char *path);

/* All of the bytes to an open file, or false with errno. */
bool SulFileWriteAll(int file, const char *bytes, size_t size);

/* Writes `text` to path.partial and publishes it as `path`. */
void SulFileWriteText(const char *path, const char *text, SulError *error);

/* Takes `bytes` more from the disk for the file behind its present end (the file is made when it is
 * missing), so that what is written there later does not meet a full disk. File systems that cannot
 * reserve are asked to take a few zeros at least. A file that cannot grow stays as it was. */
void SulFileReserve(const char *path, long long bytes, SulError *error);

/* Without it a file size limit (ulimit -f) kills the process instead of failing the write. */
void SulFileLimitIgnore(void);

#endif
