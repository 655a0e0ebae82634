/* SPDX-License-Identifier: BSD-2-Clause */
/* What C++ makes with `new` gets addresses that depend on nothing but the program's own requests.
 *
 * Gmsh keeps nodes in sets that are sorted by address (std::set<MVertex *>): HXT's vertices come in
 * that order, and its mesh depends on it. The allocator's addresses depend on everything that was
 * freed before: on the lengths of paths, on the environment, on the digits of the times in Gmsh's
 * messages, so on how busy the machine is. Here blocks come from memory of their own, one behind
 * the other, and what is freed is given again last in, first out. */
#define _GNU_SOURCE
#include "mesh_gmsh.h"

#ifndef SULFEM_SANITIZE /* the sanitizers' own allocator has to see every block */

#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

/* Address space is reserved once and becomes memory as it fills. */
enum { LARGEST = 2048, STEP = 4 << 20, ALIGNMENT = 16, CLASSES = LARGEST / ALIGNMENT };
static const size_t most = (size_t)64 << 30, least = (size_t)64 << 20;

/* In front of every block. */
typedef union Head {
  size_t class;
  max_align_t alignment;
} Head;

typedef struct Free {
  struct Free *next;
} Free;

/* operator new has no argument for it. */
static struct {
  char *begin, *next, *ready, *end;
  Free *free[CLASSES]; /* by size */
  bool full;
} arena;
static _Thread_local SulGmshOrder order;

/* A limit of address space (ulimit -v) is the mesher's, too. */
static size_t Wanted(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return most;
  size_t share = (size_t)limit.rlim_cur / 8;
  return share < most ? share - share % STEP : most;
}

static void Reserve(void) {
  for (size_t size = Wanted(); size >= least && !arena.begin; size /= 2) {
    void *place = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place == MAP_FAILED) continue;
    arena.begin = arena.next = arena.ready = place;
    arena.end = arena.begin + size;
  }
}

static Head *Extend(size_t size) {
  if (size > (size_t)(arena.ready - arena.next)) {
    if ((size_t)(arena.end - arena.ready) < STEP ||
        mprotect(arena.ready, STEP, PROT_READ | PROT_WRITE) != 0) {
      arena.full = true;
      return NULL;
    }
    arena.ready += STEP;
  }
  Head *head = (Head *)(void *)arena.next;
  arena.next += size;
  return head;
}

static void *Take(size_t size) {
  size_t class = size ? (size - 1) / ALIGNMENT : 0;
  Free *again = arena.free[class];
  if (again && order == SUL_GMSH_SAME) {
    arena.free[class] = again->next;
    return again;
  }
  Head *head = Extend(sizeof *head + (class + 1) * ALIGNMENT);
  if (!head) return NULL;
  head->class = class;
  return head + 1;
}

static void Give(void *block) {
  if (order == SUL_GMSH_ANY) return;
  size_t class = ((Head *)block - 1)->class;
  Free *last = block;
  last->next = arena.free[class];
  arena.free[class] = last;
}

static void Next(const char *name, void *function) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();
  memcpy(function, &found, sizeof found);
}

/* The program's operator new and delete, by the names that C++ has for them on ELF systems. */
void *SulNew(size_t size) __asm__("_Znwm");
void SulDelete(void *block) __asm__("_ZdlPv");
void SulDeleteSized(void *block, size_t size) __asm__("_ZdlPvm");

void *SulNew(size_t size) {
  static void *(*next)(size_t); /* throws, where memory is out */
  void *block = order != SUL_GMSH_ANY && size <= LARGEST ? Take(size) : NULL;
  if (block) return block;
  if (!next) Next("_Znwm", &next);
  return next(size);
}

void SulDelete(void *block) {
  static void (*next)(void *);
  if ((uintptr_t)block - (uintptr_t)arena.begin < (uintptr_t)(arena.end - arena.begin)) {
    Give(block);
    return;
  }
  if (!next) Next("_ZdlPv", &next);
  next(block);
}

void SulDeleteSized(void *block, size_t size) {
  (void)size;
  SulDelete(block);
}

void SulGmshSetOrder(SulGmshOrder wanted, SulError *error) {
  if (wanted != SUL_GMSH_ANY && !arena.begin) Reserve();
  order = arena.begin ? wanted : SUL_GMSH_ANY;
  if (arena.full || order != wanted)
    SulErrorSet(error, SUL_INTERNAL,
                "there is too little address space to make the same mesh every time; a higher "
                "limit (ulimit -v) or fewer elements would help");
}

#else

void SulGmshSetOrder(SulGmshOrder wanted, SulError *error) {
  (void)wanted;
  (void)error;
}

#endif
