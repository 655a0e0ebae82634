/* SPDX-License-Identifier: BSD-2-Clause */
/* Libraries under PETSc that go on with their random numbers from one problem to the next: begun
 * anew, a problem has the same parts and the same hierarchy whatever the process has done before.
 * They are found by name, because it is PETSc that is linked with them, or not; a library that is
 * not there is passed over. */
#ifndef SULFEM_REPEATABLE_H
#define SULFEM_REPEATABLE_H

/* Before a partition. One thread too, unless SCOTCH_PTHREAD_NUMBER says otherwise: with more, its
 * default, parts depend on which is first. */
void SulRepeatScotch(void);

#endif
