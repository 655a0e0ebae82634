/* SPDX-License-Identifier: BSD-2-Clause */
/* The file status.json of a point. Private to src/sweep. */
#ifndef SULFEM_SWEEP_STATUS_H
#define SULFEM_SWEEP_STATUS_H

#include <sulfem/sweep.h>

/* What the file in `folder` says; SUL_POINT_MISSING where there is none, or none that can be read
 * (then it says nothing that could be relied on). */
void SulStatusRead(const char *folder, SulPointStatus *status);

/* Writes it, complete or not at all. */
void SulStatusWrite(const char *folder, const SulStudy *study, size_t number,
                    const SulPointStatus *status, SulError *error);

/* The present time as in "2026-01-31T12:00:00Z". */
void SulStatusNow(char text[32]);

#endif
