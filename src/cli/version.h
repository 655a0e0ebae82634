/* SPDX-License-Identifier: BSD-2-Clause */
/* The program's version and those of its libraries. Private to src/cli. */
#ifndef SULFEM_CLI_VERSION_H
#define SULFEM_CLI_VERSION_H

/* On standard output, a line each: the program first, then name and version. Needs neither MPI nor
 * PETSc to be running. */
void SulVersionPrint(void);

#endif
