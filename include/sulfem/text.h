/* SPDX-License-Identifier: BSD-2-Clause */
/* Small things about strings and paths. */
#ifndef SULFEM_TEXT_H
#define SULFEM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <sulfem/error.h>

enum { SUL_NAME_SIZE = 128 }; /* names of groups, materials, phases, with the final '\0' */

/* Optimal string alignment distance (insert, delete, replace, swap neighbours), case ignored. */
size_t SulTextDistance(const char *a, const char *b);

/* The candidate nearest to `word`, or NULL where none is near enough to be worth naming (distance
 * above a third of the longer word, at least 2). */
const char *SulTextNearest(const char *word, const char *const *candidates, size_t count);

/* Whether `text` ends in `ending` and has something before it, as a file's name before ".msh". */
bool SulTextEndsIn(const char *text, const char *ending);

/* Whether the bytes are UTF-8 text without control characters. */
bool SulTextIsPlain(const char *text, size_t length);

/* Appends printf-style to a '\0'-ended buffer of `size` bytes; ends it with "..." when it is full.
 */
void SulTextAppend(char *buffer, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Appends `"a", "b", "c"` (all of the list, or its beginning and "..."). */
void SulTextAppendList(char *buffer, size_t size, const char *const *items, size_t count);

/* A new string (free it): `path` as seen from the folder of the file `from`; absolute paths stay.
 */
char *SulPathBeside(const char *from, const char *path);

/* A new string (free it): `folder`/`name`. */
char *SulPathJoin(const char *folder, const char *name);

/* A new string (free it): the absolute path without symbolic links, "." and ".."; what does not
 * exist yet is taken as it is written. */
char *SulPathReal(const char *path);

/* A new string (free it): how `path` is reached from `folder`, both as SulPathReal gives them. */
char *SulPathRelative(const char *folder, const char *path);

/* A new string, never NULL: duplicates, or stops the program when memory is exhausted. */
char *SulTextCopy(const char *text);

/* calloc that stops the program with a message when memory is exhausted. */
void *SulAllocate(size_t count, size_t size);

/* realloc that stops the program with a message when memory is exhausted; what is new is not
 * zeroed. */
void *SulReallocate(void *memory, size_t count, size_t size);

/* Room for `wanted` items where there is room for `room`: the same where it suffices, else larger by
 * half at least, so that an array that grows item by item is moved a few times only. */
size_t SulRoomFor(size_t room, size_t wanted);

/* An array of items of `size` bytes with room for `wanted`: itself where `*room` suffices, else
 * moved by SulReallocate, with the new `*room`. Of several arrays that share a room each is moved by
 * hand, to SulRoomFor. */
void *SulGrow(void *array, size_t *room, size_t wanted, size_t size);

/* The whole of a file, '\0'-ended, to be freed with free(); NULL and SUL_INPUT when unreadable. */
char *SulFileRead(const char *path, SulError *error);

/* Makes the folder and its parents where they are missing. SUL_IO when that fails. */
void SulFolderMake(const char *path, SulError *error);

#endif
