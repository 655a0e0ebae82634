/* SPDX-License-Identifier: BSD-2-Clause */
/* The lock that keeps two runs off one point. Private to src/sweep.
 *
 * flock on a file of the point's folder: it goes with the processes that hold it, however they end,
 * works between machines where their common file system has locks (NFS has), and is inherited by
 * the stages, so that a point is free only when the last of them is gone. */
#ifndef SULFEM_SWEEP_LOCK_H
#define SULFEM_SWEEP_LOCK_H

#include <stdbool.h>
#include <sulfem/error.h>

/* A descriptor to give to SulLockFree, or -1 where another process has the lock (`wait`: where a
 * signal came while waiting for it) or `error` is set. */
int SulLockTake(const char *folder, bool wait, SulError *error);
void SulLockFree(int lock);

#endif
