/* SPDX-License-Identifier: BSD-2-Clause */
/* Crashes of libraries that do not look at what malloc gives them. Private to src/cli. */
#ifndef SULFEM_CRASH_H
#define SULFEM_CRASH_H

/* Where the process may take only so much memory (ulimit -v), a crash with that memory used up ends
 * with a message and status 1 instead of a trace; any other crash is left as it is. To be called
 * before MPI begins, which would print its own. */
void SulCrashWatch(void);

#endif
