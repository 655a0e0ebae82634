/* SPDX-License-Identifier: BSD-2-Clause */
/* What the machine has. */
#ifndef SULFEM_MEMORY_H
#define SULFEM_MEMORY_H

/* Bytes that processes may take now without pushing others out, within the container's limit; where
 * the system does not say, all that it has. */
double SulFreeMemory(void);

/* Bytes that this process may still take under its own limit (ulimit -v); infinite without one. */
double SulMemoryLimitLeft(void);

/* What to do where memory runs out. */
#define SUL_MEMORY_ADVICE                                                                          \
  "what helps: element_order 1 instead of 2, a coarser mesh, preset multigrid instead of direct, " \
  "fewer ranks on this machine or more machines"

#endif
