/* SPDX-License-Identifier: BSD-2-Clause */
/* A place in the bytes of a mesh file, and how to read on from it. Private to src/mesh.
 *
 * One set of calls serves text and binary sections: a number is a word of the line in the one, 4 or
 * 8 bytes in either byte order in the other. In text a record is a line: SulMshBegin goes to the
 * next one, numbers stay within it, SulMshEndRecord demands its end.
 *
 * A call that meets something wrong fills the error, with "FILE:LINE:" in text and "FILE: byte N:"
 * in a file with binary sections, and gives 0; callers look at SulMshFailed once a record. */
#ifndef SULFEM_MESH_MSH_CURSOR_H
#define SULFEM_MESH_MSH_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sulfem/error.h>

typedef unsigned char SulByte;

typedef struct {
  const char *path;
  const SulByte *start, *at, *end; /* *end is a zero byte */
  bool binary_file;                /* the file has binary sections */
  bool binary;                     /* this one is */
  bool swapped;                    /* the file's bytes stand in the other order */
  int size_bytes;                  /* of a size_t in the file: 4 or 8 */
  SulError *error;
} SulMshCursor;

static inline bool SulMshFailed(const SulMshCursor *cursor) {
  return SulFailed(cursor->error);
}

/* Fills the error with the place `at`, and the message. */
void SulMshFail(SulMshCursor *cursor, const SulByte *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "line 12" or "byte 345". */
void SulMshTellPlace(const SulMshCursor *cursor, const SulByte *at, char *text, size_t size);

/* A printable picture of what stands at a place: "in quotes", cut short; or the end of the line or
 * of the file. */
void SulMshTellWord(const SulMshCursor *cursor, const SulByte *at, char *text, size_t size);

/* To the next record; the end of the file is a failure. Nothing to do in binary. */
void SulMshBegin(SulMshCursor *cursor);

/* Nothing more may stand on the line. */
void SulMshEndRecord(SulMshCursor *cursor);

/* An `int` of the format; a number of the file's nodes or elements, or how many there are of
 * something (a size_t in MSH 4.1 binary, never negative); a coordinate. `what` is told: "a node's
 * number". */
int SulMshInt(SulMshCursor *cursor, const char *what);
int64_t SulMshSize(SulMshCursor *cursor, const char *what);
double SulMshReal(SulMshCursor *cursor, const char *what);

/* A number of a node or an element in MSH 2.2: an int in binary, of any size in text. */
int64_t SulMshTag(SulMshCursor *cursor, const char *what);

/* Can `count` things of at least `text_bytes` or `binary_bytes` each stand in what is left of the
 * file? Fails with "announces ..." where not. */
bool SulMshFits(SulMshCursor *cursor, const SulByte *head, int64_t count, size_t text_bytes,
                size_t binary_bytes, const char *what);

/* Goes beyond a real number that nobody needs: it may be infinite (the box of an empty entity). */
void SulMshSkipReal(SulMshCursor *cursor, const char *what);

#endif
